"""Active learning on labelled sets: labels needed to reach 95 % of what all labels give, beside random sampling.

    python -m bench.acoustics_active DATA_DIR [--curves]

Rules, the same for every set. Held out is one group (recording, day or speaker) of each individual, another with
every seed; it is never in the pool, and full-data score, active and random learning of a seed share it. The pool
is asked about ten calls at a time, by the product's own choice (`ml.calls.active`, mixed) and round
(`ml.calls.rounds`, logistic regression on the rich measures); the first ten are chosen without any model. Reached
is 95 % with the first label count from which the mean over the seeds of the macro F1, as a share of the same
seed's full-data macro F1, stays there for the next hundred labels. A label with one call is left out; one that the
pool lacks is not scored. A set in which fewer than two labels occur in two groups is skipped: there, labels and
recordings are the same thing.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np

from bench.acoustic_sets import LabelledSet, sets_in
from bench.acoustics_classification import LabelledCalls, groups_by_label, individuals, measured_calls
from bench.report import Metric, print_metrics, skipped
from ml.calls.active import choose
from ml.calls.rounds import Round, learn_round
from processing.arrays import FloatArray, IndexArray
from processing.errors import ModelError

SEEDS = range(5)
"""Of choices and of which group is held out."""

STEP = 10
"""Labels between two rounds."""

GOAL = 0.95
"""Share of the full-data macro F1."""

STAYS = 10
"""Rounds for which the goal must hold."""


class Trial(NamedTuple):
    """One set, divided by one seed.

    pool, held_out : positions of calls.
    full : macro F1 on the held-out calls after learning from the whole pool.
    """

    calls: LabelledCalls
    pool: IndexArray
    held_out: IndexArray
    full: float


class Learner:
    """A pool that is asked about step by step."""

    def __init__(self, trial: Trial, seed: int, *, is_active: bool) -> None:
        self.trial, self.is_active = trial, is_active
        self.rng = np.random.default_rng(seed)
        self.known = trial.pool[:0]
        self.found: Round | None = None

    def step(self) -> float:
        """Ask about the next calls and learn; the score as a share of the full-data score, 1 when all are known."""
        waiting = np.setdiff1d(self.trial.pool, self.known)
        if not len(waiting):
            return 1.0
        self.known = np.concatenate([self.known, waiting[self._asked(waiting)]])
        try:
            self.found = learned(self.trial.calls, self.known, self.trial.held_out)
        except ModelError:
            return 0.0
        return score_of(self.found) / self.trial.full

    def _asked(self, waiting: IndexArray) -> IndexArray:
        if not self.is_active:
            return self.rng.permutation(len(waiting))[:STEP]
        values = self.trial.calls.table.values
        probabilities: FloatArray | None = None
        if self.found is not None:
            probabilities = self.found.model.predict(self.trial.calls.table.rows(waiting)).probabilities
        known = values[self.known] if len(self.known) else None
        return choose(probabilities, values[waiting], STEP, known=known, rng=self.rng).positions


def learned(calls: LabelledCalls, known: IndexArray, held_out: IndexArray) -> Round:
    """A round as the product makes it."""
    rows = np.concatenate([known, held_out])
    labels, groups = [calls.labels[i] for i in rows], [calls.groups[i] for i in rows]
    is_held_out = np.arange(len(rows)) >= len(known)
    return learn_round(calls.table.rows(rows), labels, groups, is_held_out, rng=np.random.default_rng(0))


def score_of(found: Round) -> float:
    """Macro F1 on the held-out calls."""
    return found.held_out.macro_f1 if found.held_out else 0.0


def metrics(data_dir: Path, *, show: Callable[[str, list[float]], None] | None = None) -> Iterator[Metric]:
    """Labels to 95 % for every set that can be divided."""
    for labelled in sets_in(data_dir):
        yield from _set_metrics(labelled, show)


def _set_metrics(labelled: LabelledSet, show: Callable[[str, list[float]], None] | None) -> Iterator[Metric]:
    label_groups = groups_by_label(
        [i.label or "" for r in labelled.recordings for i in r.reference],
        [r.group for r in labelled.recordings for _ in r.reference],
    )
    if sum(len(groups) > 1 for groups in label_groups.values()) < 2:
        yield from skipped(f"active.{labelled.name}", "fewer than two labels occur in two groups")
        return
    calls = measured_calls(labelled)
    calls = calls.where([calls.labels.count(label) > 1 for label in calls.labels])
    prefixes = individuals(label_groups)
    for prefix in prefixes:
        alone = calls.where([label.startswith(f"{prefix}_") for label in calls.labels])
        yield from _labels_needed(f"{labelled.name}-{prefix}", alone, [], show)
    yield from _labels_needed(labelled.name, calls, prefixes, show)


def _labels_needed(
    name: str, calls: LabelledCalls, prefixes: list[str], show: Callable[[str, list[float]], None] | None
) -> Iterator[Metric]:
    trials = [_trial(calls, prefixes, seed) for seed in SEEDS]
    n_pool = float(np.mean([len(trial.pool) for trial in trials]))
    needed = {}
    for kind in ("active", "random"):
        curve = _curve(trials, is_active=kind == "active")
        needed[kind] = float(STEP * (_reached(curve) + 1))
        if show is not None:
            show(f"{name}.{kind}", curve)
    yield Metric(f"acoustics.active.{name}.full.macro-f1", float(np.mean([trial.full for trial in trials])))
    yield Metric(f"acoustics.active.{name}.labels-to-95.active", needed["active"], "labels")
    yield Metric(f"acoustics.active.{name}.labels-to-95.random", needed["random"], "labels")
    yield Metric(f"acoustics.active.{name}.labels-to-95.full", n_pool, "labels")
    yield Metric(f"acoustics.active.{name}.labels-to-95.share", needed["active"] / n_pool)
    yield Metric(f"acoustics.active.{name}.labels-to-95.share-random", needed["random"] / n_pool)


def _trial(calls: LabelledCalls, prefixes: list[str], seed: int) -> Trial:
    held_groups = set()
    for prefix in prefixes or [""]:
        own = {g for g, label in zip(calls.groups, calls.labels, strict=True) if label.startswith(prefix)}
        held_groups.add(sorted(own)[seed % len(own)])
    is_held = np.array([group in held_groups for group in calls.groups])
    usable = calls.table.is_measurable
    pool = np.flatnonzero(~is_held & usable)
    known = {calls.labels[i] for i in pool.tolist()}
    held_out = np.array([i for i in np.flatnonzero(is_held & usable).tolist() if calls.labels[i] in known])
    return Trial(calls, pool, held_out, score_of(learned(calls, pool, held_out)))


def _curve(trials: list[Trial], *, is_active: bool) -> list[float]:
    """Mean share of the full-data score after every round, until the goal has held long enough or pools are empty."""
    learners = [Learner(trial, seed, is_active=is_active) for seed, trial in zip(SEEDS, trials, strict=True)]
    curve: list[float] = []
    most = max(len(trial.pool) for trial in trials)
    while STEP * len(curve) < most and not _holds(curve):
        curve.append(float(np.mean([learner.step() for learner in learners])))
    return curve


def _holds(curve: list[float]) -> bool:
    return len(curve) > STAYS and min(curve[-STAYS - 1 :]) >= GOAL


def _reached(curve: list[float]) -> int:
    """The first round from which the goal holds to the end; the last one if it never does."""
    missed = [i for i, share in enumerate(curve) if share < GOAL]
    return min(missed[-1] + 1 if missed else 0, len(curve) - 1)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data_dir", type=Path)
    parser.add_argument("--curves", action="store_true", help="print the curves to stderr")
    arguments = parser.parse_args()

    def show_curve(name: str, curve: list[float]) -> None:
        print(name, *(f"{share:.2f}" for share in curve), file=sys.stderr, flush=True)

    print_metrics(metrics(arguments.data_dir, show=show_curve if arguments.curves else None), as_json=False)
