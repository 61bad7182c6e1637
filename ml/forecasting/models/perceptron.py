"""A multilayer perceptron by scikit-learn."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from sklearn.neural_network import MLPRegressor

from ml.forecasting.material import Material
from ml.forecasting.models.layers import ARCHITECTURES, Network
from ml.forecasting.models.registry import method
from ml.forecasting.models.rounds import Lessons, learned
from processing.arrays import FloatArray
from processing.timeseries.parameters import number


@dataclass(frozen=True)
class PerceptronParams:
    """Size and pace."""

    n_units: float = number(64, label="Units", help="Units of the hidden layer", minimum=1, maximum=1024)
    n_rounds: float = number(20, label="Rounds", help="Passes over the windows at most", minimum=1, maximum=500)
    rate: float = number(0.001, label="Rate", help="Pace of learning", minimum=1e-6, maximum=0.1, step=0.0001)
    n_rows: float = number(20_000, label="Rows", help="Windows at most", minimum=20, maximum=500_000)


class _Perceptron:
    """Scikit-learn's, one pass at a time."""

    def __init__(self, params: PerceptronParams, seed: int) -> None:
        self.machine = MLPRegressor(
            hidden_layer_sizes=(int(params.n_units),), learning_rate_init=params.rate, alpha=1e-3, batch_size=200,
            shuffle=False, random_state=seed,
        )  # fmt: skip

    def learn(self, lessons: Lessons, order: Any) -> None:
        x, y = _columns(lessons)[order], lessons.wanted[order]
        self.machine.partial_fit(x, y if y.shape[1] > 1 else y[:, 0])

    def answers(self, lessons: Lessons) -> FloatArray:
        return np.asarray(self.machine.predict(_columns(lessons))).reshape(lessons.wanted.shape)

    def weights(self) -> dict[str, Any]:
        found = {f"w{k}": w.astype(np.float64) for k, w in enumerate(self.machine.coefs_)}
        return found | {f"b{k}": b.astype(np.float64) for k, b in enumerate(self.machine.intercepts_)}


def _columns(lessons: Lessons) -> FloatArray:
    return np.concatenate([lessons.windows, lessons.other], axis=1)


@method(
    "mlp", label="Perceptron", help="One hidden layer; learns until the validation part no longer gains.",
    parameters=PerceptronParams, strategies=("mimo", "direct", "recursive"),
)  # fmt: skip
def fit_perceptron(material: Material, params: PerceptronParams) -> Network:
    """All steps at once."""
    weights = learned(material, int(params.n_rows), int(params.n_rounds), lambda _: _Perceptron(params, material.seed))
    return Network(ARCHITECTURES.index("dense"), weights, material.group.horizon)
