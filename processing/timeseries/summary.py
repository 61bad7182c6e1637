"""What a table holds, in a few figures."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from processing.arrays import IndexArray
from processing.timeseries.table import US, Column, Table


class ColumnSummary(NamedTuple):
    """Figures of one column; `minimum`, `maximum` and `mean` are None without a valid value."""

    name: str
    n_valid: int
    n_missing: int
    n_text: int
    minimum: float | None
    maximum: float | None
    mean: float | None


class TableSummary(NamedTuple):
    """Figures of a table: times in microseconds since 1970 UTC, None without a row."""

    n_rows: int
    start: int | None
    end: int | None
    step_s: float | None
    columns: tuple[ColumnSummary, ...]


def summarise(table: Table) -> TableSummary:
    """Count and bound every column. `step_s` is the median distance of neighbours, None under two rows."""
    has_rows = table.n_rows > 0
    return TableSummary(
        table.n_rows,
        int(table.time[0]) if has_rows else None,
        int(table.time[-1]) if has_rows else None,
        _step_s(table.time),
        tuple(_column(column) for column in table.columns),
    )


def _step_s(time: IndexArray) -> float | None:
    if len(time) < 2:
        return None
    steps = np.diff(time)
    middle = len(steps) // 2
    return float(np.partition(steps, middle)[middle]) / US


def _column(column: Column) -> ColumnSummary:
    n_missing = int(np.count_nonzero(np.isnan(column.values)))
    n_valid = len(column.values) - n_missing
    figures: tuple[float | None, ...] = (None, None, None)
    if n_valid:
        total = float(np.nansum(column.values))
        figures = (float(np.nanmin(column.values)), float(np.nanmax(column.values)), total / n_valid)
    return ColumnSummary(column.name, n_valid, n_missing, len(column.texts.rows), *figures)
