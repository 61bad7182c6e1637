"""Seasonal-trend decomposition by local regression, for long series with missing values."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from processing.arrays import FloatArray
from processing.errors import TableError

SEASONAL_WINDOW = 11
"""Cycles the course of the season is averaged over: few enough to let it change, enough to outvote a fault."""

N_JUMPS = 10
"""Local regressions are computed at this many places per window and joined by lines, as Cleveland does."""


class Decomposition(NamedTuple):
    """The parts of a series; each float64 of its shape. `rest` is NaN where the value is missing."""

    season: FloatArray
    trend: FloatArray
    rest: FloatArray


def decompose(values: FloatArray, period: int, *, n_robust: int = 1) -> Decomposition:
    """Split a series into season, trend and rest (STL).

    Source: Cleveland, Cleveland, McRae, Terpenning 1990, J. Official Statistics 6, 3-73. Differs in that missing
    values have weight zero instead of being forbidden, that at the ends a window stays centred and is cut instead
    of being moved, that the season is smoothed by local means (degree 0), which a fault near an end does not
    lever, and that the first weights come from the median course of all cycles, so that no fault hides itself.

    values : shape (n,), at even distances, NaN where missing. period : steps in a cycle, at least 2.
    n_robust : how often values far off are weighed down and everything is done again.
    Raises TableError("too-few-cycles") for under two cycles.
    """
    if period < 2 or len(values) < 2 * period:
        raise TableError("too-few-cycles", f"needs two cycles of at least 2 steps, got {len(values):,} of {period:,}")
    there = (~np.isnan(values)).astype(float)
    y = np.where(there > 0, values, 0.0)
    trend = loess(y, there, _trend_window(period))
    weight = there * _robustness(y - trend - _usual_course(values - trend, period), there)
    season = trend
    for n in range(n_robust + 1):
        for _ in range(2 if n == 0 else 1):
            season, trend = _once(y, weight, trend, period)
        if n < n_robust:
            weight = there * _robustness(y - season - trend, there)
    return Decomposition(season, trend, values - season - trend)


def _usual_course(values: FloatArray, period: int) -> FloatArray:
    """The median of all cycles at each place, repeated: a first season that no fault can bend."""
    n_cycles = -(-len(values) // period)
    laid = np.full(n_cycles * period, np.nan)
    laid[: len(values)] = values
    # Missing values sort to the end.
    places = np.sort(laid.reshape(n_cycles, period).T, axis=1)
    n = np.maximum(np.count_nonzero(~np.isnan(places), axis=1), 1)
    at = np.arange(period)
    middle = (places[at, (n - 1) // 2] + places[at, n // 2]) / 2
    return np.tile(np.where(np.isnan(middle), 0.0, middle), n_cycles)[: len(values)]


class _SeasonTrend(NamedTuple):
    season: FloatArray
    trend: FloatArray


def _once(y: FloatArray, weight: FloatArray, trend: FloatArray, period: int) -> _SeasonTrend:
    cycle = _cycles(y - trend, weight, period)
    low = _low_pass(cycle, period)
    season = cycle[period:-period] - low
    return _SeasonTrend(season, loess(y - season, weight, _trend_window(period)))


def _trend_window(period: int) -> int:
    return _odd(1.5 * period / (1 - 1.5 / SEASONAL_WINDOW))


def _odd(width: float) -> int:
    n = int(np.ceil(width))
    return n + (n % 2 == 0)


def _cycles(y: FloatArray, weight: FloatArray, period: int) -> FloatArray:
    """Each place of the cycle smoothed over neighbouring cycles, one cycle longer at both ends."""
    n = len(y)
    n_cycles = -(-n // period)
    half = SEASONAL_WINDOW // 2
    size = (n_cycles + 2 + 2 * half) * period
    first = (1 + half) * period
    laid, w = np.zeros(size), np.zeros(size)
    laid[first : first + n], w[first : first + n] = y * weight, weight
    kernel = (1 - (np.abs(np.arange(-half, half + 1)) / (half + 1)) ** 3) ** 3
    smooth = _local_means(laid.reshape(-1, period), w.reshape(-1, period), kernel, n_cycles + 2)
    return smooth.reshape(-1)[: n + 2 * period]


def _local_means(wy: FloatArray, w: FloatArray, kernel: FloatArray, n_out: int) -> FloatArray:
    """Weighted means down the columns: row k of the answer is centred on row k + half of the input; else 0."""
    total, weight = np.zeros((n_out, w.shape[1])), np.zeros((n_out, w.shape[1]))
    for j, height in enumerate(kernel):
        total += height * wy[j : j + n_out]
        weight += height * w[j : j + n_out]
    return np.divide(total, weight, out=np.zeros_like(total), where=weight > 0)


def _intercept(s0: FloatArray, s1: FloatArray, s2: FloatArray, t0: FloatArray, t1: FloatArray) -> FloatArray:
    """The height at the centre of the weighted line through the sums; the mean if there is no slope, else 0."""
    determinant = s0 * s2 - s1 * s1
    has_line = determinant > 1e-9 * np.maximum(s0 * s2, 1e-300)
    line = np.divide(s2 * t0 - s1 * t1, determinant, out=np.zeros_like(s0), where=has_line)
    mean = np.divide(t0, s0, out=np.zeros_like(s0), where=s0 > 0)
    return np.where(has_line, line, mean)


def _low_pass(cycle: FloatArray, period: int) -> FloatArray:
    smooth = _moving_mean(_moving_mean(_moving_mean(cycle, period), period), 3)
    return loess(smooth, np.ones(len(smooth)), _odd(period))


def _moving_mean(values: FloatArray, width: int) -> FloatArray:
    total = np.cumsum(np.concatenate([[0.0], values]))
    return np.asarray((total[width:] - total[:-width]) / width)


def loess(y: FloatArray, weight: FloatArray, window: int) -> FloatArray:
    """Local regression by lines with tricube weights (Cleveland 1979) at even distances.

    y, weight : shape (n,); what has weight 0 is not seen. window : odd number of steps.
    Computed at about `N_JUMPS` places a window, on lines between. Where a window holds nothing, lines
    go on from its neighbours.
    """
    n, half = len(y), window // 2
    jump = max(1, window // N_JUMPS)
    centre = np.unique(np.append(np.arange(0, n, jump), n - 1))
    x = np.arange(-half, half + 1)
    kernel = (1 - (np.abs(x) / (half + 1)) ** 3) ** 3
    basis = np.column_stack([kernel, kernel * x, kernel * x * x])
    w = np.pad(weight, half)
    s = sliding_window_view(w, window)[centre] @ basis
    t = sliding_window_view(np.pad(weight * y, half), window)[centre] @ basis[:, :2]
    height = _intercept(s[:, 0], s[:, 1], s[:, 2], t[:, 0], t[:, 1])
    known = s[:, 0] > 0
    if not known.any():
        return np.zeros(n)
    return np.asarray(np.interp(np.arange(n), centre[known], height[known]))


def _robustness(rest: FloatArray, there: FloatArray) -> FloatArray:
    """Bisquare weights of Cleveland: 0 beyond six times the median size of the rest."""
    size = np.abs(rest)
    scale = 6 * float(np.median(size[there > 0]))
    if scale == 0:
        return np.ones(len(rest))
    return np.asarray((1 - np.minimum(size / scale, 1) ** 2) ** 2)
