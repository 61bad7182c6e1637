"""How the values of each series are spread, for violin plots."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from ml.forecasting.frame import Frame
from ml.forecasting.spec import SessionSpec
from ml.forecasting.splits import Fold
from processing.arrays import FloatArray

N_LEVELS = 64
"""Levels at which a violin's width is given."""


class Distribution(NamedTuple):
    """Values of one series in one part.

    quartiles : least, lower quartile, median, upper quartile, greatest. levels, density : shape (64,), the width
        of the violin by value; its area is 1.
    """

    series: str
    part: str
    n: int
    n_missing: int
    mean: float
    quartiles: tuple[float, ...]
    levels: FloatArray
    density: FloatArray

    def as_dict(self) -> dict[str, Any]:
        return self._asdict() | {"levels": self.levels.tolist(), "density": self.density.tolist()}


def distributions_of(spec: SessionSpec, frame: Frame, fold: Fold) -> tuple[Distribution, ...]:
    """Of every series in every part that has values of it."""
    parts = {"train": fold.train_part, "validation": fold.validation_part, "test": fold.test_part}
    found = []
    for row, one in enumerate(spec.series):
        for name, part in parts.items():
            values = frame.values[row, part.start : part.stop]
            known = values[~np.isnan(values)]
            if len(known):
                found.append(_distribution(one.column, name, known, len(values) - len(known)))
    return tuple(found)


def _distribution(series: str, part: str, known: FloatArray, n_missing: int) -> Distribution:
    quartiles = tuple(float(q) for q in np.quantile(known, [0, 0.25, 0.5, 0.75, 1]))
    levels, density = _violin(known)
    return Distribution(series, part, len(known), n_missing, float(np.mean(known)), quartiles, levels, density)


def _violin(known: FloatArray) -> tuple[FloatArray, FloatArray]:
    """A histogram of 256 bins smoothed by a Gaussian of Silverman's width (1986, equation 3.31)."""
    low, high = float(np.min(known)), float(np.max(known))
    levels = np.linspace(low, high, N_LEVELS)
    if high <= low:
        return levels, np.ones(N_LEVELS)
    counts, edges = np.histogram(known, bins=256)
    centres = (edges[1:] + edges[:-1]) / 2
    q1, q3 = np.quantile(known, [0.25, 0.75])
    spread = min(float(np.std(known)), (q3 - q1) / 1.34) or float(np.std(known))
    width = max(0.9 * spread * len(known) ** -0.2, (high - low) / 256)
    density = np.exp(-0.5 * ((levels[:, None] - centres[None, :]) / width) ** 2) @ counts
    return levels, density / (np.sum(density) * (levels[1] - levels[0]))
