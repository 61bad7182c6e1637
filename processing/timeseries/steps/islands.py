"""Islands of a few values between gaps."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from processing.arrays import FloatArray, IndexArray
from processing.timeseries.parameters import number
from processing.timeseries.steps.registry import blanked, column_step
from processing.timeseries.table import US


@dataclass(frozen=True, slots=True)
class ShortIslands:
    """How long a stretch between gaps must be to be kept."""

    minutes: float = number(
        30.0, label="Shorter than", unit="min", minimum=0, maximum=525_600, step=5,
        help="From the first to the last value of a stretch without missing values; 0 keeps all.",
    )  # fmt: skip


def _margin_s(params: ShortIslands) -> float:
    return 60 * params.minutes


@column_step(
    "short-islands", title="Short islands", summary="Short stretches between gaps become missing.",
    params=ShortIslands, told="values of short islands made missing", margin_s=_margin_s,
)  # fmt: skip
def short_islands(time: IndexArray, values: FloatArray, params: ShortIslands) -> FloatArray:
    """Make stretches without missing values missing if they last less than `minutes` from first to last."""
    valid = ~np.isnan(values)
    edges = np.flatnonzero(np.diff(np.concatenate([[False], valid, [False]]).astype(np.int8)))
    starts, stops = edges[::2], edges[1::2]
    is_short = time[stops - 1] - time[starts] < params.minutes * 60 * US
    return blanked(values, starts[is_short], stops[is_short])
