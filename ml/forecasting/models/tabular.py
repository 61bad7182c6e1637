"""Models on rows of a table that forecast the difference from the last value."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar, Self

import numpy as np
from sklearn.ensemble import ExtraTreesRegressor, HistGradientBoostingRegressor, RandomForestRegressor
from sklearn.linear_model import ElasticNet
from threadpoolctl import threadpool_limits

from ml.forecasting.inputs import Inputs
from ml.forecasting.material import Material
from ml.forecasting.models.affine import Affine
from ml.forecasting.models.registry import Arrays, Shape, method, stored
from ml.forecasting.models.rows import columns_of, n_columns, training_rows
from ml.forecasting.models.trees import Means, Sums
from processing.arrays import FloatArray
from processing.errors import ModelError
from processing.timeseries.parameters import number

ALL = ("mimo", "direct", "recursive")

MOST_STEPS = 200
"""Steps that boosting grows trees of their own for."""


@dataclass(frozen=True)
class ElasticNetParams:
    """Penalty and its kind."""

    penalty: float = number(0.01, label="Penalty", help="Weight of the penalty", minimum=1e-6, maximum=100, step=0.01)
    l1_ratio: float = number(
        0.5, label="Share of absolute values", help="0 is ridge, 1 is lasso", minimum=0, maximum=1, step=0.1
    )
    n_rows: float = number(20_000, label="Rows", help="Windows at most", minimum=50, maximum=200_000)


@dataclass(frozen=True)
class ForestParams:
    """Size of a forest."""

    n_trees: float = number(60, label="Trees", help="Trees of the forest", minimum=1, maximum=500)
    max_leaves: float = number(200, label="Leaves", help="Leaves of a tree at most", minimum=2, maximum=5000)
    n_rows: float = number(6_000, label="Rows", help="Windows at most", minimum=50, maximum=100_000)


@dataclass(frozen=True)
class BoostingParams:
    """Rounds and speed of learning."""

    n_rounds: float = number(60, label="Rounds", help="Trees for every step", minimum=1, maximum=1000)
    learning_rate: float = number(0.1, label="Rate", help="Share of each tree", minimum=0.001, maximum=1, step=0.01)
    max_leaves: float = number(15, label="Leaves", help="Leaves of a tree at most", minimum=2, maximum=255)
    n_rows: float = number(6_000, label="Rows", help="Windows at most", minimum=50, maximum=100_000)


@stored
@dataclass(frozen=True)
class ForestForecast:
    """The mean of trees; each leaf holds the difference of every step."""

    trees: Means
    kind: ClassVar[str] = "forest"

    def predict(self, inputs: Inputs) -> FloatArray:
        return _from_last(inputs, self.trees)

    def arrays(self) -> dict[str, Any]:
        return self.trees.arrays()

    @classmethod
    def of(cls, arrays: Arrays, shape: Shape) -> Self:
        width = n_columns(shape.look_back, shape.n_extra, shape.n_other)
        return cls(Means.of(arrays, width, shape.horizon))


@stored
@dataclass(frozen=True)
class BoostingForecast:
    """Sums of small trees, one sum a step."""

    trees: Sums
    kind: ClassVar[str] = "boosting"

    def predict(self, inputs: Inputs) -> FloatArray:
        return _from_last(inputs, self.trees)

    def arrays(self) -> dict[str, Any]:
        return self.trees.arrays()

    @classmethod
    def of(cls, arrays: Arrays, shape: Shape) -> Self:
        width = n_columns(shape.look_back, shape.n_extra, shape.n_other)
        return cls(Sums.of(arrays, width, shape.horizon))


def _from_last(inputs: Inputs, trees: Means | Sums) -> FloatArray:
    columns = columns_of(inputs)
    found = trees.predict(columns.reshape(-1, columns.shape[2]))
    return np.asarray(found.reshape(*columns.shape[:2], -1) + inputs.own[:, :, -1:])


@method(
    "elastic-net", label="Elastic net", help="Linear, with few columns that matter.", parameters=ElasticNetParams,
    strategies=ALL,
)  # fmt: skip
def fit_elastic_net(material: Material, params: ElasticNetParams) -> Affine:
    """One penalised regression a step, on rows relative to the last value."""
    rows = training_rows(material, int(params.n_rows))
    weights, offsets = [], []
    for step in range(rows.wanted.shape[1]):
        net = ElasticNet(alpha=params.penalty, l1_ratio=params.l1_ratio, precompute=True, max_iter=1000, tol=1e-2)
        net.fit(rows.columns, rows.wanted[:, step])
        weights.append(net.coef_)
        offsets.append(float(net.intercept_))
        material.report(step + 1, rows.wanted.shape[1], "fit")
    return _raw(material, np.stack(weights, axis=1), np.array(offsets))


def _raw(material: Material, weights: FloatArray, offsets: FloatArray) -> Affine:
    """Weights of rows as weights of the windows themselves, the same for every target."""
    n_own, n_targets = material.group.look_back, len(material.group.rows)
    n_extra = len(material.group.lags) + len(material.group.means)
    whole = np.concatenate([weights[1:n_own], np.zeros((1, weights.shape[1])), weights[n_own:]])
    # The last value is subtracted from own and extra columns, and added to the forecast.
    whole[n_own - 1] = 1.0 - np.sum(whole[: n_own - 1], axis=0) - np.sum(whole[n_own : n_own + n_extra], axis=0)
    return Affine(np.repeat(whole[None], n_targets, axis=0), np.repeat(offsets[None], n_targets, axis=0))


@method(
    "random-forest", label="Random forest", help="Trees on random rows forecast the difference from the last value.",
    parameters=ForestParams, strategies=ALL,
)  # fmt: skip
def fit_random_forest(material: Material, params: ForestParams) -> ForestForecast:
    """One forest for all steps."""
    return _forest(RandomForestRegressor, material, params)


@method(
    "extra-trees", label="Extra trees", help="Trees of random thresholds forecast the difference from the last value.",
    parameters=ForestParams, strategies=ALL,
)  # fmt: skip
def fit_extra_trees(material: Material, params: ForestParams) -> ForestForecast:
    """One forest for all steps."""
    return _forest(ExtraTreesRegressor, material, params)


def _forest(kind: Any, material: Material, params: ForestParams) -> ForestForecast:
    rows = training_rows(material, int(params.n_rows))
    forest = kind(
        n_estimators=int(params.n_trees), max_leaf_nodes=int(params.max_leaves), min_samples_leaf=3, max_features=0.3,
        random_state=material.seed,
    )  # fmt: skip
    forest.fit(rows.columns, rows.wanted if rows.wanted.shape[1] > 1 else rows.wanted[:, 0])
    material.report(1, 1, "fit")
    return ForestForecast(Means.fitted(forest))


@method(
    "boosting", label="Gradient boosting", help="Histogram boosting, trees of its own for every step.",
    parameters=BoostingParams, strategies=ALL,
)  # fmt: skip
def fit_boosting(material: Material, params: BoostingParams) -> BoostingForecast:
    """One booster a step. Raises ModelError("too-many-steps")."""
    if material.group.horizon > MOST_STEPS:
        raise ModelError(
            "too-many-steps", f"at most {MOST_STEPS} steps can have a model each, got {material.group.horizon}"
        )
    rows = training_rows(material, int(params.n_rows))
    found = []
    for step in range(rows.wanted.shape[1]):
        one = HistGradientBoostingRegressor(
            max_iter=int(params.n_rounds), learning_rate=params.learning_rate, max_leaf_nodes=int(params.max_leaves),
            early_stopping=False, random_state=material.seed,
        )  # fmt: skip
        # Threads wait for each other where a machine is busy; a step's rows are too few to gain from them.
        with threadpool_limits(limits=1, user_api="openmp"):
            found.append(one.fit(rows.columns, rows.wanted[:, step]))
        material.report(step + 1, rows.wanted.shape[1], "fit")
    return BoostingForecast(Sums.fitted(found))
