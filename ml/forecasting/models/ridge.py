"""Ridge regression on the flattened window, relative to the window's own level."""

from __future__ import annotations

from dataclasses import dataclass

from ml.forecasting.material import Material
from ml.forecasting.models.affine import Affine, Member, solved
from ml.forecasting.models.moments import LEVELS, moments_of
from ml.forecasting.models.registry import method
from processing.timeseries.parameters import choice, number, switch


@dataclass(frozen=True)
class RidgeParams:
    """Penalty and level."""

    penalty: float = number(
        0.15, label="Penalty", help="Of squared weights, as a share of the variance of a window's values", minimum=0,
        maximum=1e6, step=0.01,
    )  # fmt: skip
    level: str = choice(
        "mean", options=LEVELS, label="Level", help="What is subtracted from a window and added to its forecast"
    )
    is_per_target: bool = switch(False, label="One for each target", help="Weights of its own for every target")


@method(
    "ridge", label="Ridge regression", help="Linear in the window, relative to its level.", parameters=RidgeParams,
    strategies=("mimo", "direct", "recursive"),
)  # fmt: skip
def fit_ridge(material: Material, params: RidgeParams) -> Affine:
    """Least squares with a penalty, from sums over all windows."""
    moments = moments_of(material)
    own_penalty = params.penalty if params.is_per_target else None
    shared_penalty = 1e9 if params.is_per_target else params.penalty
    found = solved(moments, Member(params.level, material.group.look_back, shared_penalty, own_penalty))
    material.report(1, 1, "fit")
    return found
