"""What makes a rise over the noise floor a call: pieces joined, echoes and distant animals left out."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from scipy.ndimage import maximum_filter1d

from processing.audio.detect.candidates import Candidates

NEARBY_S = 30.0
"""Half the stretch, in seconds, in which the loudest call is the measure of what is distant."""

ALL_DB = 100.0
"""A dynamic range that keeps everything: more than 16 bits can hold."""

BAND_MARGIN_DB = 10.0
"""How far over the hold level of the whole band the peak of a call must be for its ends to be judged by it."""


def merge_gaps(found: Candidates, *, gap_s: float) -> Candidates:
    """Join neighbours less than `gap_s` seconds apart into one that spans them, with the levels and
    measures of the loudest."""
    if gap_s <= 0 or len(found) < 2:
        return found
    is_first = np.append(True, found.onset_s[1:] - found.offset_s[:-1] >= gap_s)
    starts = np.flatnonzero(is_first)
    # The loudest piece of each group, found by sorting within groups: rise is the second key.
    order = np.lexsort((found.rise_db, np.cumsum(is_first)))
    loudest = order[np.append(starts[1:], len(found)) - 1]
    return replace(
        found.where(loudest),
        raised_onset_s=np.minimum.reduceat(found.raised_onset_s, starts),
        raised_offset_s=np.maximum.reduceat(found.raised_offset_s, starts),
        onset_s=found.onset_s[starts],
        offset_s=np.maximum.reduceat(found.offset_s, starts),
        low_hz=np.minimum.reduceat(found.low_hz, starts),
        high_hz=np.maximum.reduceat(found.high_hz, starts),
    )


def at_raised_ends(found: Candidates, *, band_hold_db: float) -> Candidates:
    """Move onsets and offsets inwards to where the whole band is raised.

    What is a click throughout keeps its ends, and so does what is too thin a sound, or too faint, to raise the
    band by `BAND_MARGIN_DB` more than `band_hold_db`: the limit would lie near its peak.
    """
    is_moved = np.isfinite(found.raised_onset_s) & (found.band_db >= band_hold_db + BAND_MARGIN_DB)
    return replace(
        found,
        onset_s=np.where(is_moved, found.raised_onset_s, found.onset_s),
        offset_s=np.where(is_moved, found.raised_offset_s, found.offset_s),
    )


def no_echoes(found: Candidates, *, within_s: float, weaker_db: float) -> Candidates:
    """Drop what begins within `within_s` after the end of a call stronger by `weaker_db` or more.

    An echo from ground, water or leaves follows its call by twice the distance over the speed of sound:
    10 ms are 1.7 m. The echo of an echo goes with it, since each is compared with all calls before it.
    """
    if within_s <= 0 or len(found) < 2:
        return found
    first_possible = np.searchsorted(found.offset_s, found.onset_s - within_s)
    kept = np.ones(len(found), dtype=bool)
    for i, first in enumerate(first_possible):
        before = found.rise_db[first:i]
        kept[i] = not before.size or before.max() - found.rise_db[i] < weaker_db
    return found.where(kept)


def of_length(found: Candidates, *, min_s: float, max_s: float) -> Candidates:
    """Keep what lasts from `min_s` to `max_s` seconds, limits included."""
    duration_s = found.offset_s - found.onset_s
    # A frame's rounding must not decide at the limit.
    return found.where((duration_s >= min_s - 1e-9) & (duration_s <= max_s + 1e-9))


def near_loudest(found: Candidates, *, range_db: float) -> Candidates:
    """Drop what is more than `range_db` under the loudest call within `NEARBY_S` before or after.

    One animal's calls span about 35 dB at one microphone; what is fainter beside it is another, farther off.
    """
    if range_db >= ALL_DB or not len(found):
        return found
    second = np.floor(found.onset_s).astype(int)
    loudest = np.full(second[-1] + 1, -np.inf)
    np.maximum.at(loudest, second, found.level_db)
    reference = maximum_filter1d(loudest, 2 * int(NEARBY_S) + 1, mode="constant", cval=-np.inf)
    return found.where(found.level_db >= reference[second] - range_db)
