"""Bringing series to one scale and back, with numbers of the training part only."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from ml.forecasting.spec import SessionSpec
from processing.arrays import BoolArray, FloatArray

LEAST_SCALE = 1e-9
"""Below this share of a series' largest size its spread is rounding; it is then divided by one."""


class Scaler(NamedTuple):
    """centre, scale : of each series, shape (n_series,); scaled = (value - centre) / scale."""

    centre: FloatArray
    scale: FloatArray

    def scaled(self, values: FloatArray) -> FloatArray:
        """Values (n_series, n_points) on the models' scale."""
        return (values - self.centre[:, None]) / self.scale[:, None]


def fitted_scaler(spec: SessionSpec, values: FloatArray, is_training: BoolArray) -> Scaler:
    """Mean and standard deviation, or least and span, of what is known in the training part.

    values : shape (n_series, n_points). is_training : which points may be looked at, bool, shape (n_points,).
    """
    pairs = [
        _of_one(one.scaling, row[is_training & ~np.isnan(row)]) for one, row in zip(spec.series, values, strict=True)
    ]
    return Scaler(np.array([p[0] for p in pairs]), np.array([p[1] for p in pairs]))


def _of_one(scaling: str, known: FloatArray) -> tuple[float, float]:
    if scaling == "none" or len(known) == 0:
        return 0.0, 1.0
    if scaling == "min-max":
        centre, scale = float(np.min(known)), float(np.ptp(known))
    else:
        centre, scale = float(np.mean(known)), float(np.std(known))
    is_flat = scale <= LEAST_SCALE * max(1e-300, float(np.max(np.abs(known))))
    return centre, 1.0 if is_flat else scale
