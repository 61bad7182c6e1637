"""Baselines: what any model has to beat."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar, Self

import numpy as np

from ml.forecasting.inputs import Inputs
from ml.forecasting.material import Material
from ml.forecasting.models.registry import Arrays, Shape, expect, method, stored, whole
from processing.arrays import FloatArray
from processing.timeseries.parameters import number


@dataclass(frozen=True)
class NoParams:
    """A method that has nothing to set."""


@dataclass(frozen=True)
class SeasonParams:
    """Length of the season."""

    season: float = number(
        0, label="Season", help="Steps after which the series repeats; 0 for a day", unit="steps", minimum=0,
        maximum=10_000,
    )  # fmt: skip


@dataclass(frozen=True)
class ProfileParams(SeasonParams):
    """How many seasons are averaged."""

    n_seasons: float = number(
        7, label="Seasons", help="How many of the last seasons are averaged", minimum=1, maximum=60
    )


@stored
@dataclass(frozen=True)
class Profile:
    """The mean of the last `n_seasons` values at the same place of the season; of one season of one step, the last.

    Fewer seasons are averaged where the look-back is shorter.
    """

    season: int
    n_seasons: int
    horizon: int
    kind: ClassVar[str] = "profile"

    def predict(self, inputs: Inputs) -> FloatArray:
        return self.from_windows(inputs.own)

    def from_windows(self, own: FloatArray) -> FloatArray:
        """Forecasts of known values (n, n_targets, look_back), shape (n, n_targets, horizon)."""
        season = min(self.season, own.shape[2])
        n = min(self.n_seasons, own.shape[2] // season)
        total = np.zeros((*own.shape[:2], season))
        for k in range(n):
            stop = own.shape[2] - k * season
            total += own[:, :, stop - season : stop]
        return np.asarray((total / n)[:, :, np.arange(self.horizon) % season])

    def arrays(self) -> dict[str, Any]:
        return {"season": np.array([self.season]), "n_seasons": np.array([self.n_seasons])}

    @classmethod
    def of(cls, arrays: Arrays, shape: Shape) -> Self:
        most = 100_000
        return cls(whole(arrays, "season", 1, most), whole(arrays, "n_seasons", 1, most), shape.horizon)


@stored
@dataclass(frozen=True)
class Constant:
    """The same values whatever came before. values : scaled, shape (n_targets,)."""

    values: FloatArray
    horizon: int
    kind: ClassVar[str] = "constant"

    def predict(self, inputs: Inputs) -> FloatArray:
        return np.broadcast_to(self.values[None, :, None], (len(inputs.own), len(self.values), self.horizon)).copy()

    def arrays(self) -> dict[str, Any]:
        return {"values": self.values}

    @classmethod
    def of(cls, arrays: Arrays, shape: Shape) -> Self:
        expect(arrays["values"].shape == (shape.n_targets,), "a value for every target")
        return cls(arrays["values"], shape.horizon)


def season_of(material: Material, season: float) -> int:
    """The season in steps: as given, or a day; the last value alone where the look-back is shorter than that."""
    steps = int(season) or material.steps_per_day
    return steps if steps <= material.group.look_back else 1


@method("naive", label="Last value", help="The last known value stays.", parameters=NoParams)
def fit_naive(material: Material, _params: NoParams) -> Profile:
    """Nothing to learn."""
    return Profile(1, 1, material.group.horizon)


@method("seasonal-naive", label="Seasonal naive", help="What was one season ago comes again.", parameters=SeasonParams)
def fit_seasonal_naive(material: Material, params: SeasonParams) -> Profile:
    """Nothing to learn but the season."""
    return Profile(season_of(material, params.season), 1, material.group.horizon)


@method(
    "day-profile", label="Mean profile", help="The mean of the last seasons, for each place in the season.",
    parameters=ProfileParams,
)  # fmt: skip
def fit_profile(material: Material, params: ProfileParams) -> Profile:
    """Nothing to learn but the season."""
    return Profile(season_of(material, params.season), int(params.n_seasons), material.group.horizon)


@method("mean", label="Mean", help="The mean of the training part.", parameters=NoParams)
def fit_mean(material: Material, _params: NoParams) -> Constant:
    """The mean of what followed the training windows."""
    total, n = np.zeros(len(material.group.rows)), 0
    for _, outputs in material.in_blocks(material.train):
        total += np.sum(outputs, axis=(0, 2))
        n += outputs.shape[0] * outputs.shape[2]
    return Constant(total / n, material.group.horizon)
