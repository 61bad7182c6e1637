"""Bins of a span of time: equal steps on the clock of a place, whole days where it changes to summer time."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

import numpy as np

from processing.arrays import FloatArray, IndexArray
from processing.errors import ProcessingError

SECOND_US = 1_000_000
HOUR_S = 3600
DAY_S = 86_400
WEEK_S = 7 * DAY_S

STEPS_S = (60, 300, 900, HOUR_S, 3 * HOUR_S, 6 * HOUR_S, 12 * HOUR_S, DAY_S, WEEK_S)
"""Lengths a bin may have; beyond an hour they follow the wall clock, so that each begins at a full local hour."""

FEW_BINS = 72
"""Bins that a step chosen by the program leads to at most, as long as there is a longer one."""

MAX_BINS = 20_000
"""Bins of one answer."""


class Grid(NamedTuple):
    """Bins that follow each other without a gap."""

    edges_us: IndexArray
    """Shape (n + 1,), microseconds since 1970 UTC, strictly rising."""
    step_s: int
    zone: str

    @property
    def n(self) -> int:
        return len(self.edges_us) - 1

    @property
    def starts_us(self) -> IndexArray:
        return self.edges_us[:-1]

    @property
    def base_s(self) -> int:
        """The longest step, in seconds, whose multiples since 1970 hold every edge: what a database groups by."""
        return int(np.gcd.reduce(self.edges_us // SECOND_US))


def step_for(span_us: int) -> int:
    """The shortest step with which a span has at most `FEW_BINS` bins; the longest when none has."""
    return next((step for step in STEPS_S if span_us <= step * SECOND_US * FEW_BINS), STEPS_S[-1])


def grid_over(start_us: int, end_us: int, *, step_s: int, zone: str) -> Grid:
    """Bins of `step_s` that cover a span, aligned to the clock of a zone.

    start_us, end_us : microseconds since 1970 UTC, start < end. The first bin begins at or before the start.
    step_s : one of `STEPS_S`. Days and parts of days follow the local calendar: when the clock changes, one bin is an
    hour longer or shorter. Weeks begin on Monday.
    Raises ProcessingError("too-many-bins") beyond `MAX_BINS`, ("unknown-bin") for another step.
    """
    if step_s not in STEPS_S:
        raise ProcessingError("unknown-bin", f"expected a step of {', '.join(map(str, STEPS_S))} s, found {step_s}")
    if (end_us - start_us) // (step_s * SECOND_US) + 2 > MAX_BINS:
        raise ProcessingError(
            "too-many-bins", f"expected at most {MAX_BINS} bins; choose a longer step or a shorter span"
        )
    place = ZoneInfo(zone)
    if step_s <= HOUR_S:
        edges = _even_edges(start_us, end_us, step_s, place)
    else:
        edges = _wall_edges(start_us, end_us, step_s, place)
    return Grid(edges, step_s, zone)


def _even_edges(start_us: int, end_us: int, step_s: int, zone: ZoneInfo) -> IndexArray:
    offset = datetime.fromtimestamp(start_us / SECOND_US, zone).utcoffset() or timedelta()
    # Zones with half hours: their full hours lie between those of UTC.
    shift_us = -int(offset.total_seconds()) % step_s * SECOND_US
    step_us = step_s * SECOND_US
    first = (start_us - shift_us) // step_us * step_us + shift_us
    n = max(1, -(-(end_us - first) // step_us))
    return first + np.arange(n + 1, dtype=np.int64) * step_us


def _wall_edges(start_us: int, end_us: int, step_s: int, zone: ZoneInfo) -> IndexArray:
    days = max(1, step_s // DAY_S)
    day = datetime.fromtimestamp(start_us / SECOND_US, zone).date()
    if days == WEEK_S // DAY_S:
        day -= timedelta(days=day.weekday())
    edges: list[int] = []
    for edge in _edges_from(day, days, range(0, 24, step_s // HOUR_S) if days == 1 and step_s < DAY_S else [0], zone):
        # An hour that the clock leaves out would give two edges at one time.
        if not edges or edge > edges[-1]:
            edges.append(edge)
        if edge >= end_us:
            break
    first = max(0, int(np.searchsorted(edges, start_us, side="right")) - 1)
    return np.array(edges[first:], np.int64)


def _edges_from(day: date, days: int, hours: "range | list[int]", zone: ZoneInfo) -> Iterator[int]:
    while True:
        for hour in hours:
            moment = datetime.combine(day, time(hour), zone).astimezone(UTC)
            yield int(moment.timestamp()) * SECOND_US
        day += timedelta(days=days)


def clipped(grid: Grid, start_us: int, end_us: int) -> Grid:
    """The part of the bins that lies between two moments of whole seconds; the first and last may become shorter.

    start_us, end_us : start < end, and at least one bin reaches between them.
    """
    inside = grid.edges_us[(grid.edges_us > start_us) & (grid.edges_us < end_us)]
    edges = np.concatenate(([max(start_us, int(grid.edges_us[0]))], inside, [min(end_us, int(grid.edges_us[-1]))]))
    return grid._replace(edges_us=edges.astype(np.int64))


def fold(at_us: IndexArray, value: FloatArray, grid: Grid) -> FloatArray:
    """Sums of values by the bin their time lies in; what lies outside is left out. Shape (grid.n,)."""
    place = np.searchsorted(grid.edges_us, at_us, side="right") - 1
    inside = (place >= 0) & (place < grid.n)
    sums = np.bincount(place[inside], weights=np.asarray(value, float)[inside], minlength=grid.n)
    return sums.astype(float)


def overlaps(start_us: IndexArray, end_us: IndexArray, grid: Grid) -> FloatArray:
    """Seconds of each bin that intervals cover, those that overlap counted as often as they do. Shape (grid.n,).

    start_us, end_us : shape (k,), start ≤ end. Empty gives zeros.
    """
    # The covered time up to a moment is a sum over intervals of a ramp from start to end.
    covered = np.zeros(grid.n + 1)
    order_start, order_end = np.sort(start_us), np.sort(end_us)
    for order, sign in ((order_start, 1.0), (order_end, -1.0)):
        cumulative = np.concatenate(([0.0], np.cumsum((order - grid.edges_us[0]).astype(float))))
        k = np.searchsorted(order, grid.edges_us, side="right")
        covered += sign * (k * (grid.edges_us - grid.edges_us[0]).astype(float) - cumulative[k])
    seconds: FloatArray = np.diff(covered) / SECOND_US
    return seconds


def means(at_us: IndexArray, value: FloatArray, grid: Grid) -> tuple[FloatArray, FloatArray]:
    """Mean of the values in each bin, NaN where there is none, and how many there are. Both of shape (grid.n,)."""
    known = ~np.isnan(value)
    n = fold(at_us[known], np.ones(int(known.sum())), grid)
    total = fold(at_us[known], value[known], grid)
    return np.divide(total, n, out=np.full(grid.n, np.nan), where=n > 0), n


def binned(start_us: IndexArray, value: FloatArray, n: FloatArray | IndexArray, grid: Grid, how: str) -> FloatArray:
    """Summaries of shorter steps put together by bin: `mean` weighted by n, `low`, `high` or `last`. NaN where none is.

    start_us : where each short step begins, rising, shape (k,); every step lies within one bin.
    """
    result = np.full(grid.n, np.nan)
    place = np.searchsorted(grid.edges_us, start_us, side="right") - 1
    if how == "mean":
        weight = np.bincount(place, weights=n, minlength=grid.n)
        total = np.bincount(place, weights=value * n, minlength=grid.n)
        np.divide(total, weight, out=result, where=weight > 0)
        return result
    if how == "last":
        result[place] = value
        return result
    (np.fmin if how == "low" else np.fmax).at(result, place, value)
    return result


def held(value: FloatArray, last: FloatArray, before: float | None, *, until_us: int, grid: Grid) -> FloatArray:
    """Bins without a value filled with the last one before them, as long as the source was heard.

    last : last value of each bin, NaN where none; before : the value held when the grid begins, None for none.
    """
    known = ~np.isnan(last)
    place = np.maximum.accumulate(np.where(known, np.arange(grid.n), -1))
    kept = np.where(place >= 0, last[np.maximum(place, 0)], np.nan if before is None else before)
    filled: FloatArray = np.where(np.isnan(value) & (grid.starts_us < until_us), kept, value)
    return filled
