"""A track by the hour of the day, by night and by month, on the clock of its place."""

from datetime import datetime
from enum import StrEnum
from typing import NamedTuple
from zoneinfo import ZoneInfo

import numpy as np

from processing.arrays import FloatArray, IndexArray
from processing.timeline.grid import SECOND_US, Grid

HALF_DAY_S = 43_200


class GroupBy(StrEnum):
    """What bins are put together by."""

    HOUR = "hour"
    """0 to 23 of the local day, all days together."""
    NIGHT = "night"
    """From local noon to noon, named by the date of its evening."""
    MONTH = "month"
    """The local calendar month."""


class Group(NamedTuple):
    """The bins of one hour, night or month."""

    name: str
    n: int
    """Bins with a value."""
    total: float
    mean: float
    low: float
    """First quartile of the bins."""
    median: float
    high: float
    """Third quartile."""


def hours_of(grid: Grid) -> IndexArray:
    """Hour of the local day at which each bin begins, shape (n,)."""
    return np.array([moment.hour for moment in _local(grid)], np.int64)


def group(value: FloatArray, grid: Grid, by: GroupBy) -> list[Group]:
    """Put the bins of a track together; bins without a value (NaN) are left out, and groups without any are not there.

    value : shape (grid.n,). For hours of the day, bins should not be longer than an hour.
    """
    if by is GroupBy.HOUR:
        names = [f"{moment.hour:02d}" for moment in _local(grid)]
    elif by is GroupBy.MONTH:
        names = [f"{moment:%Y-%m}" for moment in _local(grid)]
    else:
        names = [f"{moment:%Y-%m-%d}" for moment in _local(grid, shift_s=-HALF_DAY_S)]
    found: dict[str, list[float]] = {}
    for name, one in zip(names, value.tolist(), strict=True):
        if one == one:
            found.setdefault(name, []).append(one)
    return [_summary(name, np.array(found[name])) for name in sorted(found)]


def _local(grid: Grid, shift_s: int = 0) -> list[datetime]:
    zone = ZoneInfo(grid.zone)
    return [datetime.fromtimestamp(start / SECOND_US + shift_s, zone) for start in grid.starts_us.tolist()]


def _summary(name: str, values: FloatArray) -> Group:
    low, median, high = (float(one) for one in np.percentile(values, [25, 50, 75]))
    return Group(name, len(values), float(values.sum()), float(values.mean()), low, median, high)
