"""How two tracks go together: correlation, lag, and how much of it to believe."""

import math
from typing import NamedTuple

import numpy as np

from processing.arrays import FloatArray, IndexArray

FEWEST_PAIRS = 8
"""Pairs below which no correlation is told: three points lie on a line by chance every other time."""

FEW_PAIRS = 30
"""Pairs below which a correlation comes with a warning."""

MAX_SCATTER = 2000
"""Pairs that a picture of them is given; of more, evenly spaced ones."""


class Lagged(NamedTuple):
    """Correlation when the second track is shifted by so many bins; NaN where fewer than `FEWEST_PAIRS` are left."""

    shift: int
    """Positive: the second track follows the first."""
    r: float
    n: int


class Relation(NamedTuple):
    """Two tracks on one grid."""

    n: int
    """Bins in which both are known."""
    pearson: float
    spearman: float
    n_effective: float
    """Independent pairs that so many dependent ones are worth (Bartlett 1935)."""
    low: float
    high: float
    """95 % interval of Pearson's r by Fisher's z over the effective number; NaN when that is below 4."""
    without_day: float
    """Pearson's r after the mean of each hour of the day was taken from both; NaN where that cannot be told."""
    lags: tuple[Lagged, ...]
    best: Lagged | None
    """The lag with the strongest correlation; None when there is none."""


def relate(a: FloatArray, b: FloatArray, *, hour: IndexArray | None = None, max_shift: int = 24) -> Relation:
    """Correlate two tracks at no lag and at every lag of up to `max_shift` bins.

    a, b : values of the same bins, shape (n,); NaN where nothing is known. Constant tracks have no correlation: NaN.
    hour : hour of the day of each bin, to take the common daily course away; None when bins are longer than that.
    """
    at = _pair(a, b)
    pearson, n = correlation(*at), len(at[0])
    worth = _effective(a, b, n)
    low, high = _interval(pearson, worth)
    lags = tuple(_lagged(a, b, shift) for shift in range(-max_shift, max_shift + 1) if abs(shift) < len(a))
    told = [lag for lag in lags if not math.isnan(lag.r)]
    return Relation(
        n=n,
        pearson=pearson,
        spearman=correlation(_ranks(at[0]), _ranks(at[1])),
        n_effective=worth,
        low=low,
        high=high,
        without_day=_without_day(a, b, hour),
        lags=lags,
        best=max(told, key=lambda lag: (abs(lag.r), -abs(lag.shift))) if told else None,
    )


def correlation(a: FloatArray, b: FloatArray) -> float:
    """Pearson's r of two arrays of the same shape without NaN; NaN below `FEWEST_PAIRS` or when one is constant."""
    if len(a) < FEWEST_PAIRS:
        return math.nan
    x, y = a - a.mean(), b - b.mean()
    scale = math.sqrt(float(x @ x) * float(y @ y))
    # Rounding leaves a trace of spread in a constant track.
    is_flat = min(np.ptp(a) / (np.abs(a).max() or 1), np.ptp(b) / (np.abs(b).max() or 1)) < 1e-12
    return math.nan if scale == 0 or is_flat else max(-1.0, min(1.0, float(x @ y) / scale))


def _pair(a: FloatArray, b: FloatArray) -> tuple[FloatArray, FloatArray]:
    both = ~(np.isnan(a) | np.isnan(b))
    return a[both], b[both]


def _lagged(a: FloatArray, b: FloatArray, shift: int) -> Lagged:
    n = len(a)
    pair = _pair(a[: n - shift], b[shift:]) if shift >= 0 else _pair(a[-shift:], b[: n + shift])
    return Lagged(shift, correlation(*pair), len(pair[0]))


def _ranks(values: FloatArray) -> FloatArray:
    """Ranks from 0, equal values sharing the mean of theirs."""
    _, place, counts = np.unique(values, return_inverse=True, return_counts=True)
    last = np.cumsum(counts)
    ranks: FloatArray = (last - (counts + 1) / 2)[place]
    return ranks


def _effective(a: FloatArray, b: FloatArray, n: int) -> float:
    """n (1 − p q) / (1 + p q) with p and q the likeness of each track to itself one bin later, never more than n."""
    likeness = _lagged(a, a, 1).r * _lagged(b, b, 1).r
    if math.isnan(likeness):
        return float(n)
    return min(float(n), n * (1 - likeness) / (1 + likeness))


def _interval(r: float, n: float) -> tuple[float, float]:
    if math.isnan(r) or n < 4:
        return math.nan, math.nan
    z = math.atanh(max(-0.999999, min(0.999999, r)))
    reach = 1.959964 / math.sqrt(n - 3)
    return math.tanh(z - reach), math.tanh(z + reach)


def _without_day(a: FloatArray, b: FloatArray, hour: IndexArray | None) -> float:
    """Needs at least two days in every hour that counts: an hour seen once has no mean but itself."""
    if hour is None:
        return math.nan
    both = ~(np.isnan(a) | np.isnan(b))
    n = np.bincount(hour[both], minlength=24)
    both &= n[hour] >= 2
    if not both.any():
        return math.nan
    n = np.bincount(hour[both], minlength=24)
    left = []
    for track in (a, b):
        mean = np.bincount(hour[both], weights=track[both], minlength=24) / np.maximum(n, 1)
        left.append(track[both] - mean[hour[both]])
    return correlation(left[0], left[1])


def scatter(a: FloatArray, b: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Pairs to draw, at most `MAX_SCATTER`, in the order of time."""
    x, y = _pair(a, b)
    if len(x) > MAX_SCATTER:
        chosen = np.linspace(0, len(x) - 1, MAX_SCATTER).round().astype(np.int64)
        x, y = x[chosen], y[chosen]
    return x, y


def caveats(found: Relation, n_lags: int) -> list[str]:
    """Codes of what speaks against reading too much into it, the gravest first."""
    told = []
    if found.n < FEWEST_PAIRS:
        return ["too-few-pairs"]
    if math.isnan(found.pearson):
        return ["constant"]
    if found.n < FEW_PAIRS:
        told.append("few-pairs")
    if found.n_effective < found.n / 2:
        told.append("dependent")
    if not math.isnan(found.low) and found.low <= 0 <= found.high:
        told.append("may-be-nothing")
    if not math.isnan(found.without_day) and abs(found.without_day) < abs(found.pearson) / 2:
        told.append("daily-course")
    if n_lags > 1 and found.best is not None and found.best.shift != 0:
        told.append("best-of-many")
    return [*told, "not-cause"]
