"""Which inputs a forecaster relies on: how much worse it gets when one is taken from other windows."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from ml.forecasting.calendars import calendar_names
from ml.forecasting.inputs import Context, context_at
from ml.forecasting.progress import Report, silent
from ml.forecasting.spec import Role
from ml.forecasting.trained import Trained
from ml.forecasting.windows import Windows
from processing.arrays import FloatArray
from processing.errors import ModelError

N_WINDOWS = 300
"""Windows that are permuted, evenly spaced over the part."""


class Importance(NamedTuple):
    """increase : of the mean squared error, scaled as in training, when the input is permuted; mean of repeats.
    spread : standard deviation over repeats. share : increase over the error without permuting.
    """

    input: str
    role: str
    increase: float
    spread: float
    share: float

    def as_dict(self) -> dict[str, Any]:
        return self._asdict()


def importance(
    trained: Trained, windows: Windows, *, fold: int = -1, part: str = "test", n_repeats: int = 3,
    report: Report = silent,
) -> tuple[Importance, ...]:  # fmt: skip
    """Permutation importance (Breiman 2001) of every series and of the calendar, most important first.

    A series' whole window is taken from another one, so that its course stays what it can be.
    report : phase "evaluation". Raises ModelError("nothing-to-judge") for a part with fewer than two windows.
    """
    origins = windows.folds[fold].origins(part)
    if len(origins) < 2:
        raise ModelError("nothing-to-judge", f"expected windows in the {part} part, found {len(origins)}")
    places = np.linspace(0, len(origins) - 1, min(N_WINDOWS, len(origins))).round().astype(np.int64)
    spec = trained.spec
    scaled = trained.scaler.scaled(windows.frame.values)
    context = context_at(spec, scaled, windows.frame.calendar, origins[places])
    truth = _truth(trained, context)
    plain = _error(trained, context, truth)
    wanted: list[tuple[str, str, int]] = [(one.column, str(one.role), n) for n, one in enumerate(spec.series)]
    wanted += [("calendar", "calendar", -1)] if calendar_names(spec.calendar) else []
    rng = np.random.default_rng(spec.seed)
    found = []
    for done, (name, role, row) in enumerate(wanted):
        errors = [_error(trained, _permuted(context, row, rng), truth) - plain for _ in range(n_repeats)]
        mean = float(np.mean(errors))
        found.append(Importance(name, role, mean, float(np.std(errors)), mean / plain if plain > 0 else float("nan")))
        report(done + 1, len(wanted), "evaluation")
    return tuple(sorted(found, key=lambda one: -one.increase))


def _permuted(context: Context, row: int, rng: np.random.Generator) -> Context:
    order = rng.permutation(len(context.values))
    if row < 0:
        return Context(context.values, context.calendar[order])
    values = context.values.copy()
    values[:, row] = values[order, row]
    return Context(values, context.calendar)


def _truth(trained: Trained, context: Context) -> FloatArray:
    spec = trained.spec
    rows = [n for n, one in enumerate(spec.series) if one.role == Role.TARGET]
    return np.asarray(context.values[:, rows, spec.n_back : spec.n_back + spec.n_ahead])


def _error(trained: Trained, context: Context, truth: FloatArray) -> float:
    """Mean squared scaled error, each target within its own horizon."""
    rows = [n for n, one in enumerate(trained.spec.series) if one.role == Role.TARGET]
    centre, scale = trained.scaler.centre[rows][:, None], trained.scaler.scale[rows][:, None]
    made = (trained.unscaled(context).values - centre) / scale
    return float(np.nanmean((made - truth) ** 2))
