"""Judging a fitted forecaster on windows it has not seen, beside the baselines on the same windows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from ml.forecasting.comparison import DieboldMariano, diebold_mariano
from ml.forecasting.coverage import Coverage, IntervalSums
from ml.forecasting.inputs import Context, blocks, context_at, groups_of
from ml.forecasting.metrics import Measures, Sums, averaged, seasonal_mae, widths_of
from ml.forecasting.models.baselines import Profile
from ml.forecasting.progress import Report, silent
from ml.forecasting.residuals import Example, Residuals, ResidualSums, examples_of
from ml.forecasting.spec import Role
from ml.forecasting.trained import Trained
from ml.forecasting.windows import Windows
from processing.arrays import FloatArray, IndexArray
from processing.errors import ModelError

WINDOWS_AT_ONCE = 256
"""Windows that are forecast at a time; cancelling waits for no more."""


@dataclass(frozen=True)
class Score:
    """Errors of one forecaster over all targets and steps.

    mae, mse, rmse : of values scaled as in training (standard: one is a standard deviation), so that targets of
        different units count alike; the others are means of the targets' own, see `Measures`.
    """

    mae: float
    mse: float
    rmse: float
    nrmse: float
    mape: float
    smape: float
    wape: float
    mase: float

    def as_dict(self) -> dict[str, Any]:
        return {name: _told(value) for name, value in vars(self).items()}


@dataclass(frozen=True)
class Evaluation:
    """What is known of a forecaster's worth.

    total : over everything. baselines : the same of "naive", "seasonal-naive", "day-profile", "mean".
    skill : 1 - mse over the baseline's mse. series : per target, in its units. steps : per target and step.
    levels : scaled mae and mse of means of `widths` steps. coverage : per pair of levels.
    losses : mean squared scaled error per window, in order of `times` (last known steps); of the baselines as well.
    """

    part: str
    n_windows: int
    total: Score
    baselines: dict[str, Score]
    skill: dict[str, float]
    series: dict[str, Measures]
    steps: dict[str, dict[str, list[float]]]
    levels: tuple[dict[str, float], ...]
    coverage: tuple[Coverage, ...]
    residuals: tuple[Residuals, ...]
    examples: tuple[Example, ...]
    times: IndexArray
    losses: FloatArray
    baseline_losses: dict[str, FloatArray]
    horizon: int

    def against(self, baseline: str) -> DieboldMariano:
        """Whether the difference from a baseline is more than chance."""
        return diebold_mariano(self.losses, self.baseline_losses[baseline], self.horizon)

    def as_dict(self) -> dict[str, Any]:
        """Everything a page shows, as JSON (numbers that say nothing are null)."""
        return {
            "part": self.part,
            "n_windows": self.n_windows,
            "total": self.total.as_dict(),
            "baselines": {name: one.as_dict() for name, one in self.baselines.items()},
            "skill": {name: _told(value) for name, value in self.skill.items()},
            "against": {name: self.against(name).as_dict() for name in self.baselines},
            "series": {name: {k: _told(v) for k, v in one._asdict().items()} for name, one in self.series.items()},
            "steps": {n: {k: [_told(v) for v in row] for k, row in one.items()} for n, one in self.steps.items()},
            "levels": list(self.levels),
            "coverage": [one.as_dict() for one in self.coverage],
            "residuals": [one.as_dict() for one in self.residuals],
            "examples": [one.as_dict() for one in self.examples],
        }


def evaluate(
    trained: Trained, windows: Windows, *, fold: int = -1, part: str = "test", report: Report = silent
) -> Evaluation:
    """Forecast every window of a part and measure.

    report : phase "evaluation". Raises ModelError("nothing-to-judge") for a part without windows.
    """
    origins = windows.folds[fold].origins(part)
    if not len(origins):
        raise ModelError("nothing-to-judge", f"expected windows in the {part} part, found none")
    gathered = _Gathered(trained, windows, fold)
    done = 0
    for block in blocks(origins, WINDOWS_AT_ONCE):
        report(done, len(origins), "evaluation")
        gathered.add(block)
        done += len(block)
    report(done, len(origins), "evaluation")
    return gathered.told(part, origins)


BASELINES = ("naive", "seasonal-naive", "day-profile", "mean")
"""What every evaluation forecasts beside the model."""


class _Gathered:
    """Sums over windows, for the model and the baselines."""

    def __init__(self, trained: Trained, windows: Windows, fold: int) -> None:
        self.trained, self.windows = trained, windows
        spec = trained.spec
        self.rows = [n for n, one in enumerate(spec.series) if one.role == Role.TARGET]
        self.scaled = trained.scaler.scaled(windows.frame.values)
        train = windows.folds[fold].train_part
        self.known = windows.frame.values[self.rows, train.start : train.stop]
        self.season = _season(spec.step_us)
        zero = 1e-8 * np.nanmax(np.abs(self.known), axis=1, initial=0.0)
        ahead, ones = spec.n_ahead, np.zeros(len(self.rows))
        names = ("model", *BASELINES)
        self.own = {name: Sums.empty(zero, ahead) for name in names}
        self.standard = {name: Sums.empty(ones, ahead) for name in names}
        self.losses: dict[str, list[FloatArray]] = {name: [] for name in names}
        self.widths = widths_of(ahead)
        self.levels = [Sums.empty(ones, ahead // width) for width in self.widths]
        self.intervals = IntervalSums(spec.quantiles, len(self.rows), ahead)
        self.residuals = ResidualSums(trained.targets)
        self.means = np.nanmean(np.where(np.isnan(self.known), np.nan, self.known), axis=1)

    def add(self, origins: IndexArray) -> None:
        spec, scaler = self.trained.spec, self.trained.scaler
        context = context_at(spec, self.scaled, self.windows.frame.calendar, origins)
        centre, scale = scaler.centre[self.rows][:, None], scaler.scale[self.rows][:, None]
        steps = np.arange(spec.n_back, spec.n_back + spec.n_ahead)
        positions = (origins[:, None] - spec.n_back + 1 + steps).ravel()
        truth = (
            self.windows.frame.values[self.rows][:, positions].reshape(len(self.rows), len(origins), -1).swapaxes(0, 1)
        )
        found = self.trained.unscaled(context)
        truth = np.where(np.isnan(found.values), np.nan, truth)
        forecasts = {"model": found.values} | self._baselines(context, centre, scale)
        for name, values in forecasts.items():
            error = (values - truth) / scale
            self.own[name].add(truth, values)
            self.standard[name].add((truth - centre) / scale, (values - centre) / scale)
            self.losses[name].append(np.nanmean(error**2, axis=(1, 2)))
        for width, level in zip(self.widths, self.levels, strict=True):
            level.add(averaged((truth - centre) / scale, width), averaged((found.values - centre) / scale, width))
        self.intervals.add(truth, found.quantiles, scale)
        self.residuals.add((found.values - truth) / scale)

    def _baselines(self, context: Context, centre: FloatArray, scale: FloatArray) -> dict[str, FloatArray]:
        """Forecasts of the baselines in the targets' units, from the same windows."""
        spec, n = self.trained.spec, len(context.values)
        found = {name: np.full((n, len(self.rows), spec.n_ahead), np.nan) for name in BASELINES}
        found["mean"][:] = self.means[None, :, None]
        for group in groups_of(spec):
            at = [self.rows.index(row) for row in group.rows]
            own = context.values[:, list(group.rows), spec.n_back - group.look_back : spec.n_back]
            season = self.season if self.season <= group.look_back else 1
            made = {"naive": (1, 1), "seasonal-naive": (season, 1), "day-profile": (season, 7)}
            for name, (length, n_seasons) in made.items():
                values = Profile(length, n_seasons, group.horizon).from_windows(own)
                found[name][:, at, : group.horizon] = values * scale[at] + centre[at]
            found["mean"][:, at, group.horizon :] = np.nan
        return found

    def told(self, part: str, origins: IndexArray) -> Evaluation:
        """The sums as an evaluation."""
        losses = {name: np.concatenate(found) for name, found in self.losses.items()}
        scores = {name: self._score(name) for name in self.own}
        total = scores.pop("model")
        frame = self.windows.frame
        return Evaluation(
            part=part, n_windows=len(origins), total=total, baselines=scores,
            skill={name: 1 - total.mse / one.mse if one.mse > 0 else float("nan") for name, one in scores.items()},
            series={name: self._measures("model", n) for n, name in enumerate(self.trained.targets)},
            steps=self._steps(), levels=self._levels(), coverage=self.intervals.told(),
            residuals=self.residuals.told(), examples=examples_of(self.trained, frame, origins),
            times=frame.grid.times[origins], losses=losses.pop("model"), baseline_losses=losses,
            horizon=self.trained.spec.n_ahead,
        )  # fmt: skip

    def _measures(self, name: str, target: int) -> Measures:
        known = self.known[target]
        span = float(np.nanmax(known) - np.nanmin(known)) if not np.isnan(known).all() else float("nan")
        return self.own[name].measures(target, span, seasonal_mae(known, self.season))

    def _score(self, name: str) -> Score:
        sums = self.standard[name]
        n = float(np.sum(sums.n))
        mae, mse = float(np.sum(sums.absolute)) / n, float(np.sum(sums.square)) / n
        each = [self._measures(name, target) for target in range(len(self.rows))]
        mean = {
            k: float(np.mean([getattr(one, k) for one in each])) for k in ("nrmse", "mape", "smape", "wape", "mase")
        }
        return Score(mae=mae, mse=mse, rmse=mse**0.5, **mean)

    def _steps(self) -> dict[str, dict[str, list[float]]]:
        sums = self.own["model"]
        with np.errstate(invalid="ignore"):
            table = {"mae": sums.absolute / sums.n, "rmse": np.sqrt(sums.square / sums.n), "bias": sums.signed / sums.n}
            table["naive_mae"] = self.own["naive"].absolute / sums.n
            table["seasonal_mae"] = self.own["seasonal-naive"].absolute / sums.n
        return {
            name: {measure: rows[n].tolist() for measure, rows in table.items()}
            for n, name in enumerate(self.trained.targets)
        }

    def _levels(self) -> tuple[dict[str, float], ...]:
        found = []
        for width, sums in zip(self.widths, self.levels, strict=True):
            n = float(np.sum(sums.n))
            mae, mse = float(np.sum(sums.absolute)) / n, float(np.sum(sums.square)) / n
            found.append({"width": width, "mae": mae, "mse": mse, "rmse": mse**0.5})
        return tuple(found)


def _season(step_us: int) -> int:
    n, rest = divmod(86_400_000_000, step_us)
    return n if rest == 0 and n > 1 else 1


def _told(value: float) -> float | None:
    return None if value != value else value
