"""Summaries of readings by fixed steps of time: what roll-ups hold and decimated charts are drawn from."""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from processing.arrays import IndexArray
from processing.errors import ProcessingError

Int64Array = IndexArray
Float64Array = NDArray[np.float64]

MINUTE_US = 60_000_000
"""Microseconds of the finest roll-up."""

HOUR_US = 3_600_000_000
"""Microseconds of the coarsest roll-up."""

DAY_US = 24 * HOUR_US
"""Microseconds of a day without leap second, as UTC counts in Unix time."""


class Series(NamedTuple):
    """Readings of one channel in the order of their times."""

    at_us: Int64Array
    """Microseconds since 1970, shape (n,), strictly rising."""
    value: Float64Array
    """Shape (n,)."""


class Buckets(NamedTuple):
    """One row for every step of time that has readings; all arrays have shape (k,)."""

    start_us: Int64Array
    n: Int64Array
    mean: Float64Array
    low: Float64Array
    low_at_us: Int64Array
    high: Float64Array
    high_at_us: Int64Array
    first: Float64Array
    first_at_us: Int64Array
    last: Float64Array
    last_at_us: Int64Array


def empty_buckets() -> Buckets:
    times, values = np.empty(0, np.int64), np.empty(0)
    return Buckets(times, times, values, values, times, values, times, values, times, values, times)


def aggregate(series: Series, width_us: int) -> Buckets:
    """Summarise readings by steps of `width_us`, aligned to 1970.

    series : n readings, times strictly rising, values finite. Empty gives empty buckets.
    width_us : length of a step in microseconds, at least 1.
    Returns k buckets, sorted; of several equal extremes the earliest is named.
    Raises ProcessingError("times-not-rising") when the times are out of order.
    """
    at_us, value = series
    if at_us.size == 0:
        return empty_buckets()
    if at_us.size > 1 and np.any(np.diff(at_us) <= 0):
        raise ProcessingError("times-not-rising", "needs readings whose times rise strictly")
    step = at_us // width_us
    begin = np.flatnonzero(np.concatenate(([True], step[1:] != step[:-1])))
    end = np.append(begin[1:], at_us.size) - 1
    n = end - begin + 1
    low, high = np.minimum.reduceat(value, begin), np.maximum.reduceat(value, begin)
    mean = np.add.reduceat(value, begin) / n
    return Buckets(
        step[begin] * width_us,
        n.astype(np.int64),
        # Rounding of the sum must not carry the mean outside the extremes.
        np.clip(mean, low, high),
        low,
        at_us[_first_where(value == np.repeat(low, n), begin)],
        high,
        at_us[_first_where(value == np.repeat(high, n), begin)],
        value[begin],
        at_us[begin],
        value[end],
        at_us[end],
    )


def _first_where(is_it: NDArray[np.bool_], begin: NDArray[np.intp]) -> NDArray[np.intp]:
    """Of each run that starts at `begin`, the first index at which `is_it`; every run has one."""
    found = np.flatnonzero(is_it)
    return found[np.searchsorted(found, begin)]


def merge(buckets: Buckets, width_us: int) -> Buckets:
    """Put buckets together into longer steps of `width_us`, a multiple of theirs.

    buckets : sorted by start, each within one of the longer steps. Empty gives empty.
    The result equals `aggregate` over the readings themselves, the mean up to rounding.
    """
    if buckets.start_us.size == 0:
        return buckets
    step = buckets.start_us // width_us
    begin = np.flatnonzero(np.concatenate(([True], step[1:] != step[:-1])))
    end = np.append(begin[1:], step.size) - 1
    repeats = end - begin + 1
    n = np.add.reduceat(buckets.n, begin)
    low, high = np.minimum.reduceat(buckets.low, begin), np.maximum.reduceat(buckets.high, begin)
    mean = np.add.reduceat(buckets.mean * buckets.n, begin) / n
    return Buckets(
        step[begin] * width_us,
        n,
        np.clip(mean, low, high),
        low,
        buckets.low_at_us[_first_where(buckets.low == np.repeat(low, repeats), begin)],
        high,
        buckets.high_at_us[_first_where(buckets.high == np.repeat(high, repeats), begin)],
        buckets.first[begin],
        buckets.first_at_us[begin],
        buckets.last[end],
        buckets.last_at_us[end],
    )


def concatenate(parts: list[Buckets]) -> Buckets:
    """Several sets of buckets of the same width as one, sorted; no step may stand in two of them."""
    parts = [part for part in parts if part.start_us.size]
    if not parts:
        return empty_buckets()
    joined: list[Any] = [np.concatenate(columns) for columns in zip(*parts, strict=True)]
    order = np.argsort(joined[0], kind="stable")
    return Buckets(*(column[order] for column in joined))


def choose(buckets: Buckets, keep: NDArray[np.bool_]) -> Buckets:
    """The buckets where `keep`, shape (k,), is true."""
    columns: list[Any] = [column[keep] for column in buckets]
    return Buckets(*columns)
