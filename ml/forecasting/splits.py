"""Which windows train, which choose and calibrate, and which judge."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from ml.forecasting.inputs import n_following
from ml.forecasting.spec import SessionSpec, SplitSpec
from processing.arrays import IndexArray
from processing.errors import ModelError
from processing.timeseries.findings import iso
from processing.timeseries.grid import Grid


class Part(NamedTuple):
    """Grid points start ≤ n < stop."""

    start: int
    stop: int


class Fold(NamedTuple):
    """One way to part time, and the last known positions of the windows of each part."""

    train_part: Part
    validation_part: Part
    test_part: Part
    train: IndexArray
    validation: IndexArray
    test: IndexArray

    def origins(self, part: str) -> IndexArray:
        """The windows of "train", "validation" or "test"."""
        return {"train": self.train, "validation": self.validation, "test": self.test}[part]

    def as_dict(self, grid: Grid) -> dict[str, Any]:
        """The parts as times (the end excluded) with their numbers of windows."""
        parts = {"train": self.train_part, "validation": self.validation_part, "test": self.test_part}
        return {
            name: {
                "start": iso(grid.start_us + grid.step_us * part.start),
                "end": iso(grid.start_us + grid.step_us * part.stop),
                "n_windows": len(self.origins(name)),
            }
            for name, part in parts.items()
        }


def folds_of(spec: SessionSpec, grid: Grid, usable: IndexArray) -> tuple[Fold, ...]:
    """The folds of a study; `usable` are the positions that can be a last known step.

    Raises ModelError("bad-forecast") for dates outside the data.
    """
    if spec.split.kind == "rolling":
        gap = spec.n_back + n_following(spec)
        return tuple(_fold(spec, usable, parts, back=spec.n_back) for parts in _rolling(spec.split, grid.n_points, gap))
    return (_fold(spec, usable, _fixed(spec.split, grid), back=0),)


def _fold(spec: SessionSpec, usable: IndexArray, parts: tuple[Part, Part, Part], *, back: int) -> Fold:
    train, validation, test = parts
    # What is known of the future belongs to a window as well, and must not be of the next part.
    ahead = n_following(spec)
    return Fold(
        train, validation, test, _within(usable, train, 0, ahead), _within(usable, validation, back, ahead),
        _within(usable, test, back, ahead),
    )  # fmt: skip


def _within(usable: IndexArray, part: Part, back: int, ahead: int) -> IndexArray:
    """Windows whose forecast steps, and as many known steps as `back`, lie in the part."""
    first, last = part.start - 1 + back, part.stop - 1 - ahead
    return usable[(usable >= first) & (usable <= last)]


def _fixed(split: SplitSpec, grid: Grid) -> tuple[Part, Part, Part]:
    n = grid.n_points
    if split.kind == "percent":
        borders = np.cumsum([0, split.train, split.validation, split.test]) / 100
        ends = [round(share * n) for share in borders]
    else:
        times = [split.validation_start_us, split.test_start_us, split.end_us]
        ends = [0, *(n if t is None else -((grid.start_us - t) // grid.step_us) for t in times)]
        if not 0 < ends[1] < ends[2] < ends[3]:
            raise ModelError("bad-forecast", "expected the dates of the split within the data", field="split")
        ends = [min(end, n) for end in ends]
    return Part(ends[0], ends[1]), Part(ends[1], ends[2]), Part(ends[2], ends[3])


def _rolling(split: SplitSpec, n: int, gap: int) -> list[tuple[Part, Part, Part]]:
    """Folds with equal test stretches at the end, oldest first; training begins at the start of the data."""
    n_test = int(n * split.test / 100 / split.n_folds)
    n_validation = int(n * split.validation / 100)
    found = []
    for k in range(split.n_folds, 0, -1):
        test = Part(n - k * n_test, n - (k - 1) * n_test)
        validation = Part(max(0, test.start - gap - n_validation), max(0, test.start - gap))
        found.append((Part(0, max(0, validation.start - gap)), validation, test))
    return found
