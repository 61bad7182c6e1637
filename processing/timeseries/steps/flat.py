"""Flat lines of a stuck sensor."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from processing.arrays import FloatArray, IndexArray
from processing.timeseries.parameters import number
from processing.timeseries.steps.registry import blanked, column_step
from processing.timeseries.table import US


@dataclass(frozen=True, slots=True)
class FlatLine:
    """How long a value may stay the same."""

    minutes: float = number(
        60.0, label="Lasting at least", unit="min", minimum=0, maximum=525_600, step=5,
        help="From the first to the last of two or more equal values in a row; with 0, any two.",
    )  # fmt: skip


def _margin_s(params: FlatLine) -> float:
    return 60 * params.minutes


@column_step(
    "flat-line", title="Flat line", summary="Runs of equal values that last too long become missing.",
    params=FlatLine, told="values of flat lines made missing", margin_s=_margin_s,
)  # fmt: skip
def flat_line(time: IndexArray, values: FloatArray, params: FlatLine) -> FloatArray:
    """Make runs of two or more equal consecutive values missing if they last at least `minutes`.

    A run lasts from its first to its last time; a missing value ends it.
    """
    if len(values) == 0:
        return values
    starts = np.flatnonzero(np.append(True, values[1:] != values[:-1]))
    ends = np.append(starts[1:], len(values)) - 1
    is_flat = (ends > starts) & (time[ends] - time[starts] >= params.minutes * 60 * US)
    return blanked(values, starts[is_flat], ends[is_flat] + 1)
