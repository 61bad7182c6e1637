"""Learning in rounds over the training windows, until the validation part no longer gains."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple, Protocol

import numpy as np

from ml.forecasting.material import Material
from ml.forecasting.models.layers import standardised
from processing.arrays import FloatArray

N_JUDGED = 1_000
"""Validation windows, evenly spaced, by which rounds are judged."""

PATIENCE = 4
"""Rounds without gain after which learning ends."""


class Lessons(NamedTuple):
    """Rows of one window and target. wanted : differences from the last value, in units of the window's spread."""

    windows: FloatArray
    other: FloatArray
    wanted: FloatArray


class Learner(Protocol):
    """Something that learns in rounds."""

    def learn(self, lessons: Lessons, order: Any) -> None:
        """Go through the lessons once, in this order."""
        ...

    def answers(self, lessons: Lessons) -> FloatArray:
        """Its forecasts of lessons' `wanted`."""
        ...

    def weights(self) -> dict[str, Any]:
        """Its state as arrays, as `layers` asks for them."""
        ...


def lessons_of(material: Material, origins: Any) -> Lessons:
    """The lessons of these windows, float32."""
    parts: list[list[FloatArray]] = [[], [], []]
    for inputs, outputs in material.in_blocks(origins):
        windows, other, scale = standardised(inputs)
        wanted = (outputs - inputs.own[:, :, -1:]) / scale
        for part, one in zip(parts, (windows, other, wanted), strict=True):
            part.append(one.reshape(one.shape[0] * one.shape[1], one.shape[2]).astype(np.float32))
    return Lessons(*(np.concatenate(part) for part in parts))


def learned(material: Material, n_rows: int, n_rounds: int, make: Callable[[Lessons], Learner]) -> dict[str, Any]:
    """The weights of the round that was best on the validation part, of the last if there is none.

    Progress counts rounds; one that ends early is told as done.
    """
    n_targets = len(material.group.rows)
    seen = material.thinned(max(1, n_rows // n_targets))
    lessons = lessons_of(seen, seen.train)
    places = np.linspace(0, len(material.validation) - 1, min(len(material.validation), N_JUDGED // n_targets + 1))
    judged = lessons_of(material, material.validation[places.astype(np.int64)]) if len(places) else None
    rng = np.random.default_rng(material.seed)
    learner, best, kept, since = make(lessons), np.inf, None, 0
    for number in range(n_rounds):
        is_shuffled = material.spec.split.shuffle
        learner.learn(lessons, rng.permutation(len(lessons.wanted)) if is_shuffled else np.arange(len(lessons.wanted)))
        error = -number if judged is None else float(np.mean((learner.answers(judged) - judged.wanted) ** 2))
        since = 0 if error < best else since + 1
        if error < best:
            best, kept = error, learner.weights()
        material.report(number + 1, n_rounds, "fit")
        if since >= PATIENCE:
            break
    material.report(n_rounds, n_rounds, "fit")
    return kept if kept is not None else learner.weights()
