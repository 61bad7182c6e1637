"""What a model is fitted on: windows of one group of targets, in blocks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np

from ml.forecasting.inputs import Context, Group, Inputs, blocks, context_at, inputs_of, outputs_of
from ml.forecasting.progress import Report, silent
from ml.forecasting.spec import SessionSpec
from processing.arrays import FloatArray, IndexArray

WINDOWS_AT_ONCE = 512
"""Windows of a block: what fits a processor's cache with room for the products."""


class Examples(NamedTuple):
    """Inputs and what followed, shape (n, n_targets, horizon)."""

    inputs: Inputs
    outputs: FloatArray


@dataclass(frozen=True)
class Material:
    """Scaled series and the windows that may be learned from.

    scaled : shape (n_series, n_points). train, validation : last known positions.
    first_step : forecast steps that are left out before those that are learned.
    seed : of everything random. report : told how far fitting is, phase "fit".
    """

    spec: SessionSpec
    group: Group
    scaled: FloatArray
    calendar: FloatArray
    train: IndexArray
    validation: IndexArray
    first_step: int = 0
    seed: int = 0
    report: Report = silent

    def context(self, origins: IndexArray) -> Context:
        """Whole windows."""
        return context_at(self.spec, self.scaled, self.calendar, origins)

    def examples(self, origins: IndexArray) -> Examples:
        """Inputs and outputs of these windows."""
        context = self.context(origins)
        followed = outputs_of(self.spec, self.group._replace(horizon=self.first_step + self.group.horizon), context)
        return Examples(inputs_of(self.spec, self.group, context), followed[:, :, self.first_step :])

    def in_blocks(self, origins: IndexArray) -> Iterator[Examples]:
        """All of these windows, some at a time."""
        for block in blocks(origins, WINDOWS_AT_ONCE):
            yield self.examples(block)

    def thinned(self, n_most: int) -> Material:
        """At most that many training windows, evenly spaced in time."""
        if len(self.train) <= n_most:
            return self
        chosen = np.linspace(0, len(self.train) - 1, n_most).round().astype(np.int64)
        return replace(self, train=self.train[chosen])

    def one_step(self) -> Material:
        """The same windows for forecasts of the next step only."""
        return replace(self, group=self.group._replace(horizon=1))

    def only_step(self, step: int) -> Material:
        """The same windows for forecasts of one step, counted from 0."""
        return replace(self.one_step(), first_step=step)

    @property
    def steps_per_day(self) -> int:
        """Steps of the grid in a day, 1 where a day is no whole number of them."""
        n, rest = divmod(86_400_000_000, self.spec.step_us)
        return n if rest == 0 and n > 1 else 1
