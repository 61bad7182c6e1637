"""The parser of names against a table of real and hostile strings, and against anything."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from processing.taxonomy.names import Rank, find_names, parse_name

ROWS = [
    line.split("\t")
    for line in (Path(__file__).parent / "names.tsv").read_text(encoding="utf-8").splitlines()
    if line and not line.startswith("#")
]


def kind_of(text: str) -> str:
    name = parse_name(text)
    if name is None:
        return "none"
    if name.is_hybrid:
        return "hybrid"
    if name.qualifier:
        return "open"
    return "species" if name.is_species else "above"


def test_the_table_has_three_hundred_strings_and_more() -> None:
    assert len(ROWS) >= 300
    assert len({text for text, *_ in ROWS}) == len(ROWS)
    assert sum(kind == "none" for *_, kind in ROWS) >= 150


@pytest.mark.parametrize(("text", "canonical", "kind"), ROWS)
def test_a_string_is_the_name_it_is_or_none(text: str, canonical: str, kind: str) -> None:
    name = parse_name(text)
    assert kind_of(text) == kind, name
    assert (name.canonical if name else "-") == canonical


def test_a_name_is_read_in_its_parts() -> None:
    name = parse_name("Panthera tigris altaica Temminck, 1844")
    assert name is not None
    assert (name.genus, name.epithet, name.subspecies) == ("Panthera", "tigris", "altaica")
    assert (name.authorship, name.rank) == ("Temminck, 1844", Rank.SUBSPECIES)


def test_a_hybrid_names_its_parents() -> None:
    name = parse_name("Anas platyrhynchos × A. rubripes")
    assert name is not None
    assert name.parents == ("Anas platyrhynchos", "Anas rubripes")


def test_names_are_found_where_prose_sets_them_off() -> None:
    answer = (
        "The animal in the picture is a **red fox** (*Vulpes vulpes*), family Canidae.\n"
        "It could also be:\n- *Vulpes lagopus* (arctic fox)\n- Unidentified canid\nConfidence: high."
    )
    assert [name.canonical for name in find_names(answer)] == ["Vulpes vulpes", "Vulpes lagopus"]


PROSE = ["No animals found.", "The animal is", "", "I see **nothing** (really).", "**Note:** *blurry*"]


@pytest.mark.parametrize("answer", PROSE)
def test_prose_without_a_name_has_none(answer: str) -> None:
    assert find_names(answer) == []


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=80))
def test_no_text_breaks_the_parser_and_a_name_parses_to_itself(text: str) -> None:
    name = parse_name(text)
    if name is not None:
        again = parse_name(name.canonical)
        assert again is not None
        assert again.canonical == name.canonical


def test_a_very_long_text_is_answered_at_once() -> None:
    assert parse_name("Panthera " * 100_000) is None
    assert parse_name("(" * 50_000) is None
