"""The table every step works on: one ascending UTC time column and named value columns."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np

from processing.arrays import FloatArray, IndexArray
from processing.errors import TableError

US = 1_000_000
"""Microseconds in a second; all times are whole microseconds since 1970-01-01 UTC."""


@dataclass(frozen=True, slots=True)
class Texts:
    """What stood in cells of a number column that are no numbers; kept until a step removes it.

    rows : positions in the table, int64, ascending, shape (k,).
    words : the text of each, as it stood in the file.
    """

    rows: IndexArray
    words: tuple[str, ...]

    def within(self, start: int, stop: int) -> Texts:
        """The texts of rows start to stop, counted from start."""
        low, high = np.searchsorted(self.rows, [start, stop])
        return Texts(self.rows[low:high] - start, self.words[low:high])

    def taken(self, rows: IndexArray) -> Texts:
        """The texts of a table made of these rows (positions in the old table, each at most once)."""
        order = np.argsort(rows, kind="stable")
        found = np.searchsorted(rows, self.rows, sorter=order)
        found = np.minimum(found, max(len(rows) - 1, 0))
        is_kept = rows[order[found]] == self.rows if len(rows) else np.zeros(len(self.rows), bool)
        new = order[found[is_kept]] if len(rows) else np.zeros(0, np.int64)
        words = [word for word, kept in zip(self.words, is_kept, strict=True) if kept]
        by_row = np.argsort(new, kind="stable")
        return Texts(new[by_row].astype(np.int64), tuple(words[n] for n in by_row))


NO_TEXTS = Texts(np.zeros(0, np.int64), ())
"""A column that holds numbers and nothing else."""


@dataclass(frozen=True, slots=True)
class Column:
    """One quantity.

    values : float64, shape (n,); NaN is "missing", infinity does not occur.
    texts : non-numeric cells; their value is NaN.
    """

    name: str
    values: FloatArray
    unit: str = ""
    description: str = ""
    texts: Texts = NO_TEXTS


class Window(NamedTuple):
    """A stretch of time, half open, in microseconds since 1970 UTC."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Table:
    """Values by time.

    time : int64, shape (n,), microseconds since 1970 UTC, strictly ascending.
    columns : each with n values; names differ.
    """

    time: IndexArray
    columns: tuple[Column, ...]

    @property
    def n_rows(self) -> int:
        return len(self.time)

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns)

    def column(self, name: str) -> Column:
        """The column of that name. Raises TableError("unknown-column")."""
        for column in self.columns:
            if column.name == name:
                return column
        raise TableError("unknown-column", f"expected one of {', '.join(self.names)}, got {name!r}", name=name)

    def with_column(self, column: Column) -> Table:
        """The table with the column of the same name replaced, or added at the end."""
        if column.name not in self.names:
            return replace(self, columns=(*self.columns, column))
        return replace(self, columns=tuple(column if c.name == column.name else c for c in self.columns))

    def rows(self, start: int, stop: int) -> Table:
        """Rows start to stop, without copying values."""
        columns = tuple(
            replace(c, values=c.values[start:stop], texts=c.texts.within(start, stop)) for c in self.columns
        )
        return Table(self.time[start:stop], columns)

    def taken(self, rows: IndexArray) -> Table:
        """The rows at these positions, in this order; each at most once."""
        columns = tuple(replace(c, values=c.values[rows], texts=c.texts.taken(rows)) for c in self.columns)
        return Table(self.time[rows], columns)

    def within(self, window: Window) -> Table:
        """The rows with start ≤ time < end, without copying values."""
        start, stop = np.searchsorted(self.time, [window.start, window.end])
        return self.rows(int(start), int(stop))
