"""Looking names up in the checklists: by their beginning, by a common name, by a name that is nearly spelt so.

Every look-up is some ranges or keys of an index, whatever the size of the checklist: nothing is scanned.
"""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, func, or_, select

from blueprints.species.service.releases import KEY_LENGTH, Release, tables_of
from core.db import db
from processing.taxonomy.fuzzy import MAX_ERRORS, SHORTEST, distance, probes
from processing.taxonomy.keys import common_key, scientific_key

LARGEST_GENUS = 10_000
"""Names of one genus that are compared; *Astragalus*, the largest, has some 8,000 with synonyms."""

MOST_GENERA = 12
"""Genera of nearly this spelling whose species are looked through."""

MOST_WORDS = 3_000
"""Common names with one word that are looked through for the others."""


class Usage(NamedTuple):
    """A name of a checklist."""

    checklist: int
    number: int
    name: str
    authorship: str
    rank: str
    status: str
    is_synonym: bool
    above: int | None
    source_id: str


class Hit(NamedTuple):
    """A name that was found, and how."""

    usage: Usage
    how: str
    """`prefix`, `common-name` or `fuzzy`."""
    found: str
    """The text that was like the one looked for."""
    n_errors: int = 0


def columns_of(number: int) -> Select:  # type: ignore[type-arg]
    """Every column of `Usage`."""
    table = tables_of(number).usages.c
    return select(table.number, table.name, table.authorship, table.rank, table.status, table.is_synonym,
                  table.above, table.source_id)  # fmt: skip


def usages(number: int, rows: Select) -> list[Usage]:  # type: ignore[type-arg]
    found = db.session.execute(rows).all()
    return [_usage(number, row) for row in found]


def _usage(number: int, row: Any) -> Usage:
    return Usage(number, row[0], row[1], row[2], row[3], row[4], bool(row[5]), row[6], row[7])


def begins_with(column: ColumnElement[str], key: str) -> ColumnElement[bool]:
    """A range of the index; byte order makes all keys of one beginning neighbours."""
    return and_(column >= key, column < key[:-1] + chr(ord(key[-1]) + 1))


def search(number: int, text: str, limit: int) -> list[Hit]:
    """Names that begin so, common names that hold these words, and, when there are neither, names spelt nearly so."""
    scientific, common = scientific_key(text)[:KEY_LENGTH], common_key(text)[:KEY_LENGTH]
    if not scientific:
        return []
    hits = [Hit(usage, "prefix", usage.name) for usage in _prefix(number, scientific, limit)]
    hits += _by_common_name(number, common, limit - len(hits)) if len(hits) < limit else []
    if not hits:
        hits = fuzzy(number, scientific, limit, is_unfinished=True)
    return hits[:limit]


def _prefix(number: int, key: str, limit: int) -> list[Usage]:
    column = tables_of(number).usages.c.name_key
    return usages(number, columns_of(number).where(begins_with(column, key)).order_by(column).limit(limit))


def exact(number: int, key: str, limit: int = 20) -> list[Usage]:
    """Usages of exactly this name, accepted ones first."""
    table = tables_of(number).usages.c
    found = columns_of(number).where(table.name_key == key).order_by(table.is_synonym, table.number)
    return usages(number, found.limit(limit))


def _by_common_name(number: int, key: str, limit: int) -> list[Hit]:
    """Common names that begin so, then those that hold every word, the last one perhaps unfinished."""
    tables = tables_of(number)
    names = tables.common_names.c
    rows = select(names.usage, names.name).where(begins_with(names.name_key, key)).order_by(names.name_key)
    found = dict(reversed([(row[0], row[1]) for row in db.session.execute(rows.limit(limit))]))
    if len(found) < limit:
        for usage, name in _with_words(tables, key.split(), limit):
            found.setdefault(usage, name)
    by_number = {usage.number: usage for usage in numbered(number, found)}
    return [Hit(by_number[usage], "common-name", name) for usage, name in found.items() if usage in by_number][:limit]


