"""The windows of a study: which there are, which part each belongs to, and why others were dropped."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from ml.forecasting.distributions import Distribution, distributions_of
from ml.forecasting.frame import Frame, Tables, training_frame, with_phase
from ml.forecasting.progress import Report, silent
from ml.forecasting.spec import Role, SessionSpec
from ml.forecasting.splits import Fold, folds_of
from processing.arrays import BoolArray, IndexArray
from processing.errors import ModelError
from processing.timeseries.findings import N_EXAMPLES, iso

LEAST_WINDOWS = 20
"""Training windows without which nothing is fitted."""


class Dropped(NamedTuple):
    """Grid points that are no window's last known step, for one reason.

    reason : "too-early" or "too-late" (look-back or horizon would leave the data), "missing-input",
        "missing-target", "missing-future" (a value is missing), "between-parts" (the horizon crosses a border or
        lies in a gap or outside all parts).
    times : the first hundred, microseconds since 1970 UTC.
    """

    reason: str
    n: int
    times: IndexArray

    def as_dict(self) -> dict[str, Any]:
        return {"reason": self.reason, "count": self.n, "examples": [iso(int(t)) for t in self.times]}


@dataclass(frozen=True)
class Windows:
    """Everything models are fitted and judged on.

    spec : the study, the phase of its grid fixed. folds : at least one; the last is the one to use.
    """

    spec: SessionSpec
    frame: Frame
    folds: tuple[Fold, ...]
    dropped: tuple[Dropped, ...]
    distributions: tuple[Distribution, ...]

    @property
    def counts(self) -> dict[str, int]:
        """Windows of each part of the last fold."""
        last = self.folds[-1]
        return {part: len(last.origins(part)) for part in ("train", "validation", "test")}

    def as_dict(self) -> dict[str, Any]:
        """What a page shows of the data of a study."""
        return {
            "n_points": self.frame.grid.n_points,
            "start": iso(self.frame.grid.start_us),
            "end": iso(int(self.frame.grid.times[-1])),
            "step_s": self.frame.grid.step_us / 1e6,
            "look_back": self.spec.n_back,
            "horizon": self.spec.n_ahead,
            "windows": self.counts,
            "folds": [fold.as_dict(self.frame.grid) for fold in self.folds],
            "dropped": [one.as_dict() for one in self.dropped],
            "distributions": [one.as_dict() for one in self.distributions],
            "findings": [one.as_dict() for one in self.frame.findings],
        }


def prepare(tables: Tables, spec: SessionSpec, report: Report = silent) -> Windows:
    """Bring the series onto one grid and find the windows of each part.

    report : phase "windows".
    Raises ModelError: "unknown-table", "too-few-windows", "unknown-country"; TableError as `training_frame`.
    """
    report(0, 3, "windows")
    spec = with_phase(tables, spec)
    frame = training_frame(tables, spec)
    report(1, 3, "windows")
    usable, dropped = _usable(spec, frame)
    folds = folds_of(spec, frame.grid, usable)
    dropped.append(_between(frame, usable, folds))
    for fold in folds:
        if len(fold.train) < LEAST_WINDOWS or not len(fold.test):
            raise ModelError(
                "too-few-windows",
                f"expected at least {LEAST_WINDOWS} windows to train and one to test, got {len(fold.train)} and"
                f" {len(fold.test)} of {frame.grid.n_points} grid points: "
                + ", ".join(f"{one.n} {one.reason}" for one in dropped if one.n),
            )
    report(2, 3, "windows")
    found = Windows(
        spec, frame, folds, tuple(one for one in dropped if one.n), distributions_of(spec, frame, folds[-1])
    )
    report(3, 3, "windows")
    return found


def _usable(spec: SessionSpec, frame: Frame) -> tuple[IndexArray, list[Dropped]]:
    """Positions that can be a last known step, and the reasons of the others; each counts once."""
    n = frame.grid.n_points
    at = np.arange(n, dtype=np.int64)
    is_free = np.ones(n, dtype=np.bool_)
    dropped = []
    ahead = max([spec.n_ahead, *(spec.horizon_of(one) for one in spec.of_role(Role.FUTURE))])
    reasons = {"too-early": at < spec.n_back - 1, "too-late": at >= n - ahead}
    missing = np.isnan(frame.values)
    none = np.zeros(n, dtype=np.bool_)
    for row, one in enumerate(spec.series):
        back = max(spec.look_back_of(one), *(k + 1 for k in one.lags), *one.rolling_means, 0)
        gap = _any_within(missing[row], at - back + 1, at + 1)
        reasons["missing-input"] = reasons.get("missing-input", none) | gap
        name = "missing-target" if one.role == Role.TARGET else "missing-future"
        reasons[name] = reasons.get(name, none) | _any_within(missing[row], at + 1, at + 1 + spec.horizon_of(one))
    for reason, holds in reasons.items():
        mine = np.flatnonzero(is_free & holds)
        dropped.append(Dropped(reason, len(mine), frame.grid.times[mine[:N_EXAMPLES]]))
        is_free[mine] = False
    return np.flatnonzero(is_free), dropped


def _any_within(flags: BoolArray, start: IndexArray, stop: IndexArray) -> BoolArray:
    """Whether a flag is set from each start to before each stop, as far as these lie within."""
    before = np.concatenate([[0], np.cumsum(flags)])
    return np.asarray(before[np.clip(stop, 0, len(flags))] > before[np.clip(start, 0, len(flags))])


def _between(frame: Frame, usable: IndexArray, folds: tuple[Fold, ...]) -> Dropped:
    used = np.concatenate([fold.origins(part) for fold in folds for part in ("train", "validation", "test")])
    left = np.setdiff1d(usable, used)
    return Dropped("between-parts", len(left), frame.grid.times[left[:N_EXAMPLES]])
