"""Ridge regression on the flattened window, relative to the window's own level."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar, Self

import numpy as np
from scipy import linalg

from ml.forecasting.inputs import Inputs
from ml.forecasting.material import Material
from ml.forecasting.models.registry import Arrays, Shape, expect, is_finite, method, stored, whole
from processing.arrays import FloatArray
from processing.timeseries.parameters import choice, number

LEVELS = ("last", "mean", "none")
"""What is subtracted from a window and added to its forecast."""


@dataclass(frozen=True)
class RidgeParams:
    """Penalty and level."""

    penalty: float = number(
        0.1, label="Penalty", help="Weight of the squared coefficients, per window", minimum=0, maximum=1e6, step=0.01
    )
    level: str = choice(
        "last", options=LEVELS, label="Level", help="What is subtracted from a window and added to its forecast"
    )


@stored
@dataclass(frozen=True)
class Linear:
    """weights : shape (n_columns, horizon). offset : shape (horizon,). level : position in LEVELS."""

    weights: FloatArray
    offset: FloatArray
    level: int
    kind: ClassVar[str] = "linear"

    def predict(self, inputs: Inputs) -> FloatArray:
        level = level_of(inputs.own, LEVELS[self.level])
        # One product a window, all of one shape: the same numbers however many windows there are.
        return np.asarray(np.matmul(columns_of(inputs, level), self.weights) + self.offset + level)

    def arrays(self) -> dict[str, Any]:
        return {"weights": self.weights, "offset": self.offset, "level": np.array([self.level])}

    @classmethod
    def of(cls, arrays: Arrays, shape: Shape) -> Self:
        n_columns = shape.look_back + shape.n_extra + shape.n_other
        found = cls(arrays["weights"], arrays["offset"], whole(arrays, "level", 0, len(LEVELS) - 1))
        expect(found.weights.shape == (n_columns, shape.horizon), "a weight for every column and step")
        expect(found.offset.shape == (shape.horizon,), "an offset for every step")
        expect(is_finite(found.weights, found.offset), "finite weights")
        return found


def level_of(own: FloatArray, level: str) -> FloatArray:
    """The level of each window, shape (n, n_targets, 1)."""
    if level == "last":
        return own[:, :, -1:]
    if level == "none":
        return np.zeros((*own.shape[:2], 1))
    return np.asarray(np.mean(own, axis=2, keepdims=True))


def columns_of(inputs: Inputs, level: FloatArray) -> FloatArray:
    """The regressors of each target, shape (n, n_targets, n_columns): own and extra relative to the level, other."""
    n, n_targets, _ = inputs.own.shape
    other = np.broadcast_to(inputs.other[:, None, :], (n, n_targets, inputs.other.shape[1]))
    return np.concatenate([inputs.own - level, inputs.extra - level, other], axis=2)


@method(
    "ridge", label="Ridge regression", help="Linear in the window, one set of weights for all targets.",
    parameters=RidgeParams,
)  # fmt: skip
def fit_ridge(material: Material, params: RidgeParams) -> Linear:
    """Least squares with a penalty, from sums over all windows and targets."""
    sums = None
    done = 0
    for inputs, outputs in material.in_blocks(material.train):
        level = level_of(inputs.own, params.level)
        x = columns_of(inputs, level).reshape(-1, inputs.own.shape[2] + inputs.extra.shape[2] + inputs.other.shape[1])
        y = (outputs - level).reshape(len(x), -1)
        part = (x.T @ x, x.T @ y, np.sum(x, axis=0), np.sum(y, axis=0), len(x))
        sums = part if sums is None else tuple(a + b for a, b in zip(sums, part, strict=True))
        done += len(inputs.own)
        material.report(done, len(material.train), "fit")
    if sums is None:
        raise AssertionError("windows were counted before")
    xx, xy, x, y, n = sums
    gram = xx - np.outer(x, x) / n + params.penalty * n * np.eye(len(x))
    weights = linalg.solve(gram, xy - np.outer(x, y) / n, assume_a="pos")
    return Linear(weights, (y - x @ weights) / n, LEVELS.index(params.level))
