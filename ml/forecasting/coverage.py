"""How often the truth lay within the intervals that were told."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from processing.arrays import FloatArray


class Coverage(NamedTuple):
    """Of one pair of levels. promised, reached : shares. width : mean, scaled as in training.

    targets, steps : the share reached per target, and per step of the horizon.
    """

    low: float
    high: float
    promised: float
    reached: float
    width: float
    targets: tuple[float, ...]
    steps: tuple[float, ...]

    def as_dict(self) -> dict[str, Any]:
        found = self._asdict() | {"targets": [_told(x) for x in self.targets], "steps": [_told(x) for x in self.steps]}
        return found | {"reached": _told(self.reached), "width": _told(self.width)}


class IntervalSums:
    """Counts of truths within each pair of levels q and 1 - q."""

    def __init__(self, levels: tuple[float, ...], n_targets: int, horizon: int) -> None:
        self.pairs = [(q, 1 - q) for q in sorted(levels) if q < 0.5 and _place(levels, 1 - q) is not None]
        self.levels = levels
        shape = (len(self.pairs), n_targets, horizon)
        self.within, self.n, self.widths = np.zeros(shape), np.zeros(shape), np.zeros(shape)

    def add(self, truth: FloatArray, quantiles: FloatArray, scale: FloatArray) -> None:
        """Add windows: truth (n, n_targets, horizon), quantiles with one more axis, scale (n_targets, 1)."""
        for k, (low, high) in enumerate(self.pairs):
            lower, upper = quantiles[..., _place(self.levels, low)], quantiles[..., _place(self.levels, high)]
            known = ~np.isnan(truth) & ~np.isnan(lower)
            self.n[k] += np.sum(known, axis=0)
            self.within[k] += np.sum(known & (truth >= lower) & (truth <= upper), axis=0)
            self.widths[k] += np.sum(np.where(known, (upper - lower) / scale, 0.0), axis=0)

    def told(self) -> tuple[Coverage, ...]:
        """The shares; NaN where no interval was told."""
        return tuple(self._one(k, *pair) for k, pair in enumerate(self.pairs))

    def _one(self, k: int, low: float, high: float) -> Coverage:
        n, within = self.n[k], self.within[k]
        with np.errstate(invalid="ignore"):
            by_target = np.sum(within, axis=1) / np.sum(n, axis=1)
            by_step = np.sum(within, axis=0) / np.sum(n, axis=0)
            reached, width = np.sum(within) / np.sum(n), np.sum(self.widths[k]) / np.sum(n)
        return Coverage(
            low, high, high - low, float(reached), float(width), tuple(by_target.tolist()), tuple(by_step.tolist())
        )


def _place(levels: tuple[float, ...], level: float) -> int | None:
    return next((n for n, q in enumerate(levels) if abs(q - level) < 1e-9), None)


def _told(value: float) -> float | None:
    return None if value != value else value
