"""A made-up Catalogue of Life Data Package of any size, with the proportions of the real one."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

PER_GENUS = 18
"""Species of a genus; half as many synonyms come with them, mostly under names of other genera."""

GENERA_PER_FAMILY = 20
FAMILIES_PER_ORDER = 15
ORDERS_PER_CLASS = 10
SHARE_COMMON = 0.07
"""Common names for each usage, as in the Catalogue of Life (638 thousand of 9.4 million)."""

SHARE_PLACES = 0.29
"""Rows of distribution for each usage (2.7 of 9.4 million)."""

HEADER = "col:ID\tcol:parentID\tcol:basionymID\tcol:status\tcol:scientificName\tcol:authorship\tcol:rank\tcol:code\tcol:environment\tcol:link\n"  # noqa: E501

SYLLABLES = [a + b for a in "bcdfglmnprstvz" for b in ("a", "e", "i", "o", "u", "an", "er", "yl", "or", "in")]
ENDINGS = ("us", "a", "um", "is", "ensis", "oides", "ii", "atus", "icola", "alis")
COMMON = (
    "red",
    "lesser",
    "great",
    "river",
    "mountain",
    "spotted",
    "golden",
    "finch",
    "beetle",
    "orchid",
    "frog",
    "mint",
)


def write_coldp(folder: Path, n_usages: int, seed: int = 0) -> None:
    """Write `NameUsage.tsv`, `VernacularName.tsv` and `Distribution.tsv` of about `n_usages` names."""
    rng = random.Random(seed)
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "NameUsage.tsv").open("w", encoding="utf-8") as names, \
         (folder / "VernacularName.tsv").open("w", encoding="utf-8") as common, \
         (folder / "Distribution.tsv").open("w", encoding="utf-8") as places:  # fmt: skip
        names.write(HEADER)
        common.write("col:taxonID\tcol:name\tcol:language\n")
        places.write("col:taxonID\tcol:areaID\tcol:area\tcol:establishmentMeans\n")
        for number, row in enumerate(_usages(rng, n_usages)):
            names.write("\t".join(row) + "\n")
            if rng.random() < SHARE_COMMON:
                common.write(f"{row[0]}\t{' '.join(rng.sample(COMMON, 3)).capitalize()} {number % 997}\teng\n")
            if rng.random() < SHARE_PLACES:
                places.write(f"{row[0]}\tiso:{rng.choice('ABCDEFGH')}{rng.choice('EFGHIJ')}\t\tnative\n")
    (folder / "metadata.yaml").write_text(f"title: Made-up catalogue\nalias: made-up\nversion: {n_usages}\n")


def _word(rng: random.Random, least: int = 2, most: int = 4) -> str:
    return "".join(rng.choice(SYLLABLES) for _ in range(rng.randint(least, most)))


def _usages(rng: random.Random, n_usages: int) -> Iterator[list[str]]:
    """Rows in no helpful order: parents come after some of their children, as in real files."""
    count = 0

    def row(parent: str, status: str, name: str, author: str, rank: str) -> list[str]:
        nonlocal count
        count += 1
        return [f"{count:X}Z", parent, "", status, name, author, rank, "zoological", "", ""]

    earlier: list[str] = []
    kingdom = row("", "accepted", "Animalia", "", "kingdom")
    yield kingdom
    while True:
        rank_class = row(kingdom[0], "accepted", _word(rng).capitalize() + "morpha", "", "class")
        for _ in range(ORDERS_PER_CLASS):
            order = row(rank_class[0], "accepted", _word(rng).capitalize() + "formes", "", "order")
            for _ in range(FAMILIES_PER_ORDER):
                family = row(order[0], "accepted", _word(rng).capitalize() + "idae", "", "family")
                for _ in range(GENERA_PER_FAMILY):
                    genus = row(family[0], "accepted", _word(rng).capitalize() + "us", "Linnaeus, 1758", "genus")
                    yield from _genus(rng, genus, earlier, row)
                    earlier.append(genus[4])
                    yield genus
                    if count >= n_usages:
                        yield from (family, order, rank_class)
                        return
                yield family
            yield order
        yield rank_class


def _genus(rng: random.Random, genus: list[str], earlier: list[str], row) -> Iterator[list[str]]:
    for _ in range(PER_GENUS):
        author = f"{_word(rng, 2, 3).capitalize()}, {rng.randint(1758, 2020)}"
        species = row(genus[0], "accepted", f"{genus[4]} {_word(rng, 1, 3)}{rng.choice(ENDINGS)}", author, "species")
        if rng.random() < 0.5:
            other = rng.choice(earlier) if earlier and rng.random() < 0.9 else genus[4]
            yield row(species[0], "synonym", f"{other} {species[4].split()[1]}", author, "species")
        yield species
