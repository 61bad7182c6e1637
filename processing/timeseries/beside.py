"""What of a table does not come along when it is put beside others on a grid."""

from __future__ import annotations

import numpy as np

from processing.timeseries.findings import Finding, Severity
from processing.timeseries.grid import Grid
from processing.timeseries.table import Column, Table


def left_out(name: str, table: Table, column: Column, grid: Grid) -> list[Finding]:
    """What of a column does not come onto a grid: values outside its span, and texts."""
    found = []
    end = grid.start_us + grid.step_us * (grid.n_points - 1)
    outside = np.flatnonzero(((table.time < grid.start_us) | (table.time > end)) & ~np.isnan(column.values))
    if len(outside):
        found.append(
            Finding(
                "outside-span", Severity.INFO, f"{name}: {len(outside):,} values lie outside the span of the grid",
                count=len(outside), column=name, rows=outside,
                times=table.time[outside], values=column.values[outside],
            )
        )
    rows = column.texts.rows
    if len(rows):
        found.append(
            Finding(
                "text-left-out", Severity.WARNING, f"{name}: {len(rows):,} texts are not on the grid",
                count=len(rows), column=name, rows=rows, times=table.time[rows],
                values=column.texts.words,
            )
        )
    return found
