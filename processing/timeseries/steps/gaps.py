"""Filling gaps, by the time between the neighbours, never by how many points are missing."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from processing.arrays import FloatArray, IndexArray
from processing.timeseries.parameters import choice, number
from processing.timeseries.steps.registry import column_step
from processing.timeseries.table import US


@dataclass(frozen=True, slots=True)
class FillGaps:
    """Which gaps are filled, and with what."""

    max_gap_min: float = number(
        60.0, label="Gaps up to", unit="min", minimum=0, maximum=525_600, step=5,
        help="Time between the values before and after a gap; 0 fills none.",
    )  # fmt: skip
    method: str = choice(
        "linear", options=("linear", "seasonal", "previous"), label="Fill",
        help="A straight line, the usual course of a period bent to meet both ends, or the value before.",
    )  # fmt: skip
    period_min: float = number(
        1440.0, label="Period", unit="min", minimum=1, maximum=525_600, step=60, help="Of the seasonal course."
    )


def _margin_s(params: FillGaps) -> float:
    return 60 * params.max_gap_min + (60 * 14 * params.period_min if params.method == "seasonal" else 0)


@column_step(
    "fill-gaps", title="Fill gaps", summary="Missing values between neighbours close in time are filled.",
    params=FillGaps, told="missing values filled", margin_s=_margin_s,
)  # fmt: skip
def fill_gaps(time: IndexArray, values: FloatArray, params: FillGaps) -> FloatArray:
    """Fill missing values whose valid neighbours before and after are at most `max_gap_min` apart.

    linear : on the line between them. previous : the one before. seasonal : the mean course of a period (in
    steps of the usual distance of rows) plus the line between the neighbours' distances from it; linear where
    the course is not known.
    """
    missing = np.flatnonzero(np.isnan(values))
    valid = np.flatnonzero(~np.isnan(values))
    if not len(missing) or not len(valid):
        return values
    after = np.searchsorted(valid, missing)
    inner = (after > 0) & (after < len(valid))
    missing, after = missing[inner], after[inner]
    left, right = valid[after - 1], valid[after]
    near = time[right] - time[left] <= params.max_gap_min * 60 * US
    missing, left, right = missing[near], left[near], right[near]
    result = values.copy()
    if params.method == "previous":
        result[missing] = values[left]
    elif params.method == "linear":
        result[missing] = _between(time, values, missing, left, right)
    else:
        result[missing] = _seasonal(time, values, missing, left, right, params.period_min)
    return result


def _between(
    time: IndexArray, values: FloatArray, missing: IndexArray, left: IndexArray, right: IndexArray
) -> FloatArray:
    share = (time[missing] - time[left]) / (time[right] - time[left])
    return np.asarray(values[left] + (values[right] - values[left]) * share)


def _seasonal(
    time: IndexArray, values: FloatArray, missing: IndexArray, left: IndexArray, right: IndexArray, period_min: float
) -> FloatArray:
    course = _course(time, values, period_min)
    bent = course[missing] + _between(time, values - course, missing, left, right)
    return np.where(np.isnan(bent), _between(time, values, missing, left, right), bent)


def _course(time: IndexArray, values: FloatArray, period_min: float) -> FloatArray:
    """The mean of all values at the same place within the period, for each row; NaN where there is none."""
    step = max(int(np.median(np.diff(time))), 1) if len(time) > 1 else US
    place = (time % round(period_min * 60 * US)) // step
    valid = ~np.isnan(values)
    n = np.bincount(place[valid], minlength=int(place.max()) + 1)
    total = np.bincount(place[valid], weights=values[valid], minlength=int(place.max()) + 1)
    mean = np.divide(total, n, out=np.full(len(n), np.nan), where=n > 0)
    return np.asarray(mean[place])
