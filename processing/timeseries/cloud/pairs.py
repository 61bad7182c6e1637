"""Two series paired by time."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from processing.arrays import FloatArray, IndexArray

MOST_DRAWN = 5000
"""Points of a cloud that are drawn one by one; density stands for the rest."""


@dataclass(frozen=True, slots=True)
class Pairs:
    """Points of a cloud.

    time : of the y series, int64 microseconds, shape (n,). x, y : float64, none missing.
    row_x, row_y : positions in the two series.
    """

    time: IndexArray
    x: FloatArray
    y: FloatArray
    row_x: IndexArray
    row_y: IndexArray

    def __len__(self) -> int:
        return len(self.time)

    def taken(self, rows: IndexArray) -> Pairs:
        """The pairs at these positions."""
        return Pairs(self.time[rows], self.x[rows], self.y[rows], self.row_x[rows], self.row_y[rows])


def pair(
    time_x: IndexArray, x: FloatArray, time_y: IndexArray, y: FloatArray, *, tolerance_us: int = 0
) -> Pairs:  # fmt: skip
    """Give each value of y the value of x nearest in time, the earlier of two, at most `tolerance_us` away.

    Times ascend; missing values are not seen. Tolerance 0 pairs equal times only.
    """
    row_x, row_y = np.flatnonzero(~np.isnan(x)), np.flatnonzero(~np.isnan(y))
    if not len(row_x) or not len(row_y):
        nothing = np.zeros(0, np.int64)
        return Pairs(nothing, np.zeros(0), np.zeros(0), nothing, nothing)
    tx, ty = time_x[row_x], time_y[row_y]
    after = np.minimum(np.searchsorted(tx, ty), len(tx) - 1)
    before = np.maximum(after - 1, 0)
    nearest = np.where(np.abs(tx[after] - ty) < np.abs(ty - tx[before]), after, before)
    near = np.abs(tx[nearest] - ty) <= tolerance_us
    row_x, row_y = row_x[nearest[near]], row_y[near]
    return Pairs(time_y[row_y], x[row_x], y[row_y], row_x, row_y)


def drawn(pairs: Pairs, rng: np.random.Generator, *, always: IndexArray | None = None) -> IndexArray:
    """Positions of at most `MOST_DRAWN` pairs to draw, ascending: `always` first, the others by lot."""
    always = np.zeros(0, np.int64) if always is None else always[:MOST_DRAWN]
    others = np.setdiff1d(np.arange(len(pairs)), always, assume_unique=True)
    n = min(len(others), MOST_DRAWN - len(always))
    return np.sort(np.concatenate([always, rng.choice(others, n, replace=False)])).astype(np.int64)


@dataclass(frozen=True, slots=True)
class Density:
    """How many pairs lie in each cell; `count` has shape (n_y, n_x), edges one more than cells."""

    count: IndexArray
    x_edges: FloatArray
    y_edges: FloatArray


def density(pairs: Pairs, *, n_cells: int = 80) -> Density:
    """Count pairs on a raster of `n_cells` by `n_cells` over their span."""
    if not len(pairs):
        edges = np.linspace(0, 1, n_cells + 1)
        return Density(np.zeros((n_cells, n_cells), np.int64), edges, edges)
    count, y_edges, x_edges = np.histogram2d(pairs.y, pairs.x, bins=n_cells)
    return Density(count.astype(np.int64), x_edges, y_edges)
