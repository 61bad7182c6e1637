"""Measures of where a call stands among others, which a call alone cannot have."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from processing.arrays import FloatArray
from processing.audio.intervals import Interval


class Neighbours(NamedTuple):
    """Seconds from each call's onset to the onset before and after it; NaN at the ends. Shape (n,)."""

    since_previous_s: FloatArray
    until_next_s: FloatArray


def inter_call_intervals(intervals: Sequence[Interval]) -> Neighbours:
    """Onset-to-onset intervals of the calls of one recording, in the order in which they were given.

    Not part of any feature set: a labelled clip has no neighbours, so a model that used them would be
    trained on something else than it meets.
    """
    onsets = np.array([interval.onset_s for interval in intervals], dtype=np.float64)
    order = np.argsort(onsets, kind="stable")
    gaps = np.diff(onsets[order])
    before, after = np.full(len(onsets), np.nan), np.full(len(onsets), np.nan)
    before[order[1:]] = gaps
    after[order[:-1]] = gaps
    return Neighbours(before, after)
