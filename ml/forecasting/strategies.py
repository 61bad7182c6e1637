"""How one-window models make forecasts of many steps."""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

import numpy as np

from ml.forecasting.inputs import Context, Group, inputs_of
from ml.forecasting.material import Material
from ml.forecasting.models.registry import Fitted, Method, Shape
from ml.forecasting.progress import share_of
from ml.forecasting.spec import Role, SessionSpec
from processing.arrays import FloatArray
from processing.errors import ModelError

MOST_DIRECT_STEPS = 200
"""Steps for which a model each is fitted."""


class Forecaster(NamedTuple):
    """Fitted models and how they are used: "mimo" and "recursive" have one, "direct" one for every step."""

    strategy: str
    models: tuple[Fitted, ...]

    def predict(self, spec: SessionSpec, group: Group, context: Context) -> FloatArray:
        """Scaled forecasts, shape (n, n_targets, horizon)."""
        if self.strategy == "recursive":
            return _recursive(self.models[0], spec, group, context)
        inputs = inputs_of(spec, group, context)
        return np.concatenate([model.predict(inputs) for model in self.models], axis=2)


def shape_for(group: Group, n_other: int, strategy: str) -> Shape:
    """The shape of the windows that a strategy's models see."""
    horizon = group.horizon if strategy == "mimo" else 1
    return Shape(len(group.rows), group.look_back, horizon, len(group.lags) + len(group.means), n_other)


def n_models(group: Group, strategy: str) -> int:
    """Models that a strategy fits."""
    return group.horizon if strategy == "direct" else 1


def fitted_by(strategy: str, method: Method, material: Material, params: object) -> Forecaster:
    """Fit a method's models by a strategy.

    Raises ModelError: "no-such-strategy" if the method has another only, "too-many-steps".
    """
    if strategy not in method.strategies:
        expected = " or ".join(method.strategies)
        raise ModelError("no-such-strategy", f"{method.name} forecasts by {expected}, not by {strategy}")
    if strategy != "direct":
        seen = material if strategy == "mimo" else material.one_step()
        return Forecaster(strategy, (method.fit(seen, params),))
    n = material.group.horizon
    if n > MOST_DIRECT_STEPS:
        raise ModelError("too-many-steps", f"at most {MOST_DIRECT_STEPS} steps can have a model each, got {n}")
    models = []
    for step in range(n):
        one = replace(material.only_step(step), report=share_of(material.report, step, n))
        models.append(method.fit(one, params))
    return Forecaster(strategy, tuple(models))


def _recursive(model: Fitted, spec: SessionSpec, group: Group, context: Context) -> FloatArray:
    """Forecast a step, write it behind the known ones, and go on. Other targets and past inputs stay as they were."""
    values = np.array(context.values, dtype=np.float64)
    for row, one in enumerate(spec.series):
        if one.role != Role.FUTURE:
            values[:, row, spec.n_back :] = values[:, row, spec.n_back - 1, None]
    mine = Context(values, context.calendar)
    for step in range(group.horizon):
        values[:, list(group.rows), spec.n_back + step] = model.predict(inputs_of(spec, group, mine, step))[:, :, 0]
    return values[:, list(group.rows), spec.n_back : spec.n_back + group.horizon]
