"""Robust outliers: values far from the median of their surroundings."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from processing.arrays import FloatArray, IndexArray
from processing.timeseries.parameters import number
from processing.timeseries.steps.registry import column_step
from processing.timeseries.table import US


@dataclass(frozen=True, slots=True)
class Hampel:
    """How far around, and how far away."""

    window_min: float = number(
        30.0, label="Window", unit="min", minimum=0, maximum=10_080, step=5,
        help="Whole width around each value; a value half of it away is still within.",
    )  # fmt: skip
    k: float = number(
        6.0, label="Beyond k times the spread", minimum=0, maximum=1000, step=0.5,
        help="The spread is the median distance from the median (MAD); 4.4 of it are three standard deviations.",
    )  # fmt: skip
    least: float = number(
        0.0, label="Always allowed", minimum=0, step=0.1,
        help="A distance from the median that is never an outlier, for values that hardly move.",
    )  # fmt: skip


def _margin_s(params: Hampel) -> float:
    return 30 * params.window_min


@column_step(
    "robust-outliers", title="Robust outliers", summary="Values far from the median around them become missing.",
    params=Hampel, told="outliers made missing", margin_s=_margin_s,
)  # fmt: skip
def robust_outliers(time: IndexArray, values: FloatArray, params: Hampel) -> FloatArray:
    """Make values missing that are more than k·MAD (and more than `least`) from the median around them.

    Median and MAD are of the values that are not missing within half a window before and after, both ends
    included (Hampel 1974; Davies and Gather 1993), decided for all values at once. The MAD is not scaled to
    a standard deviation: k = 4.4478 is three of them.
    """
    valid = np.flatnonzero(~np.isnan(values))
    if len(valid) < 3:
        return values
    t, x = time[valid], values[valid]
    half = round(params.window_min * 30 * US)
    start = np.searchsorted(t, t - half, side="left")
    stop = np.searchsorted(t, t + half, side="right")
    is_out = np.zeros(len(x), bool)
    length = stop - start
    for width in np.unique(length):
        rows = np.flatnonzero(length == width)
        at_once = max(1, _CELLS_AT_ONCE // int(width))
        for n in range(0, len(rows), at_once):
            some = rows[n : n + at_once]
            is_out[some] = _are_outside(x, some, start[some], int(width), params)
    result = values.copy()
    result[valid[is_out]] = np.nan
    return result


_CELLS_AT_ONCE = 1 << 18
"""Values looked at side by side at a time: what fits a processor's cache."""


def _are_outside(x: FloatArray, rows: IndexArray, start: IndexArray, width: int, params: Hampel) -> np.ndarray:
    around = x[start[:, None] + np.arange(width)]
    middle = _median(around)
    spread = _median(np.abs(around - middle[:, None]))
    distance = np.abs(x[rows] - middle)
    return np.asarray((distance > params.k * spread) & (distance > params.least))


def _median(rows: FloatArray) -> FloatArray:
    """The median of each row."""
    width = rows.shape[1]
    half = width // 2
    if width % 2:
        return np.asarray(np.partition(rows, half, axis=1)[:, half])
    parted = np.partition(rows, [half - 1, half], axis=1)
    return np.asarray((parted[:, half - 1] + parted[:, half]) / 2)
