"""Whether one forecast is better than another, or only looks so."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from scipy import stats

from processing.arrays import FloatArray
from processing.errors import ModelError


class DieboldMariano(NamedTuple):
    """statistic : below zero if the first is better. p : two-sided. difference : mean loss of first minus second."""

    statistic: float
    p: float
    difference: float
    n: int

    def as_dict(self) -> dict[str, Any]:
        return {name: None if value != value else value for name, value in self._asdict().items()}


def diebold_mariano(first: FloatArray, second: FloatArray, horizon: int) -> DieboldMariano:
    """Test that two forecasts of the same windows have the same expected loss (Diebold & Mariano 1995).

    Long-run variance with Bartlett weights over horizon - 1 lags (Newey & West 1987), as losses of overlapping
    windows go together, and the small-sample correction of Harvey, Leybourne & Newbold (1997).
    first, second : a loss per window, in order of time, shape (n,). horizon : in windows' steps.
    Statistic and p are NaN for fewer than 3 windows or equal losses. Raises ModelError("length-mismatch").
    """
    if first.shape != second.shape:
        raise ModelError("length-mismatch", f"expected losses of the same windows, got {first.shape}, {second.shape}")
    difference = first - second
    n = len(difference)
    mean = float(np.mean(difference)) if n else float("nan")
    lags = min(max(horizon - 1, 0), max(n - 2, 0))
    centred = difference - mean
    variance = float(centred @ centred) / n if n else 0.0
    for lag in range(1, lags + 1):
        variance += 2 * (1 - lag / (lags + 1)) * float(centred[lag:] @ centred[:-lag]) / n
    if n < 3 or variance <= 0:
        return DieboldMariano(float("nan"), float("nan"), mean, n)
    shrink = (n + 1 - 2 * (lags + 1) + lags * (lags + 1) / n) / n
    statistic = mean / (variance / n) ** 0.5 * max(shrink, 0.0) ** 0.5
    return DieboldMariano(float(statistic), float(2 * stats.t.sf(abs(statistic), n - 1)), mean, n)
