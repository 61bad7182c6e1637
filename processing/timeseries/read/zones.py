"""Local clocks to UTC: the repeated hour by the order of rows, the missing one reported."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

import numpy as np

from processing.arrays import IndexArray
from processing.errors import TableError
from processing.timeseries.table import US

_DAY_S = 86_400


class Change(NamedTuple):
    """A moment a zone's clock is set: UTC second, offset before and after, in seconds east of UTC."""

    at_s: int
    before_s: int
    after_s: int


@dataclass(frozen=True, slots=True)
class Localised:
    """Local times as UTC.

    time : microseconds since 1970 UTC; 0 where the row is in `missing` or `undecided`.
    missing : rows whose local time does not exist (the clock was set forward over it).
    undecided : rows within a repeated hour whose order does not tell which of the two it was.
    n_repeated : rows within a repeated hour that the order decided.
    """

    time: IndexArray
    missing: IndexArray
    undecided: IndexArray
    n_repeated: int


def zone_of(name: str) -> ZoneInfo:
    """The zone of that IANA name. Raises TableError("unknown-zone")."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:
        raise TableError("unknown-zone", f"{name!r} is no IANA time zone", zone=name) from error


def offset_at(zone: ZoneInfo, second: int) -> int:
    """Seconds east of UTC at a UTC second."""
    offset = (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=second)).astimezone(zone).utcoffset()
    assert offset is not None
    return round(offset.total_seconds())


def changes(zone: ZoneInfo, start_s: int, end_s: int) -> Iterator[Change]:
    """Every change of the zone's clock from start to end (UTC seconds), in order."""
    at, before = start_s, offset_at(zone, start_s)
    while at < end_s:
        following = min(at + _DAY_S, end_s)
        after = offset_at(zone, following)
        if after != before:
            low, high = at, following
            while high - low > 1:
                middle = (low + high) // 2
                low, high = (middle, high) if offset_at(zone, middle) == before else (low, middle)
            yield Change(high, before, after)
        at, before = following, after


def to_utc(local: IndexArray, zone: ZoneInfo) -> Localised:
    """Give local times a zone.

    local : microseconds of the local clock since 1970-01-01 00:00, int64, in the order of the rows; a file
        whose rows run backwards is read backwards.
    """
    if len(local) == 0:
        nothing = np.zeros(0, np.int64)
        return Localised(local, nothing, nothing, 0)
    if len(local) > 1 and np.count_nonzero(local[1:] < local[:-1]) > len(local) / 2:
        turned = _forwards(local[::-1], zone)
        last = len(local) - 1
        return Localised(
            turned.time[::-1], np.sort(last - turned.missing), np.sort(last - turned.undecided), turned.n_repeated
        )
    return _forwards(local, zone)


def _forwards(local: IndexArray, zone: ZoneInfo) -> Localised:
    start, end = int(local.min()) // US - 2 * _DAY_S, int(local.max()) // US + 2 * _DAY_S
    if start < -62_000_000_000 or end > 253_000_000_000:
        raise TableError("time-out-of-range", "times before the year 6 or after 9986 have no zone")
    found = list(changes(zone, start, end))
    first = found[0].before_s if found else offset_at(zone, start)
    starts = np.array([(c.at_s + max(c.before_s, c.after_s)) * US for c in found], np.int64)
    offsets = np.array([first, *(c.after_s for c in found)], np.int64) * US
    # `starts` is the first local time that is surely after each change, so this is the offset outside of doubt.
    if not found:
        nothing = np.zeros(0, np.int64)
        return Localised(local - offsets[0], nothing, nothing, 0)
    time = local - offsets[np.searchsorted(starts, local, side="right")]
    missing, undecided, n_repeated = [], [], 0
    for change in found:
        low, high = sorted([(change.at_s + change.before_s) * US, (change.at_s + change.after_s) * US])
        rows = np.flatnonzero((local >= low) & (local < high))
        if len(rows) == 0:
            continue
        if change.after_s > change.before_s:
            missing.append(rows)
            continue
        is_second = _second_pass(local, rows, high - low)
        if is_second is None:
            undecided.append(rows)
            continue
        time[rows] = local[rows] - np.where(is_second, change.after_s, change.before_s) * US
        n_repeated += len(rows)
    lost = [np.concatenate(part) if part else np.zeros(0, np.int64) for part in (missing, undecided)]
    for rows in lost:
        time[rows] = 0
    return Localised(time, np.sort(lost[0]), np.sort(lost[1]), n_repeated)


def _second_pass(local: IndexArray, rows: IndexArray, length: int) -> np.ndarray | None:
    """Which rows of a repeated stretch were its second pass; None if their order does not tell.

    Two ascending runs are the first and the second pass. One run is the pass that keeps the rows' usual step
    on both sides, or the one that joins its neighbour without a jump, if only one neighbour is there.
    """
    times = local[rows]
    backward = np.flatnonzero(np.diff(times) <= 0) + 1
    if len(backward) > 1:
        return None
    if len(backward) == 1:
        # Between the two passes nothing else may have been written, or this is no repeated hour but disorder.
        return np.arange(len(rows)) >= backward[0] if rows[-1] - rows[0] == len(rows) - 1 else None
    if rows[-1] - rows[0] != len(rows) - 1:
        return None
    before = times[0] - local[rows[0] - 1] if rows[0] > 0 else None
    after = local[rows[-1] + 1] - times[-1] if rows[-1] + 1 < len(local) else None
    if before is not None and after is not None:
        step = _usual_step(local)
        keeps_first, keeps_second = before == step == after + length, before + length == step == after
        if keeps_first != keeps_second:
            return np.full(len(rows), keeps_second)
    joins_before = before is not None and 0 < before < length
    joins_after = after is not None and 0 < after < length
    if joins_before == joins_after:
        return None
    return np.full(len(rows), joins_after)


def _usual_step(local: IndexArray) -> float:
    steps = np.diff(local)
    return float(np.median(steps[steps > 0]))
