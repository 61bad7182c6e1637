"""Boosted trees that correct another model's forecast, one row for every window, target and step.

The trees see the window relative to its mean and in units of its standard deviation, never an absolute level,
and what they give is a difference from the forecast in the same units.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, ClassVar, NamedTuple, Self

import numpy as np
from sklearn.ensemble import HistGradientBoostingRegressor
from threadpoolctl import threadpool_limits

from ml.forecasting.inputs import Inputs
from ml.forecasting.material import Material
from ml.forecasting.models.affine import Affine
from ml.forecasting.models.registry import Arrays, Shape, expect, is_finite, stored, whole
from ml.forecasting.models.trees import Sums
from processing.arrays import FloatArray, IndexArray

N_ROWS = 30_000
"""Rows that are learned from; more did not change the trees' forecasts by what matters."""

MOST_STEPS = 8
"""Rows of one window and target: those of few windows say much the same."""

N_ROUNDS = 60
"""Trees; each takes away a fourteenth of what is left."""

LEAST_SPREAD = 0.05
"""Added to a window's standard deviation, in units of the training part's: a flat window is not blown up."""

N_JUDGED = 400
"""Validation windows, evenly spaced, by which the correction is judged."""

MOST_BANDS = 16
"""Seasons ahead that have a share of their own."""

STEPS_WITHOUT_SEASON = 12
"""Steps that have a share of the correction in common where there is no season."""

SEASONS_BACK = 4
"""Values of how many seasons before, at the same place in the season, are columns of their own."""

SEASONS_AVERAGED = 7
"""Of how many seasons the mean at the same place is taken."""


class Spread(NamedTuple):
    """Mean and spread of each window, shape (n, 1)."""

    mean: FloatArray
    spread: FloatArray


