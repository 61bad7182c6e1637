"""Spikes by slope: a jump and its return within a short time."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from processing.arrays import FloatArray, IndexArray
from processing.timeseries.parameters import number
from processing.timeseries.steps.registry import column_step
from processing.timeseries.table import US


@dataclass(frozen=True, slots=True)
class Spikes:
    """What is a jump, and how soon it must return to be a spike."""

    change_per_min: float = number(
        1.0, label="Change above", unit="per min", minimum=0, step=0.1,
        help="A change from one value to the next above this is a jump.",
    )  # fmt: skip
    length_min: float = number(
        30.0, label="Spike at most", unit="min", minimum=0, maximum=525_600, step=1,
        help="A jump that returns within this is a spike; one that does not is a new level and is kept.",
    )  # fmt: skip


def _margin_s(params: Spikes) -> float:
    return 60 * 5 * params.length_min + 3600


@column_step(
    "spikes", title="Spikes by slope", summary="A jump that soon returns is made missing; a new level is kept.",
    params=Spikes, told="values of spikes made missing", margin_s=_margin_s,
)  # fmt: skip
def spikes(time: IndexArray, values: FloatArray, params: Spikes) -> FloatArray:
    """Make spikes missing, again and again until none is left.

    A change between neighbours that are not missing of more than `change_per_min` per minute is a jump. A
    jump opens a frame; the next jump the other way closes it. The values from the first jump up to, not
    including, the second become missing if the second comes at most `length_min` after the first. Else the
    first is a new level, and the next jump opens a frame.
    """
    valid = np.flatnonzero(~np.isnan(values))
    result = values
    while len(valid) > 2:
        frames = _frames(time[valid], values[valid], params)
        if not len(frames):
            break
        keep = np.ones(len(valid), bool)
        for start, stop in frames:
            keep[start:stop] = False
        if result is values:
            result = values.copy()
        result[valid[~keep]] = np.nan
        valid = valid[keep]
    return result


def _frames(time: IndexArray, values: FloatArray, params: Spikes) -> list[tuple[int, int]]:
    """The frames to be made missing, as positions start to stop, from left to right, not overlapping."""
    change = np.diff(values)
    allowed = np.diff(time) * (params.change_per_min / (60 * US))
    at = np.flatnonzero(np.abs(change) > allowed) + 1
    if len(at) < 2:
        return []
    is_up = change[at - 1] > 0
    turn = _next_other(is_up)
    longest = params.length_min * 60 * US
    closing = np.minimum(turn, len(at) - 1)
    returns = (turn < len(at)) & (time[at][closing] - time[at] <= longest)
    frames, after = [], 0
    for n in np.flatnonzero(returns):
        if n < after:
            continue
        frames.append((int(at[n]), int(at[turn[n]])))
        after = turn[n] + 1
    return frames


def _next_other(is_up: np.ndarray) -> IndexArray:
    """For each jump the position of the next one the other way; the number of jumps where there is none."""
    n = len(is_up)
    run_end = np.flatnonzero(np.append(is_up[1:] != is_up[:-1], True)) + 1
    run = np.cumsum(np.append(False, is_up[1:] != is_up[:-1]))
    return np.asarray(np.minimum(run_end[run], n), np.int64)
