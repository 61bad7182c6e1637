"""Several series on one grid."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np

from processing.arrays import FloatArray
from processing.timeseries.findings import Finding, Severity
from processing.timeseries.grid import Grid
from processing.timeseries.resample import resample
from processing.timeseries.table import NO_TEXTS, Column, Table


@dataclass(frozen=True, slots=True)
class Source:
    """A table to be brought onto a grid, and how.

    name : what its column is called; with several columns, what stands before each one's own name.
    method : see `processing.timeseries.resample.METHODS`. max_gap_us : distance neighbours may have, None for any.
    decimals : places after the point to round to; None keeps all.
    """

    name: str
    table: Table
    method: str = "mean"
    max_gap_us: int | None = None
    decimals: int | None = None


class Aligned(NamedTuple):
    """One table on the grid and what became of each series."""

    table: Table
    findings: tuple[Finding, ...]


def align(sources: Sequence[Source], grid: Grid, *, closed_both: bool = False) -> Aligned:
    """Bring several tables onto one grid.

    A table whose times all lie on the grid passes unchanged, whatever its method: what is missing there
    stays missing. Raises TableError("unknown-method").
    """
    columns: list[Column] = []
    findings: list[Finding] = []
    taken: set[str] = {"time"}
    for source in sources:
        fits = grid.holds(source.table.time)
        for column in source.table.columns:
            name = _free(source.name if len(source.table.columns) == 1 else f"{source.name}: {column.name}", taken)
            values = _placed(source, column, grid) if fits else _resampled(source, column, grid, closed_both)
            values = values if source.decimals is None else np.round(values, source.decimals)
            columns.append(replace(column, name=name, values=values, texts=NO_TEXTS))
            findings.append(
                told(columns[-1], source.table.n_rows, grid, "unchanged" if fits else f"by {source.method}")
            )
    return Aligned(Table(grid.times, tuple(columns)), tuple(findings))


def _free(name: str, taken: set[str]) -> str:
    free, n = name, 2
    while free in taken:
        free, n = f"{name} {n}", n + 1
    taken.add(free)
    return free


def _placed(source: Source, column: Column, grid: Grid) -> FloatArray:
    result = np.full(grid.n_points, np.nan)
    at = (source.table.time - grid.start_us) // grid.step_us
    inside = (at >= 0) & (at < grid.n_points)
    result[at[inside]] = column.values[inside]
    return result


def _resampled(source: Source, column: Column, grid: Grid, closed_both: bool) -> FloatArray:
    return resample(
        source.table.time, column.values, grid, method=source.method, max_gap_us=source.max_gap_us,
        closed_both=closed_both,
    )  # fmt: skip


def told(column: Column, n_rows: int, grid: Grid, how: str) -> Finding:
    """The finding of a column that came onto a grid: how many points it has, and where it is missing."""
    missing = np.flatnonzero(np.isnan(column.values))
    message = f"{column.name}: {n_rows:,} rows to {grid.n_points:,} grid points {how}, {len(missing):,} missing"
    return Finding(
        "gridded", Severity.INFO, message, count=len(missing), column=column.name, n_changed=grid.n_points,
        times=grid.start_us + grid.step_us * missing,
    )  # fmt: skip
