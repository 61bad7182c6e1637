"""A series laid out at even distances, for methods that count in steps."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from processing.arrays import FloatArray, IndexArray
from processing.errors import TableError

MOST_PER_ROW = 50
"""How many places a series may need per row before its times are called too irregular."""


@dataclass(frozen=True, slots=True)
class Slots:
    """Values at even distances.

    values : float64, NaN where nothing is. slot : place of each row of the series, int64; two rows nearest to the
        same place share it, and the first counts.
    """

    values: FloatArray
    slot: IndexArray
    step_us: int

    @classmethod
    def of(cls, time: IndexArray, values: FloatArray) -> Slots:
        """Lay out a series by its usual step, the median distance of neighbours.

        Raises TableError("too-irregular") if that needs far more places than there are rows.
        """
        if len(time) < 2:
            return cls(values.copy(), np.arange(len(values), dtype=np.int64), 1)
        step = max(int(np.median(np.diff(time))), 1)
        slot = (time - time[0] + step // 2) // step
        if slot[-1] > MOST_PER_ROW * len(time):
            raise TableError("too-irregular", "the times are too irregular for a method that counts in steps")
        laid = np.full(int(slot[-1]) + 1, np.nan)
        laid[slot[::-1]] = values[::-1]
        return cls(laid, slot, step)

    def n_in(self, minutes: float) -> int:
        """How many places a length of time is, at least one."""
        return max(1, round(minutes * 60_000_000 / self.step_us))
