"""Where calls begin and end on a curve of level over time."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from processing.arrays import FloatArray

SEPARATE_DB = 6.0
"""Rise over the valley between that a second call needs beside a louder one: twice the amplitude."""


class Extent(NamedTuple):
    """Frames `start` to `stop` (exclusive) of one call, and the frame of its peak."""

    start: int
    stop: int
    peak: int


def extents(level_db: FloatArray, *, rise_db: float, drop_db: float) -> list[Extent]:
    """Cut one stretch of raised level into calls, each bounded relative to its own peak.

    The loudest frame is a call; it reaches in both directions as long as the level stays within
    `drop_db` of its peak. What is left on either side is searched in the same way, beginning at the valley
    after which the level rises again by `SEPARATE_DB`: what merely declines is the flank of that call.

    level_db : shape (n,), rise over the noise floor in decibels; the whole stretch is over the hold level.
    Returns extents sorted by time, not overlapping, peaks at least `rise_db`; empty when no peak reaches it.
    """
    found: list[Extent] = []
    pending = [(0, len(level_db), False, False)]
    while pending:
        start, stop, after_call, before_call = pending.pop()
        if after_call:
            start = _past_flank(level_db[start:stop]) + start
        if before_call:
            stop -= _past_flank(level_db[start:stop][::-1])
        if stop <= start:
            continue
        peak = start + int(np.argmax(level_db[start:stop]))
        if level_db[peak] < rise_db:
            continue
        call = Extent(*_reach(level_db, start, stop, peak, drop_db), peak)
        found.append(call)
        pending += [(start, call.start, after_call, True), (call.stop, stop, True, before_call)]
    return sorted(found)


def raised_part(call: Extent, band_db: FloatArray, *, band_hold_db: float, n_click: int) -> tuple[int, int] | None:
    """First and last (exclusive) frame of a call at which the whole band is raised, clicks at its ends left out.

    The loudest of many bins rises over its floor earlier than the sound stands out from the noise as a whole,
    and a click or a faint whistle 10 to 30 ms before a syllable is often joined to it by that one bin.

    band_db : shape (n,), rise of the power of all bins together, in decibels, not below 0.
    band_hold_db : rise at which the band counts as raised; with 0 the part is the whole.
    n_click : frames over which an instant is drawn out; a shorter raised piece is not a beginning or an end.
    Returns None when every raised piece is shorter.
    """
    if band_hold_db <= 0:
        return call.start, call.stop
    is_raised = band_db[call.start : call.stop] >= band_hold_db
    runs = np.flatnonzero(np.diff(is_raised, prepend=False, append=False)).reshape(-1, 2) + call.start
    lasting = runs[runs[:, 1] - runs[:, 0] >= n_click]
    return (int(lasting[0, 0]), int(lasting[-1, 1])) if len(lasting) else None


def _past_flank(level_db: FloatArray) -> int:
    """Frames from the edge of a call to the valley after which the level rises again; all when it does not."""
    lowest = np.minimum.accumulate(level_db)
    risen = np.flatnonzero(level_db - lowest >= SEPARATE_DB)
    return int(np.argmin(level_db[: risen[0]])) if risen.size else len(level_db)


def _reach(level_db: FloatArray, start: int, stop: int, peak: int, drop_db: float) -> tuple[int, int]:
    """First and last (exclusive) frame around the peak between the nearest frames that lie too low."""
    limit = level_db[peak] - drop_db
    low_before = np.flatnonzero(level_db[start:peak] < limit)
    low_after = np.flatnonzero(level_db[peak:stop] < limit)
    first = start + int(low_before[-1]) + 1 if low_before.size else start
    last = peak + int(low_after[0]) if low_after.size else stop
    return first, last
