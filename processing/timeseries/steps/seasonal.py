"""Seasonal outliers: what neither the season nor the trend explains."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from processing.arrays import FloatArray, IndexArray
from processing.timeseries.parameters import number
from processing.timeseries.slots import Slots
from processing.timeseries.steps.registry import column_step
from processing.timeseries.stl import decompose


@dataclass(frozen=True, slots=True)
class Seasonal:
    """The cycle, and how far a value may be from it."""

    period_min: float = number(
        1440.0,
        label="Period",
        unit="min",
        minimum=1,
        maximum=527_040,
        step=60,
        help="Length of the cycle: a day, a week.",
    )
    k: float = number(
        10.0, label="Beyond k times the spread", minimum=0, maximum=1000, step=0.5,
        help="The spread is the median size of what season and trend leave (MAD).",
    )  # fmt: skip


def _margin_s(params: Seasonal) -> float:
    return 60 * 8 * params.period_min


@column_step(
    "seasonal-outliers", title="Seasonal outliers", summary="Values far from season and trend become missing.",
    params=Seasonal, told="values far from season and trend made missing", margin_s=_margin_s,
)  # fmt: skip
def seasonal_outliers(time: IndexArray, values: FloatArray, params: Seasonal) -> FloatArray:
    """Make values missing whose rest after season and trend (STL) is more than k·MAD from the median rest.

    The series is laid out by its usual step. Raises TableError: too-few-cycles, too-irregular.
    """
    rest = _rest(time, values, params.period_min)
    known = ~np.isnan(rest)
    if not known.any():
        return values
    distance = np.abs(rest - np.median(rest[known]))
    return np.where(distance > params.k * np.median(distance[known]), np.nan, values)


def _rest(time: IndexArray, values: FloatArray, period_min: float) -> FloatArray:
    slots = Slots.of(time, values)
    fit = decompose(slots.values, slots.n_in(period_min))
    return np.asarray(values - fit.season[slots.slot] - fit.trend[slots.slot])


def suggest_k(time: IndexArray, values: FloatArray, *, period_min: float) -> float:
    """A k that good values stay within: the size the largest of n normal rests is expected to have.

    That is sqrt(2 ln n) standard deviations (Donoho and Johnstone 1994), of 1.4826 MAD each, and a quarter more,
    because a value far off is weighed down and so lies further from its own fit. At least 4.
    Raises like `seasonal_outliers`.
    """
    n = int(np.count_nonzero(~np.isnan(_rest(time, values, period_min))))
    return max(4.0, round(1.25 * 1.4826 * float(np.sqrt(2 * np.log(max(n, 2)))), 1))