def _with_words(tables: Release, words: Sequence[str], limit: int) -> list[tuple[int, str]]:
    if not words:
        return []
    names, filed = tables.common_names.c, tables.common_words.c
    rarest = max(words, key=len)
    is_word = filed.word == rarest if rarest != words[-1] else begins_with(filed.word, rarest)
    candidates = select(filed.common_name).where(is_word).limit(MOST_WORDS)
    rows = select(names.usage, names.name).where(names.number.in_(candidates))
    for word in words:
        rows = rows.where(names.name_key.contains(word, autoescape=True))
    return [(row[0], row[1]) for row in db.session.execute(rows.order_by(func.length(names.name_key)).limit(limit))]


def exact_common_name(number: int, key: str, limit: int = 20) -> list[Hit]:
    """What is called exactly so."""
    names = tables_of(number).common_names.c
    rows = select(names.usage, names.name).where(names.name_key == key).limit(limit)
    found = {row[0]: row[1] for row in db.session.execute(rows)}
    return [Hit(usage, "common-name", found[usage.number]) for usage in numbered(number, found)]


def numbered(number: int, wanted: Iterable[int]) -> list[Usage]:
    """Usages by their numbers."""
    numbers = list(wanted)
    if not numbers:
        return []
    return usages(number, columns_of(number).where(tables_of(number).usages.c.number.in_(numbers)))


def fuzzy(number: int, key: str, limit: int, *, is_unfinished: bool = False) -> list[Hit]:
    """Names at most two typing errors away, the nearest first; the genus is settled before its species.

    is_unfinished : someone is still typing, so that more letters may follow.
    """
    genus, _, rest = key.partition(" ")
    for errors in (1, MAX_ERRORS):
        genera = near_words(number, genus, errors)
        hits = _in_genera(number, genera, rest, is_unfinished) if rest else _single_words(number, genera)
        if hits:
            return sorted(hits, key=lambda hit: (hit.n_errors, hit.usage.is_synonym, hit.found))[:limit]
    return []


def near_words(number: int, word: str, errors: int) -> dict[str, int]:
    """Genera and other single names at most this many errors away, and how many."""
    filed = tables_of(number).words.c
    if len(word) <= SHORTEST + 1:
        errors = min(errors, 1)
    keys = probes(word, errors)
    found = db.session.scalars(select(filed.word).where(filed.piece.in_(keys))).all() if keys else []
    near = {one: n for one in set(found) if (n := distance(word, one, errors)) <= errors}
    return dict(sorted(near.items(), key=lambda pair: pair[1])) or {word: 0}


def _single_words(number: int, words: dict[str, int]) -> list[Hit]:
    table = tables_of(number).usages.c
    found = columns_of(number).add_columns(table.name_key).where(table.name_key.in_(words)).limit(200)
    rows = db.session.execute(found).all()
    return [Hit(_usage(number, row), "fuzzy", row[1], words[row[8]]) for row in rows]


def _in_genera(number: int, genera: dict[str, int], rest: str, is_unfinished: bool) -> list[Hit]:
    """Species of these genera whose epithet uses up no more errors than the genus left over."""
    table = tables_of(number).usages.c
    base = columns_of(number).add_columns(table.name_key)
    hits = []
    for genus, spent in list(genera.items())[:MOST_GENERA]:
        left = MAX_ERRORS - spent
        own = begins_with(table.name_key, f"{genus} ")
        lengths = func.length(table.name_key).between(
            len(genus) + 1 + len(rest) - left, len(genus) + 1 + len(rest) + left
        )
        longer = begins_with(table.name_key, f"{genus} {rest}")
        wanted = or_(lengths, longer) if is_unfinished else lengths
        rows = db.session.execute(base.where(own, wanted).limit(LARGEST_GENUS)).all()
        for row in rows:
            epithet = row[8][len(genus) + 1 :]
            # What is not typed yet is no error, but a name that is whole comes first.
            is_begun = is_unfinished and epithet != rest and epithet.startswith(rest)
            n_errors = 1 if is_begun else distance(rest, epithet, left)
            if n_errors <= left:
                usage = _usage(number, row)
                hits.append(Hit(usage, "fuzzy", usage.name, n_errors + spent))
    exact_rest = [f"{genus} {rest}" for genus in list(genera)[MOST_GENERA:]]
    if exact_rest:
        for row in db.session.execute(base.where(table.name_key.in_(exact_rest[:500]))).all():
            usage = _usage(number, row)
            hits.append(Hit(usage, "fuzzy", usage.name, genera[row[8].partition(" ")[0]]))
    return hits
