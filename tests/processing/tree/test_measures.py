"""Diversity, relations and completeness."""

import math
from collections import Counter

import pytest

from processing.tree.measures import completeness, diversity, relations
from processing.tree.taxa import Lineage


def one(number: int, genus: str = "Myotis", family: str = "Vespertilionidae") -> Lineage:
    return Lineage(
        f"k{number}", f"{genus} s{number}", ("Animalia", "Chordata", "Mammalia", "Chiroptera", family, genus)
    )


def test_equally_common_species_have_the_largest_diversity() -> None:
    found = diversity([(one(n), 5) for n in range(4)])
    assert found.shannon == pytest.approx(math.log(4))
    assert found.simpson == pytest.approx(0.75)
    assert found.evenness == pytest.approx(1)
    assert (found.n_species, found.n_genera, found.n_families) == (4, 1, 1)


def test_one_species_has_no_diversity() -> None:
    found = diversity([(one(1), 9)])
    assert (found.shannon, found.simpson, found.evenness) == (0, 0, None)


def test_nothing_seen_gives_zeros() -> None:
    assert diversity([])[:8] == (0, 0, 0, 0, 0, 0, 0, 0)


def test_relations_grow_with_the_species_and_not_with_their_square() -> None:
    found = relations([one(n) for n in range(500)] + [one(n, "Nyctalus") for n in range(500, 600)])
    assert len(found) == 599
    assert Counter(relation.kind for relation in found) == {"same-genus": 598, "same-family": 1}


def test_species_without_family_or_genus_are_related_to_nothing() -> None:
    assert relations([one(1, "", ""), one(2, "", "")]) == []


def test_completeness_is_told_only_where_the_number_of_species_is_known() -> None:
    assert completeness(Counter(Felidae=2, Mystery=1, Canidae=1), Counter(Felidae=41, Canidae=10)) == [
        ("Canidae", 1, 10), ("Felidae", 2, 41),
    ]  # fmt: skip
