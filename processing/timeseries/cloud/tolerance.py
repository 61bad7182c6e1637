"""How far from the curve a point may be."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from processing.arrays import FloatArray, IndexArray
from processing.errors import TableError
from processing.timeseries.cloud.curves import Curve


@dataclass(frozen=True, slots=True)
class Tolerance:
    """A distance from the curve, used as given: 0 allows none.

    kind : "constant" (in units of y) or "proportional" (percent of the size of the curve, whatever its sign).
    """

    kind: str
    value: float

    def __post_init__(self) -> None:
        if self.kind not in ("constant", "proportional") or not self.value >= 0:
            raise TableError(
                "bad-tolerance",
                f"a tolerance is constant or proportional and at least 0, got {self.kind} {self.value:g}",
            )

    def reach(self, fitted: FloatArray) -> FloatArray:
        """The allowed distance at each height of the curve."""
        if self.kind == "constant":
            return np.full(len(fitted), float(self.value))
        return np.asarray(self.value / 100 * np.abs(fitted))


def outside(curve: Curve, x: FloatArray, y: FloatArray, tolerance: Tolerance) -> IndexArray:
    """Positions of the points further from the curve than allowed, ascending."""
    fitted = curve.predict(x)
    # Rounding of the fit itself must not put points that lie on it outside a tolerance of 0.
    noise = 1e-9 * float(np.abs(y).max(initial=0.0))
    return np.flatnonzero(np.abs(y - fitted) > tolerance.reach(fitted) + noise)
