"""Bringing a series onto a grid."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import NamedTuple

import numpy as np

from processing.arrays import FloatArray, IndexArray
from processing.errors import TableError
from processing.timeseries.grid import Grid

METHODS = (
    "mean", "linear", "nearest", "nearest-mean", "nearest-within-gap",
    "median", "min", "max", "sum", "first", "last", "previous",
)  # fmt: skip
"""How a value on the grid is made from the samples around it."""

IN_WINDOW = ("mean", "median", "min", "max", "sum", "first", "last")
"""Methods that see the samples of a window centred on the grid point, and nothing else."""


def resample(
    time: IndexArray, values: FloatArray, grid: Grid, *, method: str, max_gap_us: int | None = None,
    closed_both: bool = False,
) -> FloatArray:  # fmt: skip
    """Bring one series onto a grid.

    For a grid point t and step s, of the samples that are not missing:
    mean, median, min, max, sum, first, last : those with t - s/2 ≤ time < t + s/2.
    linear : on the line between the neighbours before and after, if these are at most `max_gap_us` apart; a
        sample exactly at t is taken as it is.
    nearest : the sample at the least distance, the earlier of two.
    nearest-mean : the mean of all samples at the least distance.
    nearest-within-gap : as nearest, if the neighbours before and after are at most `max_gap_us` apart; a sample
        exactly at t is taken as it is.
    previous : the last sample at or before t, at most `max_gap_us` before.
    Nothing is made up before the first or after the last sample.

    time : int64, shape (n,), ascending; equal times are taken in order. values : NaN means missing.
    max_gap_us : None for any distance.
    closed_both : a sample exactly at t + s/2 counts to this window as well as to the next.
    Returns float64, shape (n_points,), NaN where there is nothing to say.
    Raises TableError("unknown-method").
    """
    if method not in METHODS:
        raise TableError("unknown-method", f"expected one of {', '.join(METHODS)}, got {method!r}")
    missing = np.isnan(values)
    if missing.any():
        time, values = time[~missing], values[~missing]
    if len(time) == 0:
        return np.full(grid.n_points, np.nan)
    result = np.empty(grid.n_points)
    for first, piece in _pieces(len(time), grid):
        near = _near(time, piece)
        result[first : first + piece.n_points] = _at_once(
            time[near], values[near], piece, method=method, max_gap_us=max_gap_us, closed_both=closed_both
        )  # fmt: skip
    return result


_POINTS_AT_ONCE = 1 << 17
_SAMPLES_AT_ONCE = 1 << 18
"""How much of a grid is worked on at a time: what fits a processor's cache."""


def _pieces(n_samples: int, grid: Grid) -> Iterator[tuple[int, Grid]]:
    """The grid in pieces, each with the position of its first point."""
    share = min(1.0, _SAMPLES_AT_ONCE / n_samples)
    at_once = max(1, min(_POINTS_AT_ONCE, int(grid.n_points * share) + 1))
    for first in range(0, grid.n_points, at_once):
        yield (
            first,
            Grid(grid.start_us + first * grid.step_us, grid.step_us, min(at_once, grid.n_points - first)),
        )


def _near(time: IndexArray, grid: Grid) -> slice:
    """The samples a piece of grid can see: within a step of it, and all those at the next time on either side."""
    end = grid.start_us + (grid.n_points - 1) * grid.step_us
    low = np.searchsorted(time, grid.start_us - grid.step_us, side="left")
    high = np.searchsorted(time, end + grid.step_us, side="right")
    if low > 0:
        low = np.searchsorted(time, time[low - 1], side="left")
    if high < len(time):
        high = np.searchsorted(time, time[high], side="right")
    return slice(int(low), int(high))


