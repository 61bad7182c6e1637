"""The mean of several models."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, ClassVar, Self

import numpy as np
from scipy.optimize import nnls

from ml.forecasting.inputs import Inputs
from ml.forecasting.material import Material
from ml.forecasting.models.registry import (
    KINDS,
    METHODS,
    Arrays,
    Fitted,
    Shape,
    expect,
    is_finite,
    method,
    parameters_of,
    stored,
)
from ml.forecasting.progress import share_of
from processing.arrays import FloatArray
from processing.errors import ModelError
from processing.timeseries.parameters import choice, switch

N_JUDGED = 500
"""Validation windows, evenly spaced, by which weights are chosen."""


@dataclass(frozen=True)
class EnsembleParams:
    """Which models, and how they are weighed."""

    linear: bool = switch(True, label="Linear blend", help="The blend of linear models")
    profile: bool = switch(True, label="Mean profile", help="The mean of the last seasons")
    neighbours: bool = switch(False, label="Nearest neighbours", help="What followed similar windows")
    extra_trees: bool = switch(True, label="Extra trees", help="Trees with random thresholds")
    boosting: bool = switch(False, label="Gradient boosting", help="Trees of its own for every step")
    perceptron: bool = switch(False, label="Perceptron", help="One hidden layer")
    weights: str = choice(
        "validation", options=("validation", "equal"), label="Weights",
        help="Half equal, half those of least error on the validation part; or equal",
    )  # fmt: skip


MEMBERS = {
    "linear": "linear-blend",
    "profile": "day-profile",
    "neighbours": "knn",
    "extra_trees": "extra-trees",
    "boosting": "boosting",
    "perceptron": "mlp",
}
"""The method behind each switch."""


@stored
@dataclass(frozen=True)
class Ensemble:
    """weights : of each member, shape (n,), their sum is 1."""

    members: tuple[Fitted, ...]
    weights: FloatArray
    kind: ClassVar[str] = "ensemble"

    def predict(self, inputs: Inputs) -> FloatArray:
        total = self.weights[0] * self.members[0].predict(inputs)
        for weight, member in zip(self.weights[1:], self.members[1:], strict=True):
            total = total + weight * member.predict(inputs)
        return np.asarray(total)

    def arrays(self) -> dict[str, Any]:
        names = ",".join(member.kind for member in self.members)
        found: dict[str, Any] = {"weights": self.weights, "kinds": np.frombuffer(names.encode(), dtype=np.uint8)}
        for n, member in enumerate(self.members):
            found |= {f"{n}.{name}": array for name, array in member.arrays().items()}
        return found | {"kinds": found["kinds"].astype(np.int32)}

    @classmethod
    def of(cls, arrays: Arrays, shape: Shape) -> Self:
        kinds = bytes(arrays["kinds"].astype(np.uint8)).decode().split(",")
        weights = arrays["weights"]
        expect(len(kinds) <= len(MEMBERS) and "ensemble" not in kinds, "members of other kinds")
        expect(weights.shape == (len(kinds),) and is_finite(weights), "a weight for every member")
        members = []
        for n, kind in enumerate(kinds):
            mine = {name.removeprefix(f"{n}."): a for name, a in arrays.items() if name.startswith(f"{n}.")}
            members.append(KINDS[kind].of(mine, shape))
        return cls(tuple(members), weights)


@method("ensemble", label="Ensemble", help="The weighted mean of several models.", parameters=EnsembleParams)
def fit_ensemble(material: Material, params: EnsembleParams) -> Ensemble:
    """Fit each member, then weigh them. Raises ModelError("bad-forecast") if none is chosen."""
    names = [name for switch_name, name in MEMBERS.items() if getattr(params, switch_name)]
    if not names:
        raise ModelError("bad-forecast", "an ensemble needs at least one member", field="models")
    members = []
    for n, name in enumerate(names):
        one = replace(material, report=share_of(material.report, n, len(names)))
        members.append(METHODS[name].fit(one, parameters_of(METHODS[name], {})))
    material.report(1, 1, "fit")
    return Ensemble(tuple(members), _weights(material, members, params.weights))


def _weights(material: Material, members: list[Fitted], how: str) -> FloatArray:
    """Equal, or half way from equal to those of least squared error: averaging beats picking."""
    equal = np.full(len(members), 1.0 / len(members))
    if how == "equal" or not len(material.validation) or len(members) == 1:
        return equal
    places = np.linspace(0, len(material.validation) - 1, min(N_JUDGED, len(material.validation))).astype(np.int64)
    k = len(members)
    products, towards = np.zeros((k, k)), np.zeros(k)
    for inputs, outputs in material.in_blocks(material.validation[places]):
        made = np.stack([member.predict(inputs).ravel() for member in members])
        products += made @ made.T
        towards += made @ outputs.ravel()
    root = np.linalg.cholesky(products + 1e-9 * np.trace(products) * np.eye(k))
    best = nnls(root.T, np.linalg.solve(root, towards))[0]
    total = float(np.sum(best))
    return equal if total <= 0 else 0.5 * equal + 0.5 * best / total
