"""What is left of the truth once it was forecast, and windows to look at."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from processing.arrays import FloatArray, IndexArray
from processing.timeseries.findings import iso

if TYPE_CHECKING:
    from ml.forecasting.frame import Frame
    from ml.forecasting.trained import Trained

N_BINS = 41
"""Bins of a histogram of residuals."""

REACH = 5.0
"""Residuals beyond this many of the training part's standard deviations are counted in the outermost bins."""

N_EXAMPLES = 8
"""Test windows that are shown, drawn at random by the study's seed."""

KNOWN_SHOWN = 4
"""Known steps shown before an example, as a multiple of its horizon."""


class Residuals(NamedTuple):
    """Errors (forecast minus truth) of one target, scaled as in training. edges : N_BINS + 1, counts : N_BINS."""

    target: str
    edges: tuple[float, ...]
    counts: tuple[int, ...]
    mean: float
    std: float

    def as_dict(self) -> dict[str, Any]:
        return self._asdict()


class ResidualSums:
    """Histograms that are gathered some windows at a time."""

    def __init__(self, targets: tuple[str, ...]) -> None:
        self.targets = targets
        self.edges = np.linspace(-REACH, REACH, N_BINS + 1)
        self.counts = np.zeros((len(targets), N_BINS), dtype=np.int64)
        self.sums = np.zeros((len(targets), 3))

    def add(self, errors: FloatArray) -> None:
        """Add windows: scaled errors, shape (n, n_targets, horizon), NaN left out."""
        for target in range(len(self.targets)):
            known = errors[:, target][~np.isnan(errors[:, target])]
            self.counts[target] += np.histogram(np.clip(known, -REACH, REACH), bins=self.edges)[0]
            self.sums[target] += (len(known), np.sum(known), np.sum(known**2))

    def told(self) -> tuple[Residuals, ...]:
        """The histograms."""
        found = []
        for name, counts, (n, total, squares) in zip(self.targets, self.counts, self.sums, strict=True):
            mean = float(total / n)
            spread = float(max(0.0, squares / n - mean**2) ** 0.5)
            found.append(Residuals(name, tuple(self.edges.tolist()), tuple(counts.tolist()), mean, spread))
        return tuple(found)


class Example(NamedTuple):
    """One window. known : before it, shape (n_targets, n_known); truth, forecast : (n_targets, n_ahead);
    quantiles : (n_targets, n_ahead, n_levels). at_us : the last known step.
    """

    at_us: int
    step_us: int
    targets: tuple[str, ...]
    levels: tuple[float, ...]
    known: FloatArray
    truth: FloatArray
    forecast: FloatArray
    quantiles: FloatArray

    def as_dict(self) -> dict[str, Any]:
        """As JSON, a list of series; null for what is missing."""
        series = [
            {
                "target": name,
                "known": _listed(self.known[n]),
                "truth": _listed(self.truth[n]),
                "forecast": _listed(self.forecast[n]),
                "quantiles": {f"{q:g}": _listed(self.quantiles[n, :, k]) for k, q in enumerate(self.levels)},
            }
            for n, name in enumerate(self.targets)
        ]
        return {"at": iso(self.at_us), "step_s": self.step_us / 1e6, "series": series}


def examples_of(trained: Trained, frame: Frame, origins: IndexArray) -> tuple[Example, ...]:
    """Some of these windows at random, in order of time."""
    spec = trained.spec
    rng = np.random.default_rng(spec.seed)
    chosen = np.sort(rng.choice(origins, size=min(N_EXAMPLES, len(origins)), replace=False))
    found = trained.forecasts(frame, chosen)
    rows = [n for n, one in enumerate(spec.series) if one.role == "target"]
    examples = []
    for n, origin in enumerate(chosen):
        n_known = min(KNOWN_SHOWN * spec.n_ahead, int(origin) + 1)
        known = frame.values[rows, origin + 1 - n_known : origin + 1]
        truth = frame.values[rows, origin + 1 : origin + 1 + spec.n_ahead]
        examples.append(
            Example(
                int(frame.grid.times[origin]),
                spec.step_us,
                trained.targets,
                spec.quantiles,
                known,
                truth,
                found.values[n],
                found.quantiles[n],
            )
        )
    return tuple(examples)


def _listed(values: FloatArray) -> list[float | None]:
    return [None if np.isnan(value) else float(value) for value in values]