def _at_once(
    time: IndexArray, values: FloatArray, grid: Grid, *, method: str, max_gap_us: int | None, closed_both: bool
) -> FloatArray:
    if len(time) == 0:
        return np.full(grid.n_points, np.nan)
    if method in IN_WINDOW:
        return _in_windows(values, _windows(time, grid, closed_both=closed_both), method)
    around = _around(time, grid)
    if method == "nearest-mean":
        return _nearest_mean(time, values, around)
    if method == "previous":
        return _previous(time, values, around, max_gap_us)
    pick = _linear if method == "linear" else _nearest
    result = pick(time, values, around)
    if method != "nearest" and max_gap_us is not None:
        result[~around.is_hit & (time[around.after] - time[around.before] > max_gap_us)] = np.nan
    result[around.is_outside] = np.nan
    return result


class _Windows(NamedTuple):
    """Samples `start` to `stop` of each grid point."""

    start: IndexArray
    stop: IndexArray


def _windows(time: IndexArray, grid: Grid, *, closed_both: bool) -> _Windows:
    # Times are whole microseconds, so t - s/2 ≤ time is time ≥ the next whole one also for an odd step.
    half = grid.step_us // 2
    edges = _count_before(time, Grid(grid.start_us - half, grid.step_us, grid.n_points + 1))
    if not closed_both or grid.step_us % 2:
        return _Windows(edges[:-1], edges[1:])
    after = _count_before(time, Grid(grid.start_us - half + 1, grid.step_us, grid.n_points + 1))
    return _Windows(edges[:-1], after[1:])


def _count_before(time: IndexArray, grid: Grid) -> IndexArray:
    """How many samples lie before each grid point."""
    if grid.n_points < len(time) // 8:
        return np.searchsorted(time, grid.times, side="left")
    # As many points as samples: counting is quicker than searching.
    low, high = np.searchsorted(time, [grid.start_us, grid.start_us + grid.step_us * (grid.n_points - 1)])
    cell = (time[low:high] - grid.start_us) // grid.step_us
    count = np.bincount(cell, minlength=grid.n_points)[: grid.n_points]
    before = np.full(grid.n_points, low, np.int64)
    before[1:] += np.cumsum(count[:-1])
    return before


def _in_windows(values: FloatArray, windows: _Windows, method: str) -> FloatArray:
    result = np.full(len(windows.start), np.nan)
    filled = np.flatnonzero(windows.stop > windows.start)
    if len(filled):
        result[filled] = _OF_WINDOW[method](values, windows.start[filled], windows.stop[filled])
    return result


def _reduced(values: FloatArray, start: IndexArray, stop: IndexArray, reduce: np.ufunc) -> FloatArray:
    """Reduce each stretch start to stop; none is empty, neighbours may share samples."""
    if (stop[:-1] == start[1:]).all() and stop[-1] == len(values):
        return np.asarray(reduce.reduceat(values, start))
    # Every second answer is what lies between the stretches.
    bounds = np.column_stack([start, stop]).ravel()
    return np.asarray(reduce.reduceat(np.append(values, 0.0), bounds)[::2])


def _mean(values: FloatArray, start: IndexArray, stop: IndexArray) -> FloatArray:
    return np.asarray(_reduced(values, start, stop, np.add) / (stop - start))


