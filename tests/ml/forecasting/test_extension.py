"""A model of one's own, as the how-to shows."""

from dataclasses import dataclass
from typing import Any, ClassVar, Self

import numpy as np

from ml.forecasting import METHODS, ModelSpec, dump, fit, load, prepare
from ml.forecasting.inputs import Inputs
from ml.forecasting.material import Material
from ml.forecasting.models.baselines import NoParams
from ml.forecasting.models.registry import KINDS, Arrays, Shape, method, stored
from processing.arrays import FloatArray
from tests.ml.forecasting.world import load_and_weather, plain


def test_a_model_of_ones_own_is_fitted_kept_and_loaded() -> None:
    @stored
    @dataclass(frozen=True)
    class Halfway:
        horizon: int
        kind: ClassVar[str] = "halfway"

        def predict(self, inputs: Inputs) -> FloatArray:
            middle = (inputs.own[:, :, -1:] + inputs.own.mean(axis=2, keepdims=True)) / 2
            return np.repeat(middle, self.horizon, axis=2)

        def arrays(self) -> dict[str, Any]:
            return {}

        @classmethod
        def of(cls, arrays: Arrays, shape: Shape) -> Self:
            return cls(shape.horizon)

    @method("halfway", label="Half way", help="Between the last value and the mean.", parameters=NoParams)
    def fit_halfway(material: Material, _params: NoParams) -> Halfway:
        return Halfway(material.group.horizon)

    try:
        windows = prepare({"site": load_and_weather()}, plain())
        trained = fit(windows, ModelSpec("halfway"))
        found = load(dump(trained)).forecasts(windows.frame, np.array([400]))
        assert np.array_equal(found.values, trained.forecasts(windows.frame, np.array([400])).values)
    finally:
        del METHODS["halfway"], KINDS["halfway"]
