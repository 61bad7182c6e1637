"""Prediction intervals by conformal calibration on the validation part."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Self

import numpy as np

from ml.forecasting.inputs import blocks, inputs_of, outputs_of
from ml.forecasting.material import WINDOWS_AT_ONCE, Material
from ml.forecasting.models.registry import Arrays, Shape, expect
from ml.forecasting.strategies import Forecaster
from processing.arrays import FloatArray

MOST_WINDOWS = 4000
"""Validation windows that calibrate, evenly spaced in time."""

LEAST_WINDOWS = 20
"""Validation windows below which no interval is told."""


LEAST_SPREAD = 0.02
"""Added to a window's spread, in units of the training part's: a flat window has an interval, too."""


@dataclass(frozen=True)
class Calibration:
    """How far off forecasts were: quantiles of their errors in units of the window's own spread.

    Where a quiet time follows a wild one, or the other way round, intervals become narrow or wide with it
    (locally weighted conformal prediction, Lei et al. 2018).
    offsets : shape (n_targets, horizon, n_levels), times the spread to be added to a forecast; NaN where too few
        windows were held out to tell.
    """

    offsets: FloatArray

    def quantiles(self, own: FloatArray, forecasts: FloatArray) -> FloatArray:
        """Quantiles around scaled forecasts (n, n_targets, horizon), with one more axis for the levels.

        own : the known values of the windows, shape (n, n_targets, look_back).
        """
        return np.asarray(forecasts[..., None] + self.offsets * spread(own)[..., None, None])

    def arrays(self) -> dict[str, Any]:
        """Everything `of` needs, as arrays of numbers."""
        return {"offsets": self.offsets}

    @classmethod
    def of(cls, arrays: Arrays, shape: Shape, n_levels: int) -> Self:
        """Built from stored arrays; raises ModelError("damaged") for what cannot be."""
        found = cls(arrays["offsets"])
        expect(found.offsets.shape == (shape.n_targets, shape.horizon, n_levels), "an offset for every step and level")
        expect(not np.isinf(found.offsets).any(), "finite offsets")
        return found


def calibration_of(material: Material, forecaster: Forecaster) -> Calibration:
    """From the errors of the validation windows, which the model has not learned from."""
    chosen = material.validation
    if len(chosen) > MOST_WINDOWS:
        chosen = chosen[np.linspace(0, len(chosen) - 1, MOST_WINDOWS).round().astype(np.int64)]
    errors = np.empty((len(chosen), len(material.group.rows), material.group.horizon))
    done = 0
    for block in blocks(chosen, WINDOWS_AT_ONCE):
        context = material.context(block)
        forecast = forecaster.predict(material.spec, material.group, context)
        error = outputs_of(material.spec, material.group, context) - forecast
        around = spread(inputs_of(material.spec, material.group, context).own)
        errors[done : done + len(block)] = error / around[..., None]
        done += len(block)
    return calibrated(errors, material.spec.quantiles)


def spread(own: FloatArray) -> FloatArray:
    """How restless each window is, never zero, shape (n, n_targets)."""
    return np.asarray(np.std(own, axis=2) + LEAST_SPREAD)


def calibrated(errors: FloatArray, levels: tuple[float, ...]) -> Calibration:
    """From errors (truth minus forecast over spread) of held-out windows, shape (n, n_targets, horizon)."""
    n = len(errors)
    if n < LEAST_WINDOWS:
        return Calibration(np.full((*errors.shape[1:], len(levels)), np.nan))
    # Outwards by one in n + 1, so that a new error is as likely as promised to lie within (Vovk et al. 2005).
    wanted = [min(1.0, q * (n + 1) / n) if q >= 0.5 else max(0.0, 1 - (1 - q) * (n + 1) / n) for q in levels]
    return Calibration(np.moveaxis(np.quantile(errors, wanted, axis=0), 0, -1))