def _median(values: FloatArray, start: IndexArray, stop: IndexArray) -> FloatArray:
    """Windows of about the same length are put side by side, padded with infinity, and sorted together."""
    length = stop - start
    result = np.empty(len(start))
    width = np.where(length <= _EXACT_WIDTH, length, 2 ** np.ceil(np.log2(np.maximum(length, 1))).astype(np.int64))
    for w in np.unique(width):
        windows = np.flatnonzero(width == w)
        rows_at_once = max(1, _CELLS_AT_ONCE // int(w))
        for n in range(0, len(windows), rows_at_once):
            some = windows[n : n + rows_at_once]
            result[some] = _sorted_middle(values, start[some], length[some], int(w))
    return result


_EXACT_WIDTH = 64
"""Longest windows that are grouped by their exact length; longer ones by the next power of two."""

_CELLS_AT_ONCE = 1 << 20
"""Values sorted side by side at a time: what fits a processor's cache."""


def _sorted_middle(values: FloatArray, start: IndexArray, length: IndexArray, width: int) -> FloatArray:
    at = start[:, None] + np.arange(width)
    side_by_side = values[np.minimum(at, len(values) - 1)]
    if (length < width).any():
        side_by_side[np.arange(width) >= length[:, None]] = np.inf
    side_by_side.sort(axis=1)
    rows = np.arange(len(start))
    return np.asarray((side_by_side[rows, (length - 1) // 2] + side_by_side[rows, length // 2]) / 2)


def _first(values: FloatArray, start: IndexArray, stop: IndexArray) -> FloatArray:
    del stop
    return np.asarray(values[start])


def _last(values: FloatArray, start: IndexArray, stop: IndexArray) -> FloatArray:
    del start
    return np.asarray(values[stop - 1])


_OF_WINDOW: dict[str, Callable[[FloatArray, IndexArray, IndexArray], FloatArray]] = {
    "mean": _mean,
    "median": _median,
    "min": partial(_reduced, reduce=np.minimum),
    "max": partial(_reduced, reduce=np.maximum),
    "sum": partial(_reduced, reduce=np.add),
    "first": _first,
    "last": _last,
}


class _Around(NamedTuple):
    """The neighbours of each grid point.

    before, after : positions of the last sample before and the first at or after it, within the samples.
    is_hit : whether `after` is exactly at the grid point. is_outside : before the first or after the last sample.
    t : the grid points.
    """

    before: IndexArray
    after: IndexArray
    is_hit: np.ndarray
    is_outside: np.ndarray
    t: IndexArray


def _around(time: IndexArray, grid: Grid) -> _Around:
    t = grid.times
    n_before = _count_before(time, grid)
    after = np.minimum(n_before, len(time) - 1)
    before = np.maximum(n_before - 1, 0)
    return _Around(before, after, time[after] == t, (t < time[0]) | (t > time[-1]), t)


def _linear(time: IndexArray, values: FloatArray, around: _Around) -> FloatArray:
    before, after, is_hit, _, t = around
    width = time[after] - time[before]
    share = np.divide(t - time[before], width, out=np.ones(len(t)), where=width > 0)
    low, high = values[before], values[after]
    return np.where(is_hit, high, low + (high - low) * share)


def _nearest(time: IndexArray, values: FloatArray, around: _Around) -> FloatArray:
    before, after, is_hit, _, t = around
    is_after = is_hit | (time[after] - t < t - time[before])
    # Of several samples at the earlier time the first counts, as at a hit.
    if not (time[1:] > time[:-1]).all():
        before = np.searchsorted(time, time[before], side="left")
    return values[np.where(is_after, after, before)]


def _nearest_mean(time: IndexArray, values: FloatArray, around: _Around) -> FloatArray:
    before, after, is_hit, is_outside, t = around
    to_before, to_after = t - time[before], time[after] - t
    uses_after = is_hit | (to_after <= to_before)
    uses_before = ~is_hit & (to_before <= to_after)
    if (time[1:] > time[:-1]).all():
        n = uses_before.astype(np.int64) + uses_after
        total = np.where(uses_before, values[before], 0.0) + np.where(uses_after, values[after], 0.0)
    else:
        start = np.where(uses_before, np.searchsorted(time, time[before], side="left"), after)
        stop = np.where(uses_after, np.searchsorted(time, time[after], side="right"), before + 1)
        n, total = stop - start, _reduced(values, start, stop, np.add)
    return np.where(is_outside, np.nan, total / n)


def _previous(time: IndexArray, values: FloatArray, around: _Around, max_gap_us: int | None) -> FloatArray:
    before, after, is_hit, is_outside, t = around
    if not (time[1:] > time[:-1]).all():
        after = np.searchsorted(time, time[after], side="right") - 1
    at = np.where(is_hit, after, before)
    result = values[at].copy()
    if max_gap_us is not None:
        result[t - time[at] > max_gap_us] = np.nan
    result[is_outside] = np.nan
    return result
