"""Rows in order of time, one of each time; several files as one table."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from processing.arrays import FloatArray, IndexArray
from processing.errors import TableError
from processing.timeseries.findings import Finding, Severity
from processing.timeseries.read.plan import Duplicates, ReadResult
from processing.timeseries.table import NO_TEXTS, US, Column, Table, Texts

LinesOf = Callable[[IndexArray], IndexArray]
"""From positions of rows to their line numbers."""

_HOUR = 3600 * US


@dataclass(frozen=True, slots=True)
class Ordered:
    """A table with ascending times, and what was done to make it so."""

    table: Table
    findings: list[Finding]


def in_order(rows: Table, lost: IndexArray, duplicates: Duplicates, lines_of: LinesOf) -> Ordered:
    """Leave out lost rows, sort, and apply the policy for rows of the same time.

    rows : times in the order of the file, not yet ascending.
    lost : positions left out, ascending; they are accounted for elsewhere.
    Raises TableError("duplicate-times") if there are such rows and the policy is "error".
    """
    if len(lost) == 0 and bool((rows.time[1:] > rows.time[:-1]).all()):
        return Ordered(rows, [])
    position = np.arange(rows.n_rows, dtype=np.int64)
    if len(lost):
        position = np.delete(position, lost)
    time = rows.time[position]
    findings = _disorder(time, position, lines_of)
    order = np.argsort(time, kind="stable")
    position, time = position[order], time[order]
    is_repeat = np.zeros(len(time), bool)
    is_repeat[1:] = time[1:] == time[:-1]
    if not is_repeat.any():
        return Ordered(rows.taken(position), findings)
    keep = ~is_repeat if duplicates != Duplicates.LAST else np.append(time[1:] != time[:-1], True)
    findings.append(_repeated(rows, position, time, keep, is_repeat, duplicates, lines_of))
    table = rows.taken(position[keep])
    if duplicates == Duplicates.MEAN:
        table = _means(rows, table, position, is_repeat)
    return Ordered(table, findings)


def _disorder(time: IndexArray, position: IndexArray, lines_of: LinesOf) -> list[Finding]:
    """A finding for rows that come after a later one, telling two interleaved hours from mere disorder."""
    if len(time) < 2:
        return []
    late = np.flatnonzero(time[1:] < np.maximum.accumulate(time)[:-1]) + 1
    if len(late) == 0:
        return []
    if bool((time[1:] <= time[:-1]).all()):
        return [Finding("newest-first", Severity.INFO, "the rows run from the newest to the oldest", count=len(time))]
    back = time[late - 1] - time[late]
    is_pair = (back > 0) & (back <= _HOUR)
    alternates = len(late) > 2 and bool((np.diff(late) == 2).mean() > 0.8) and bool(is_pair.all())
    first, last = lines_of(position[late[[0, -1]]])
    name = "interleaved-hours" if alternates else "unsorted"
    message = (
        f"{len(late):,} rows (lines {first:,} to {last:,}) alternate between two hours, as after a "
        "change of the clock; "
        "sorted by time"
        if alternates
        else f"{len(late):,} rows come after a later one; sorted by time"
    )
    return [
        Finding(
            name,
            Severity.WARNING,
            message,
            count=len(late),
            rows=lines_of(position[late]),
            times=time[late],
            values=[""] * len(late),
        )
    ]


def _repeated(
    rows: Table,
    position: IndexArray,
    time: IndexArray,
    keep: np.ndarray,
    is_repeat: np.ndarray,
    duplicates: Duplicates,
    lines_of: LinesOf,
) -> Finding:
    at = np.flatnonzero(~keep)
    values = rows.columns[0].values[position]
    alike = np.ones(len(at), bool)
    for column in rows.columns:
        own = column.values[position]
        # The neighbour a row was dropped for: the kept one of the same time is beside it in this order.
        beside = np.where(is_repeat[at], at - 1, np.minimum(at + 1, len(own) - 1))
        alike &= (own[at] == own[beside]) | (np.isnan(own[at]) & np.isnan(own[beside]))
    if duplicates == Duplicates.ERROR:
        raise TableError(
            "duplicate-times",
            f"{len(at):,} rows have the time of another, first in line {int(lines_of(position[at[:1]])[0]):,}",
        )
    told = {"first": "the first is kept", "last": "the last is kept", "mean": "their mean is kept"}[duplicates]
    message = f"{len(at):,} rows have the time of another ({int((~alike).sum()):,} with other values); {told}"
    return Finding(
        "duplicate-times",
        Severity.WARNING,
        message,
        count=len(at),
        n_dropped=len(at),
        rows=lines_of(position[at]),
        times=time[at],
        values=values[at],
    )


def _means(rows: Table, table: Table, position: IndexArray, is_repeat: np.ndarray) -> Table:
    """The table with the mean of the values that are there for each time."""
    starts = np.flatnonzero(~is_repeat)
    columns = []
    for column, kept in zip(rows.columns, table.columns, strict=True):
        values = column.values[position]
        there = ~np.isnan(values)
        n = np.add.reduceat(there.astype(np.int64), starts)
        total = np.add.reduceat(np.where(there, values, 0.0), starts)
        mean = np.divide(total, n, out=np.full(len(starts), np.nan), where=n > 0)
        is_single = np.diff(np.append(starts, len(values))) == 1
        new = np.where(is_single, kept.values, mean)
        columns.append(replace(kept, values=new, texts=_without(kept.texts, new)))
    return replace(table, columns=tuple(columns))


def _without(texts: Texts, values: FloatArray) -> Texts:
    """The texts of cells that are still no numbers."""
    keep = np.isnan(values[texts.rows])
    return (
        Texts(texts.rows[keep], tuple(w for w, k in zip(texts.words, keep, strict=True) if k)) if len(keep) else texts
    )


def merge(results: Sequence[ReadResult], *, duplicates: Duplicates = Duplicates.FIRST) -> ReadResult:
    """Put files together: rows by time, columns by name.

    A row that two files share is one row if it lies in different columns; of values for the same time and
    column the policy decides, file by file in the order given. Rows read and findings add up.
    Raises TableError("duplicate-times") by policy "error".
    """
    names = list(dict.fromkeys(name for result in results for name in result.table.names))
    whole = _stacked(results, names)
    order = np.argsort(whole.time, kind="stable")
    time = whole.time[order]
    starts = np.flatnonzero(np.append(True, time[1:] != time[:-1])) if len(time) else np.zeros(0, np.int64)
    columns, n_double = [], 0
    for column in whole.columns:
        values, n = _one_of_each(column.values[order], starts, duplicates)
        n_double += n
        columns.append(replace(column, values=values, texts=_texts_after(column, order, starts, values)))
    findings = [finding for result in results for finding in result.findings]
    n_shared = len(time) - len(starts)
    if n_double and duplicates == Duplicates.ERROR:
        raise TableError("duplicate-times", f"{n_double:,} values are given by more than one file")
    if n_shared:
        findings.append(
            Finding(
                "shared-times",
                Severity.INFO,
                f"{n_shared:,} rows of several files have the same time and became one; "
                f"{n_double:,} values were given more than once ({duplicates})",
                count=n_shared,
                n_dropped=n_shared,
            )
        )
    return ReadResult(Table(time[starts], tuple(columns)), sum(r.n_rows for r in results), tuple(findings))


def _stacked(results: Sequence[ReadResult], names: list[str]) -> Table:
    """All rows one below the other; a column a file does not have is missing there."""
    tables = [result.table for result in results]
    starts = np.cumsum([0, *(table.n_rows for table in tables)])
    columns = []
    for name in names:
        own = [next((c for c in table.columns if c.name == name), None) for table in tables]
        first = next(c for c in own if c is not None)
        values = [np.full(t.n_rows, np.nan) if c is None else c.values for c, t in zip(own, tables, strict=True)]
        rows = [c.texts.rows + start for c, start in zip(own, starts, strict=False) if c is not None]
        words = tuple(word for c in own if c is not None for word in c.texts.words)
        columns.append(
            Column(name, np.concatenate(values), first.unit, first.description, Texts(np.concatenate(rows), words))
        )
    return Table(np.concatenate([table.time for table in tables]), tuple(columns))


def _one_of_each(values: FloatArray, starts: IndexArray, duplicates: Duplicates) -> tuple[FloatArray, int]:
    """One value per time, and how many times had several."""
    there = ~np.isnan(values)
    n = np.add.reduceat(there.astype(np.int64), starts) if len(starts) else np.zeros(0, np.int64)
    group = np.repeat(np.arange(len(starts)), np.diff(np.append(starts, len(values))))
    at = np.flatnonzero(there)
    result = np.full(len(starts), np.nan)
    if duplicates == Duplicates.MEAN:
        total = np.bincount(group[at], weights=values[at], minlength=len(starts))
        result = np.divide(total, n, out=result, where=n > 0)
    elif duplicates == Duplicates.LAST:
        result[group[at]] = values[at]
    else:
        result[group[at[::-1]]] = values[at[::-1]]
    return result, int(np.maximum(n - 1, 0).sum())


def _texts_after(column: Column, order: IndexArray, starts: IndexArray, values: FloatArray) -> Texts:
    if not len(column.texts.rows):
        return NO_TEXTS
    place = np.empty(len(order), np.int64)
    place[order] = np.arange(len(order))
    row = np.searchsorted(starts, place[column.texts.rows], side="right") - 1
    kept = {int(r): word for r, word in zip(row, column.texts.words, strict=True) if np.isnan(values[r])}
    rows = np.array(sorted(kept), np.int64)
    return Texts(rows, tuple(kept[int(r)] for r in rows))
