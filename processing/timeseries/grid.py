"""Regular grids of time and the ways to bring a series onto one."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from processing.arrays import FloatArray, IndexArray
from processing.errors import TableError
from processing.timeseries.table import Table

METHODS = (
    "mean", "linear", "nearest", "nearest-mean", "nearest-within-gap",
    "median", "min", "max", "sum", "first", "last", "previous",
)  # fmt: skip
"""How a value on the grid is made from the samples around it."""


@dataclass(frozen=True, slots=True)
class Grid:
    """Evenly spaced times: start_us + n * step_us for n = 0 … n_points - 1, microseconds since 1970 UTC."""

    start_us: int
    step_us: int
    n_points: int

    @property
    def times(self) -> IndexArray:
        return self.start_us + self.step_us * np.arange(self.n_points, dtype=np.int64)


def grid_over(start: int, end: int, *, step_us: int, phase_us: int = 0) -> Grid:
    """The grid of times phase_us + n * step_us that lie in [start, end], all in microseconds.

    Raises TableError("empty-grid") when there is none.
    """
    first = phase_us + -(-(start - phase_us) // step_us) * step_us
    n = (end - first) // step_us + 1
    if n < 1:
        raise TableError("empty-grid", "no grid point lies between start and end")
    return Grid(first, step_us, int(n))


def common_span(tables: list[Table]) -> tuple[int, int]:
    """Latest start and earliest end. Raises TableError("no-common-span")."""
    start, end = max(int(t.time[0]) for t in tables), min(int(t.time[-1]) for t in tables)
    if start > end:
        raise TableError("no-common-span", "the series have no time in common")
    return start, end


def resample(
    time: IndexArray, values: FloatArray, grid: Grid, *, method: str, max_gap_us: int | None = None,
    closed_both: bool = False,
) -> FloatArray:  # fmt: skip
    """Bring one series onto a grid; shape (n_points,), NaN where there is nothing to say.

    time : int64, ascending. values : NaN means missing and is not seen.
    max_gap_us : how far apart neighbours may be; None for any distance.
    closed_both : count a sample exactly on the far edge of a mean's window to both windows.
    """
    del max_gap_us, closed_both
    if method not in METHODS:
        raise TableError("unknown-method", f"expected one of {', '.join(METHODS)}, got {method!r}")
    at = np.clip(np.searchsorted(time, grid.times), 0, len(time) - 1)
    return values[at]
