"""Models that compare a window with training windows: nearest neighbours and support vectors."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar, Self

import numpy as np
from sklearn.svm import SVR

from ml.forecasting.inputs import Inputs
from ml.forecasting.intervals import spread
from ml.forecasting.material import Material
from ml.forecasting.models.registry import Arrays, Shape, expect, is_finite, method, stored, whole
from ml.forecasting.models.rows import columns_of, each_window, n_columns, training_rows
from processing.arrays import FloatArray
from processing.timeseries.parameters import number

MOST_VECTORS = 3_000
"""Training windows of a support vector machine: its time grows with their square."""

MOST_COMPONENTS = 8
"""Principal components of all steps together that support vectors forecast."""


@dataclass(frozen=True)
class NeighbourParams:
    """How many neighbours, of how many windows."""

    n_neighbours: float = number(30, label="Neighbours", help="Windows that are averaged", minimum=1, maximum=500)
    n_rows: float = number(8_000, label="Rows", help="Windows at most", minimum=20, maximum=50_000)


@dataclass(frozen=True)
class SvrParams:
    """Penalty, width and bound."""

    penalty: float = number(
        1.0, label="C", help="Cost of errors beyond the margin", minimum=1e-3, maximum=1e3, step=0.1
    )
    margin: float = number(0.05, label="Epsilon", help="Errors that cost nothing", minimum=0, maximum=2, step=0.01)
    n_rows: float = number(1_000, label="Rows", help="Windows at most", minimum=20, maximum=MOST_VECTORS)


@stored
@dataclass(frozen=True)
class Neighbours:
    """windows : standardised known values of training windows, shape (m, look_back). followed : (m, horizon)."""

    windows: FloatArray
    followed: FloatArray
    n_neighbours: int
    kind: ClassVar[str] = "neighbours"

    def predict(self, inputs: Inputs) -> FloatArray:
        known, mean, scale = _standard(inputs.own)
        found = np.empty((len(known), known.shape[1], self.followed.shape[1]))
        squares = np.sum(self.windows**2, axis=1)
        for target in range(known.shape[1]):
            distances = squares - 2.0 * each_window(known[:, target], self.windows.T)
            nearest = np.argsort(distances, axis=1, kind="stable")[:, : self.n_neighbours]
            found[:, target] = np.mean(self.followed[nearest], axis=1)
        return np.asarray(found * scale + mean)

    def arrays(self) -> dict[str, Any]:
        return {"windows": self.windows, "followed": self.followed, "n_neighbours": np.array([self.n_neighbours])}

    @classmethod
    def of(cls, arrays: Arrays, shape: Shape) -> Self:
        windows, followed = arrays["windows"], arrays["followed"]
        expect(windows.ndim == 2 and windows.shape[1] == shape.look_back and len(windows) > 0, "windows")
        expect(followed.shape == (len(windows), shape.horizon), "what followed every window")
        expect(is_finite(windows, followed), "finite values")
        return cls(windows, followed, whole(arrays, "n_neighbours", 1, len(windows)))


def _standard(own: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray]:
    mean, scale = np.mean(own, axis=2, keepdims=True), spread(own)[:, :, None]
    return (own - mean) / scale, mean, scale


@method(
    "knn", label="Nearest neighbours", help="The mean of what followed the most similar windows; sees targets only.",
    parameters=NeighbourParams, strategies=("mimo", "direct", "recursive"),
)  # fmt: skip
def fit_neighbours(material: Material, params: NeighbourParams) -> Neighbours:
    """Keep training windows, standardised each by itself."""
    seen = material.thinned(max(1, int(params.n_rows) // len(material.group.rows)))
    windows, followed = [], []
    for inputs, outputs in seen.in_blocks(seen.train):
        known, mean, scale = _standard(inputs.own)
        windows.append(known.reshape(-1, known.shape[2]))
        followed.append(((outputs - mean) / scale).reshape(-1, outputs.shape[2]))
    material.report(1, 1, "fit")
    kept = np.concatenate(windows)
    return Neighbours(kept, np.concatenate(followed), min(int(params.n_neighbours), len(kept)))


@stored
@dataclass(frozen=True)
class Vectors:
    """Support vector regressions of principal components of all steps.

    rows : training rows, shape (m, n_columns). duals : their weights for each component, (m, k). starts : (k,).
    components : shape (k, horizon). mean : (horizon,). gamma : shape (1,).
    """

    rows: FloatArray
    duals: FloatArray
    starts: FloatArray
    components: FloatArray
    mean: FloatArray
    gamma: FloatArray
    kind: ClassVar[str] = "vectors"

    def predict(self, inputs: Inputs) -> FloatArray:
        columns = columns_of(inputs)
        found = np.empty((*columns.shape[:2], len(self.mean)))
        squares = np.sum(self.rows**2, axis=1)
        for target in range(columns.shape[1]):
            mine = columns[:, target]
            own = np.sum(mine**2, axis=1, keepdims=True)
            kernel = np.exp(-self.gamma[0] * np.maximum(own + squares - 2.0 * each_window(mine, self.rows.T), 0.0))
            scores = each_window(kernel, self.duals) + self.starts
            found[:, target] = each_window(scores, self.components) + self.mean
        return np.asarray(found + inputs.own[:, :, -1:])

    def arrays(self) -> dict[str, Any]:
        names = ("rows", "duals", "starts", "components", "mean", "gamma")
        return {name: getattr(self, name) for name in names}

    @classmethod
    def of(cls, arrays: Arrays, shape: Shape) -> Self:
        found = cls(**{name: arrays[name] for name in ("rows", "duals", "starts", "components", "mean", "gamma")})
        width = n_columns(shape.look_back, shape.n_extra, shape.n_other)
        k = len(found.starts)
        expect(found.rows.ndim == 2 and found.rows.shape[1] == width, "rows of all columns")
        expect(found.duals.shape == (len(found.rows), k) and found.starts.shape == (k,), "a weight for every row")
        expect(found.components.shape == (k, shape.horizon) and found.mean.shape == (shape.horizon,), "components")
        expect(found.gamma.shape == (1,) and is_finite(*found.arrays().values()), "finite numbers")
        return found


@method(
    "svr", label="Support vectors", help="Kernel regression on few windows; direct, or all steps by their components.",
    parameters=SvrParams, strategies=("mimo", "direct"),
)  # fmt: skip
def fit_vectors(material: Material, params: SvrParams) -> Vectors:
    """One machine a principal component of the steps; the number of windows is bounded, as is so the time."""
    rows = training_rows(material, min(int(params.n_rows), MOST_VECTORS))
    mean = np.mean(rows.wanted, axis=0)
    n = min(MOST_COMPONENTS, rows.wanted.shape[1])
    components = np.linalg.svd(rows.wanted - mean, full_matrices=False)[2][:n]
    scores = (rows.wanted - mean) @ components.T
    gamma = 1.0 / max(1e-12, rows.columns.shape[1] * float(np.var(rows.columns)))
    duals, starts = np.zeros((len(rows.columns), len(components))), np.zeros(len(components))
    for k in range(len(components)):
        scale = float(np.std(scores[:, k])) or 1.0
        machine = SVR(C=params.penalty, epsilon=params.margin, gamma=gamma, max_iter=20_000)
        machine.fit(rows.columns, scores[:, k] / scale)
        duals[machine.support_, k] = machine.dual_coef_[0] * scale
        starts[k] = float(machine.intercept_[0]) * scale
        material.report(k + 1, len(components), "fit")
    used = np.flatnonzero(np.any(duals != 0, axis=1))
    return Vectors(rows.columns[used], duals[used], starts, components, mean, np.array([gamma]))
