"""Regular grids of time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from processing.arrays import IndexArray
from processing.errors import TableError
from processing.timeseries.table import US, Table

SHORTEST_STEP_US = US
LONGEST_STEP_US = 86_400 * US
"""Steps of a grid: from a second to a day."""

MOST_POINTS = 200_000_000
"""Points a grid may have: more is a wrong step, not a wish."""


@dataclass(frozen=True, slots=True)
class Grid:
    """Evenly spaced times: start_us + n * step_us for n = 0 … n_points - 1, microseconds since 1970 UTC."""

    start_us: int
    step_us: int
    n_points: int

    @property
    def times(self) -> IndexArray:
        return self.start_us + self.step_us * np.arange(self.n_points, dtype=np.int64)

    def holds(self, time: IndexArray) -> bool:
        """Whether every one of these times is a multiple of the step away from the start."""
        return bool(((time - self.start_us) % self.step_us == 0).all())


def grid_over(start: int, end: int, *, step_us: int, phase_us: int = 0) -> Grid:
    """The grid points within [start, end], all in microseconds since 1970 UTC.

    step_us : a second to a day; need not divide the hour.
    phase_us : any time the grid holds: an anchor before, within or after the span, or a time after the full hour.
        Grids of the same step and phase coincide, whatever the span.
    Raises TableError: bad-step, empty-grid (no point in the span), grid-too-long.
    """
    if not SHORTEST_STEP_US <= step_us <= LONGEST_STEP_US:
        raise TableError("bad-step", f"a step is from 1 s to 1 d, got {step_us / US:g} s")
    first = phase_us + -(-(start - phase_us) // step_us) * step_us
    n = (end - first) // step_us + 1
    if n < 1:
        raise TableError("empty-grid", "no grid point lies between start and end")
    if n > MOST_POINTS:
        raise TableError("grid-too-long", f"the grid would have {n:,} points, at most {MOST_POINTS:,} are allowed")
    return Grid(int(first), int(step_us), int(n))


def common_span(tables: Sequence[Table]) -> tuple[int, int]:
    """Latest start and earliest end. Raises TableError("no-common-span")."""
    filled = [table for table in tables if table.n_rows]
    if len(filled) < len(tables) or not filled:
        raise TableError("no-common-span", "a series without rows has no time in common with any")
    start, end = max(int(t.time[0]) for t in filled), min(int(t.time[-1]) for t in filled)
    if start > end:
        raise TableError("no-common-span", "the series have no time in common")
    return start, end
