"""A checklist read in two passes into the tables of its release: first who is there, then who belongs to whom."""

import gc
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from typing import TypeVar

from sqlalchemy import select

from blueprints.species.jobs.bulk import insert_rows
from blueprints.species.models import Checklist
from blueprints.species.service import releases
from blueprints.species.service.releases import KEY_LENGTH
from core.db import db
from core.uploads.kinds import Reporter
from processing.taxonomy import checklist as files
from processing.taxonomy.fuzzy import pieces
from processing.taxonomy.ids import RowIndex
from processing.taxonomy.keys import common_key, scientific_key

BATCH = 20_000
"""Rows a transaction adds; others write in between, and a stop loses no more than these."""

STAGES = ("usages", "common names", "places", "relations", "indexes", "ready")

Item = TypeVar("Item")


class Loader:
    """One release being loaded; goes on where its row says that it stopped."""

    def __init__(self, row: Checklist, found: files.Checklist, reporter: Reporter) -> None:
        self.row = row
        self.found = found
        self.reporter = reporter
        self.tables = releases.tables_of(row.id)
        self.words: set[str] = set()
        """First words of the names read by this try."""
        self.n_before = int(row.counts.get("usages", 0))
        """Names that an earlier try took in."""
        self.counts: dict[str, int] = dict(row.counts)

    def load(self) -> None:
        """Fill and index the tables. Commits often. Raises TableError, JobCancelled; what was loaded stays."""
        releases.create(db.session.connection(), self.row.id)
        self.reporter.commit()
        self.reporter.report(0, 0, "Reading identifiers")
        with without_cycles():
            self.ids = RowIndex(self._identifiers())
            self._usages()
            self._common_names()
            self._places()
            self._relations()
            self._index()

    def _identifiers(self) -> Iterator[str]:
        for number, key in enumerate(self.found.identifiers()):
            if number % BATCH == 0:
                self.reporter.report(number, 0, "Reading identifiers", unit="names")
            yield key

    def _done(self, stage: str) -> int:
        """Rows of a stage that are there already; all of them when a later stage began."""
        at = self.row.progress or {"stage": STAGES[0], "done": 0}
        if STAGES.index(at["stage"]) > STAGES.index(stage):
            return -1
        return int(at["done"]) if at["stage"] == stage else 0

    def _note(self, stage: str, done: int) -> None:
        """Commit a batch together with how far it goes."""
        self.row.progress = {"stage": stage, "done": done}
        self.row.counts = dict(self.counts)
        self.reporter.commit()

    def _usages(self) -> None:
        done = self._done("usages")
        if done < 0:
            return
        n_lost, words = self.counts.get("n_without_parent", 0), self.words
        for batch in batched(self.found.usages(done), BATCH):
            ids, above, is_synonym, status, name, authorship, rank, environment, link = zip(*batch, strict=True)
            parents = [parent + 1 or None for parent in self.ids.find(above).tolist()]
            n_lost += parents.count(None) - above.count("")
            keys = list(map(name_key, name))
            words.update([key.partition(" ")[0] for key in keys])
            numbers = range(done + 1, done + 1 + len(batch))
            insert_rows(self.tables.usages, list(zip(
                numbers, ids, parents, map(int, is_synonym), status, rank, name, authorship, keys, environment, link,
                strict=True)))  # fmt: skip
            done += len(batch)
            self.counts |= {"usages": done, "n_without_parent": n_lost, "n_duplicates": self.ids.n_duplicates}
            self._note("usages", done)
            self.reporter.report(done, len(self.ids), "Taking in names", unit="names")
        self._note("common names", 0)

    def _common_names(self) -> None:
        done = self._done("common names")
        if done < 0:
            return
        kept = self.counts.get("common_names", 0)
        for batch in batched(self.found.common_names(done), BATCH):
            rows, words = [], []
            for usage, (_, language, name) in zip(
                self.ids.find([one.usage_id for one in batch]).tolist(), batch, strict=True
            ):
                if usage < 0 or not name:
                    continue
                kept += 1
                key = common_key(name)[:KEY_LENGTH]
                rows.append((kept, usage + 1, language[:3].lower() or "und", name, key))
                words += [(word, kept) for word in set(key.split())]
            insert_rows(self.tables.common_names, rows)
            insert_rows(self.tables.common_words, words)
            done += len(batch)
            self.counts["common_names"] = kept
            self._note("common names", done)
            self.reporter.report(done, 0, "Taking in common names", unit="names")
        self._note("places", 0)

    def _places(self) -> None:
        done = self._done("places")
        if done < 0:
            return
        kept = self.counts.get("places", 0)
        for batch in batched(self.found.places(done), BATCH):
            usages = self.ids.find([one.usage_id for one in batch]).tolist()
            rows = [(usage + 1, *one[1:]) for usage, one in zip(usages, batch, strict=True) if usage >= 0]
            insert_rows(self.tables.places, rows)
            done, kept = done + len(batch), kept + len(rows)
            self.counts["places"] = kept
            self._note("places", done)
            self.reporter.report(done, 0, "Taking in places", unit="rows")
        self._note("relations", 0)

    def _relations(self) -> None:
        done = self._done("relations")
        if done < 0:
            return
        kept = self.counts.get("relations", 0)
        for batch in batched(self.found.relations(done), BATCH):
            first = self.ids.find([cells[0] for cells in batch]).tolist()
            second = self.ids.find([cells[1] for cells in batch]).tolist()
            rows = [
                (a + 1, b + 1, cells[2]) for a, b, cells in zip(first, second, batch, strict=True) if a >= 0 and b >= 0
            ]
            insert_rows(self.tables.relations, rows)
            done, kept = done + len(batch), kept + len(rows)
            self.counts["relations"] = kept
            self._note("relations", done)
        self._note("indexes", 0)

    def _index(self) -> None:
        """The words by their pieces, then every index; each is a step that may be done twice."""
        if self.n_before:
            keys = db.session.scalars(select(self.tables.usages.c.name_key).where(
                self.tables.usages.c.number <= self.n_before))  # fmt: skip
            self.words.update(key.partition(" ")[0] for key in keys)
        db.session.execute(self.tables.words.delete())
        rows = sorted((piece, word) for word in self.words if word for piece in pieces(word[:KEY_LENGTH]))
        for batch in batched(rows, BATCH):
            insert_rows(self.tables.words, batch)
        self.counts["words"] = len(self.words)
        self._note("indexes", 0)
        for number, (table, column) in enumerate(releases.INDEXES):
            self.reporter.report(number, len(releases.INDEXES), "Building indexes", unit="indexes")
            releases.index(db.session.connection(), self.row.id, table, column)
            self.reporter.commit()
        releases.analyse(db.session.connection(), self.row.id)
        self._note("ready", 0)


@contextmanager
def without_cycles() -> Iterator[None]:
    """Keep Python from looking for cycles of references, which rows of text do not form.

    It would go through the rows of a batch again and again while they are read: half as much time as reading takes.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def name_key(name: str) -> str:
    """`scientific_key`, at the price of one comparison for the names of plain letters that nearly all are."""
    return (name.lower() if name.isascii() and "  " not in name else scientific_key(name))[:KEY_LENGTH]


def batched(items: Iterable[Item], size: int) -> Iterator[list[Item]]:
    """Lists of at most `size` items."""
    rest = iter(items)
    while batch := list(islice(rest, size)):
        yield batch
