"""A fitted forecaster: everything a forecast needs, and the forecast itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from ml.forecasting.frame import Frame, Tables, frame_at, require_known
from ml.forecasting.inputs import Context, Group, context_at, inputs_of
from ml.forecasting.intervals import Calibration
from ml.forecasting.scaling import Scaler
from ml.forecasting.spec import ModelSpec, Role, SessionSpec
from ml.forecasting.strategies import Forecaster
from processing.arrays import FloatArray, IndexArray
from processing.timeseries.findings import iso


class TrainedGroup(NamedTuple):
    """A group of targets with what forecasts it and how far that may be off."""

    group: Group
    forecaster: Forecaster
    calibration: Calibration


class Candidate(NamedTuple):
    """One set of parameters that was tried: its mean squared error on the validation part, scaled."""

    parameters: dict[str, Any]
    score: float
    seconds: float


class Forecasts(NamedTuple):
    """Forecasts of several windows, in the targets' units.

    values : shape (n, n_targets, n_ahead), NaN beyond a target's own horizon.
    quantiles : shape (n, n_targets, n_ahead, n_levels), levels as in the study.
    """

    values: FloatArray
    quantiles: FloatArray


@dataclass(frozen=True)
class Trained:
    """A fitted model with its recipe.

    spec : the study, the phase of its grid fixed. model : as asked for, with the parameters that were chosen.
    columns : the order of the shared inputs. candidates : what a search tried, in order.
    versions : of the libraries that take part in a forecast.
    """

    spec: SessionSpec
    model: ModelSpec
    scaler: Scaler
    columns: tuple[str, ...]
    groups: tuple[TrainedGroup, ...]
    candidates: tuple[Candidate, ...]
    seconds: float
    versions: dict[str, str]

    @property
    def targets(self) -> tuple[str, ...]:
        """Names of the forecast columns, in order."""
        return tuple(one.column for one in self.spec.of_role(Role.TARGET))

    def forecasts(self, frame: Frame, origins: IndexArray) -> Forecasts:
        """Forecasts from these last known positions of a frame; a window's do not depend on the others."""
        context = context_at(self.spec, self.scaler.scaled(frame.values), frame.calendar, origins)
        return self.unscaled(context)

    def unscaled(self, context: Context) -> Forecasts:
        """Forecasts of whole windows of scaled values, in the targets' units."""
        rows = [n for n, one in enumerate(self.spec.series) if one.role == Role.TARGET]
        n, ahead, levels = len(context.values), self.spec.n_ahead, len(self.spec.quantiles)
        values = np.full((n, len(rows), ahead), np.nan)
        quantiles = np.full((n, len(rows), ahead, levels), np.nan)
        for group, forecaster, calibration in self.groups:
            scaled = forecaster.predict(self.spec, group, context)
            at = [rows.index(row) for row in group.rows]
            scale = self.scaler.scale[list(group.rows)][:, None]
            centre = self.scaler.centre[list(group.rows)][:, None]
            values[:, at, : group.horizon] = scaled * scale + centre
            around = calibration.quantiles(inputs_of(self.spec, group, context).own, scaled)
            quantiles[:, at, : group.horizon] = around * scale[..., None] + centre[..., None]
        return Forecasts(values, quantiles)


class Forecast(NamedTuple):
    """One forecast.

    at_us : the last known step. times : of the forecast steps, microseconds since 1970 UTC, shape (n_ahead,).
    values : shape (n_targets, n_ahead). quantiles : shape (n_targets, n_ahead, n_levels).
    """

    targets: tuple[str, ...]
    at_us: int
    times: IndexArray
    values: FloatArray
    levels: tuple[float, ...]
    quantiles: FloatArray

    def as_dict(self) -> dict[str, Any]:
        """The forecast as JSON; null beyond a target's own horizon."""
        series = [
            {
                "target": name,
                "values": _listed(self.values[n]),
                "quantiles": {f"{q:g}": _listed(self.quantiles[n, :, k]) for k, q in enumerate(self.levels)},
            }
            for n, name in enumerate(self.targets)
        ]
        return {"at": iso(self.at_us), "times": [iso(int(t)) for t in self.times], "series": series}


def predict(trained: Trained, tables: Tables, at_us: int | None = None) -> Forecast:
    """Forecast from what is known at a time.

    at_us : microseconds since 1970 UTC, taken back to the grid; None for the latest possible time.
    The same code on the same numbers as in evaluation, so equal to it bit for bit.
    Raises ModelError: "no-such-time", "missing-values" (naming the series) if a window has a gap; as `frame_at`.
    """
    frame, origin = frame_at(tables, trained.spec, at_us)
    require_known(trained.spec, frame, origin)
    found = trained.forecasts(frame, np.array([origin]))
    times = frame.grid.times[origin + 1 : origin + 1 + trained.spec.n_ahead]
    at = int(frame.grid.times[origin])
    return Forecast(trained.targets, at, times, found.values[0], trained.spec.quantiles, found.quantiles[0])


def _listed(values: FloatArray) -> list[float | None]:
    return [None if np.isnan(value) else float(value) for value in values]