@stored
@dataclass(frozen=True)
class Corrected:
    """A linear forecast and the trees that correct it.

    season : steps. worth : share of the correction that is used, for each season ahead, the last for all later.
    """

    base: Affine
    trees: Sums
    season: int
    worth: FloatArray
    kind: ClassVar[str] = "corrected"

    def predict(self, inputs: Inputs) -> FloatArray:
        found = self.base.predict(inputs)
        share = self.worth[np.minimum(np.arange(found.shape[2]) // self.band_length, len(self.worth) - 1)]
        if share.any():
            for target in range(found.shape[1]):
                found[:, target] += share * self.change(inputs.own[:, target], found[:, target])
        return found

    @property
    def band_length(self) -> int:
        """Steps for which the same share of the correction is used."""
        return self.season if self.season > 1 else STEPS_WITHOUT_SEASON

    def change(self, own: FloatArray, forecast: FloatArray) -> FloatArray:
        """The whole correction of one target's forecasts, shape (n, horizon)."""
        around = spread_of(own)
        steps = np.broadcast_to(np.arange(forecast.shape[1]), forecast.shape)
        columns = columns_of(own, forecast, steps, around, self.season)
        sums = self.trees.predict(columns.reshape(-1, columns.shape[2]))
        return np.asarray(sums.reshape(steps.shape) * around.spread)

    def arrays(self) -> dict[str, Any]:
        base = {f"base.{name}": array for name, array in self.base.arrays().items()}
        trees = {f"trees.{name}": array for name, array in self.trees.arrays().items()}
        return base | trees | {"season": np.array([self.season]), "worth": self.worth}

    @classmethod
    def of(cls, arrays: Arrays, shape: Shape) -> Self:
        base = {name[5:]: array for name, array in arrays.items() if name.startswith("base.")}
        trees = {name[6:]: array for name, array in arrays.items() if name.startswith("trees.")}
        season = whole(arrays, "season", 1, shape.look_back)
        expect(arrays["worth"].ndim == 1 and len(arrays["worth"]) > 0 and is_finite(arrays["worth"]), "shares")
        trees_found = Sums.of(trees, n_columns(shape.look_back, season), 1)
        return cls(Affine.of(base, shape), trees_found, season, arrays["worth"])


def corrected(base: Affine, material: Material, season: int) -> Corrected:
    """Learn what a linear forecast leaves, by absolute error, so that a few wild windows do not lead.

    Rows are drawn evenly over the training windows, a few steps of each.
    """
    rng = np.random.default_rng(material.seed)
    seen = material.thinned(max(1, N_ROWS // len(material.group.rows)))
    n_steps = int(np.ceil(N_ROWS / (len(seen.train) * len(material.group.rows))))
    n_steps = min(n_steps, MOST_STEPS, material.group.horizon)
    rows, wanted, weights = [], [], []
    for inputs, outputs in seen.in_blocks(seen.train):
        forecast = base.predict(inputs)
        for target in range(forecast.shape[1]):
            own = inputs.own[:, target]
            steps = rng.integers(0, forecast.shape[2], (len(own), n_steps))
            around = spread_of(own)
            here = np.take_along_axis(forecast[:, target], steps, axis=1)
            left = np.take_along_axis(outputs[:, target], steps, axis=1) - here
            rows.append(columns_of(own, here, steps, around, season).reshape(left.size, -1))
            wanted.append((left / around.spread).ravel())
            weights.append(np.broadcast_to(around.spread**2, left.shape).ravel())
    trees = HistGradientBoostingRegressor(
        loss="absolute_error", max_iter=N_ROUNDS, learning_rate=0.07, max_leaf_nodes=15,
        min_samples_leaf=max(20, min(300, sum(map(len, wanted)) // 250)), l2_regularization=10.0,
        early_stopping=False, random_state=material.seed,
    )  # fmt: skip
    # Trees of so few rows gain nothing from threads, which wait for each other where a machine is busy.
    with threadpool_limits(limits=1, user_api="openmp"):
        trees.fit(np.concatenate(rows), np.concatenate(wanted), sample_weight=np.concatenate(weights))
    found = Corrected(base, Sums.fitted([trees]), season, np.zeros(1))
    n_bands = -(-material.group.horizon // found.band_length)
    found = replace(found, worth=np.zeros(min(MOST_BANDS, n_bands)))
    return replace(found, worth=worth_of(found, material))


def worth_of(found: Corrected, material: Material) -> FloatArray:
    """How much of the correction to use in each season ahead: half of what would have been best on the
    validation part, so that three quarters of its gain are kept where it holds and little is lost where not.
    """
    worth = np.zeros(len(found.worth))
    if not len(material.validation):
        return worth
    chosen = np.linspace(0, len(material.validation) - 1, min(N_JUDGED, len(material.validation))).astype(np.int64)
    band = np.minimum(np.arange(material.group.horizon) // found.band_length, len(worth) - 1)
    together, alone = np.zeros(len(worth)), np.zeros(len(worth))
    for inputs, outputs in material.in_blocks(material.validation[chosen]):
        base = found.base.predict(inputs)
        for target in range(base.shape[1]):
            change = found.change(inputs.own[:, target], base[:, target])
            left = outputs[:, target] - base[:, target]
            together += np.bincount(band, np.sum(change * left, axis=0), len(worth))
            alone += np.bincount(band, np.sum(change**2, axis=0), len(worth))
    best = np.divide(together, alone, out=worth, where=alone > 0)
    return np.asarray(0.5 * np.clip(best, 0.0, 1.0))


def spread_of(own: FloatArray) -> Spread:
    """Of known values, shape (n, look_back)."""
    return Spread(np.mean(own, axis=1, keepdims=True), np.std(own, axis=1, keepdims=True) + LEAST_SPREAD)


def n_columns(look_back: int, season: int) -> int:
    """Columns that `columns_of` gives."""
    one = np.zeros((1, look_back))
    nothing = np.zeros((1, 1))
    return int(columns_of(one, nothing, nothing.astype(np.int64), spread_of(one), season).shape[2])


def columns_of(own: FloatArray, forecast: FloatArray, steps: IndexArray, around: Spread, season: int) -> FloatArray:
    """What the trees see, shape (n, n_steps, n_columns).

    own : (n, look_back). forecast, steps : of the steps asked for, counted from 0, shape (n, n_steps).
    """
    look_back = own.shape[1]
    n_seasons = look_back // season
    row = np.arange(len(own))[:, None]
    ago = [own[row, look_back + steps % season - season * k] for k in range(1, min(SEASONS_AVERAGED, n_seasons) + 1)]
    columns = ago[:SEASONS_BACK]
    columns.append(_mean(ago))
    flat = [own[:, -k] for k in (1, 2, 4) if k <= look_back]
    widths = sorted({min(look_back, season * k) for k in (1, 3, 7)})
    flat += [np.mean(own[:, -width:], axis=1) for width in widths]
    columns += [np.broadcast_to(one[:, None], steps.shape) for one in flat]
    columns.append(forecast)
    columns = [(one - around.mean) / around.spread for one in columns]
    recent = np.std(own[:, -min(look_back, max(season, 2)) :], axis=1, keepdims=True)
    columns += [np.asarray(steps, dtype=np.float64)]
    columns += [np.broadcast_to(one, steps.shape) for one in (np.log(around.spread), recent / around.spread)]
    return np.stack(columns, axis=2)


def _mean(parts: list[FloatArray]) -> FloatArray:
    total = parts[0].copy()
    for one in parts[1:]:
        total += one
    return total / len(parts)
