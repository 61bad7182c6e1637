"""Honest evaluation: what a method scores on recordings it has never heard, and what would fool people.

Folds are whole groups. Everything that is learned, scales, calibration and weights included, is learned
inside the training part of each fold.
"""

from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt
from sklearn.neighbors import KNeighborsClassifier

from ml.calls.findings import Code, Material, TrainingWarning, usable_material
from ml.calls.folds import Fold, grouped_folds, random_folds
from ml.calls.methods import DEFAULT, Method
from ml.calls.pooling import START_WEIGHT, pooled
from ml.calls.scores import Scores, macro_f1, score
from ml.calls.training import Progress, TrainedClassifier, find_method, fit_members, fit_pool
from processing.arrays import FloatArray, IndexArray
from processing.audio.features import FeatureTable
from processing.errors import ModelError

Mask = npt.NDArray[np.bool_]

N_FOLDS = 5
"""Folds of an evaluation; with fewer groups, one fold per group."""

CURVE_PARTS = (0.25, 0.5, 0.75, 1.0)
"""Parts of the training calls of a fold at which the learning curve is taken."""

ALL_CALLS = "all calls"
"""The one group of calls whose recordings say nothing that their labels do not."""

ORDER_NEIGHBOURS = 3
"""Neighbours of the classifier that sees only where a call stands in the list."""


@dataclass(frozen=True)
class CurvePoint:
    """Macro F1 on held-out groups after training on so many calls."""

    n_calls: int
    macro_f1: float


@dataclass(frozen=True)
class Baselines:
    """Numbers that look like success and are not; macro F1.

    majority : always the most frequent label.
    random_folds : the method itself, tested on calls of recordings it was trained on.
    file_order_random, file_order_grouped : a classifier that sees only the position in the list.
    n_exact_copies : calls dropped because the same call was there already.
    """

    majority: float
    majority_accuracy: float
    random_folds: float
    file_order_random: float
    file_order_grouped: float
    n_exact_copies: int


@dataclass(frozen=True)
class Evaluation:
    """What is known about a method on some material.

    is_grouped : false when there was one group only, or no label occurred in two, so that the folds are of
        single calls.
    held_out : scores on groups that took no part in the folds, by a model of all the others.
    excluded_labels : types that could not be tested, as all their calls are of one group.
    """

    method: str
    feature_set: str
    code_version: str
    labels: tuple[str, ...]
    n_groups: int
    n_folds: int
    is_grouped: bool
    scores: Scores
    held_out: Scores | None
    excluded_labels: tuple[str, ...]
    learning_curve: tuple[CurvePoint, ...]
    baselines: Baselines
    warnings: tuple[TrainingWarning, ...]

    def as_json(self) -> dict[str, Any]:
        """Dictionaries, lists, numbers and text only."""
        return asdict(self)


@dataclass(frozen=True)
class GroupedScores:
    """Scores in folds of whole groups, and the labels that could not be tested."""

    scores: Scores
    excluded_labels: tuple[str, ...]


def grouped_scores(
    table: FeatureTable,
    labels: Sequence[str],
    groups: Sequence[str],
    *,
    method: str = DEFAULT,
    rng: np.random.Generator,
    n_folds: int = N_FOLDS,
) -> GroupedScores:
    """The scores of `evaluate` alone: no learning curve and none of the numbers that fool people."""
    chosen = find_method(method)
    narrowed = table.as_set(chosen.feature_set)
    material = usable_material(narrowed, labels, groups)
    values = narrowed.values[material.kept]
    folds = grouped_folds(material.classes, material.groups, n_folds, rng)
    tested = _testable(material)
    is_scored = tested[material.classes]
    probabilities = _in_folds(chosen, narrowed.names, values, material, folds, rng, None)
    found = score(material.labels, material.classes[is_scored], probabilities[is_scored])
    return GroupedScores(found, _untested(material, tested))


def _untested(material: Material, tested: Mask) -> tuple[str, ...]:
    return tuple(label for label, is_tested in zip(material.labels, tested, strict=True) if not is_tested)


def evaluate(
    table: FeatureTable,
    labels: Sequence[str],
    groups: Sequence[str],
    *,
    method: str = DEFAULT,
    rng: np.random.Generator,
    held_out_groups: Collection[str] = (),
    n_folds: int = N_FOLDS,
    call_types: Collection[str] | None = None,
    on_progress: Progress | None = None,
) -> Evaluation:
    """Evaluate a method in folds of whole groups.

    table, labels, groups : as for `train`. Exact copies and unusable calls are left out.
    held_out_groups : groups kept out of the folds and scored once by a model of all the others.
    Labels that occur in one group only stay in training, where they can draw other calls away, but are
    not scored: no fold could know them. If that is so of every label, the folds are of single calls, and a
    warning says so.
    Raises ModelError as `train`.
    """
    chosen = find_method(method)
    narrowed = table.as_set(chosen.feature_set)
    in_folds = np.array([group not in held_out_groups for group in groups], dtype=np.bool_)
    material = usable_material(
        narrowed.rows(in_folds), _where(labels, in_folds), _where(groups, in_folds), call_types=call_types
    )
    n_groups = len(set(material.groups))
    material = _by_calls_if_untestable(material)
    values = narrowed.rows(in_folds).values[material.kept]
    tested = _testable(material)
    is_scored = tested[material.classes]
    folds = grouped_folds(material.classes, material.groups, n_folds, rng)
    probabilities = _in_folds(chosen, narrowed.names, values, material, folds, rng, on_progress)
    outside = _held_out_scores(chosen, narrowed, labels, ~in_folds, values, material, rng)
    return Evaluation(
        method=method,
        feature_set=narrowed.feature_set,
        code_version=narrowed.code_version,
        labels=material.labels,
        n_groups=n_groups,
        n_folds=len(folds),
        is_grouped=len(set(material.groups)) > 1,
        scores=score(material.labels, material.classes[is_scored], probabilities[is_scored]),
        held_out=outside,
        excluded_labels=_untested(material, tested),
        learning_curve=_learning_curve(chosen, narrowed.names, values, material, folds, tested, rng),
        baselines=_baselines(chosen, narrowed.names, values, material, folds, is_scored, rng),
        warnings=material.warnings,
    )


def score_held_out(
    model: TrainedClassifier, table: FeatureTable, labels: Sequence[str], learned: FeatureTable
) -> Scores | None:
    """Scores of a trained model on calls it never saw; None when there is nothing to score.

    table, labels : the calls kept out. Those the model has no label for, those that cannot be measured and
    copies of calls it learned from are left out of the score.
    learned : the measures of the calls it was trained on.
    """
    positions = {label: i for i, label in enumerate(model.labels)}
    narrowed = table.as_set(model.feature_set)
    seen = {row.tobytes() for row in learned.as_set(model.feature_set).values}
    is_scored = np.array(
        [
            label in positions and bool(is_measurable) and row.tobytes() not in seen
            for label, is_measurable, row in zip(labels, narrowed.is_measurable, narrowed.values, strict=True)
        ],
        dtype=np.bool_,
    )
    if not is_scored.any():
        return None
    classes = np.array([positions[label] for label in _where(labels, is_scored)])
    return score(model.labels, classes, model.predict(narrowed.rows(is_scored)).probabilities)


def _where(items: Sequence[str], mask: Mask) -> list[str]:
    return [item for item, is_wanted in zip(items, mask, strict=True) if is_wanted]


def _by_calls_if_untestable(material: Material) -> Material:
    """The material as if of one group where no label occurs in two: labels and recordings are then the same."""
    if _are_in_two_groups(material).any():
        return material
    text = "not grouped: no label occurs in two recordings, so scores cannot tell calls from recordings"
    note = TrainingWarning(Code.ONE_GROUP, text)
    return replace(material, groups=(ALL_CALLS,) * len(material.groups), warnings=(*material.warnings, note))


def _testable(material: Material) -> Mask:
    """For every label whether it occurs in two groups (or there is but one group), shape (n_labels,)."""
    tested = _are_in_two_groups(material)
    if not tested.any():
        raise ModelError("nothing-to-test", "expected a label in at least two groups, found none")
    return tested


def _are_in_two_groups(material: Material) -> Mask:
    group_ids = np.unique(np.array(material.groups), return_inverse=True)[1]
    n_groups = [len(np.unique(group_ids[material.classes == i])) for i in range(len(material.labels))]
    return np.asarray(np.array(n_groups) >= min(2, len(set(material.groups))))


def _in_folds(
    method: Method,
    names: tuple[str, ...],
    values: FloatArray,
    material: Material,
    folds: Sequence[Fold],
    rng: np.random.Generator,
    on_progress: Progress | None,
) -> FloatArray:
    """Calibrated probabilities of every call by a model that was trained without its group."""
    n_labels = len(material.labels)
    probabilities = np.full((len(values), n_labels), 1.0 / n_labels)
    for number, fold in enumerate(folds):
        if on_progress is not None:
            on_progress(number, len(folds), "evaluating")
        train_groups = [material.groups[i] for i in fold.train]
        if not method.members or len(np.unique(material.classes[fold.train])) < 2:
            continue
        members, weights = fit_pool(
            method,
            names,
            values[fold.train],
            material.classes[fold.train],
            train_groups,
            rng=rng,
            n_classes=n_labels,
        )
        scores = np.stack([member.log_scores(values[fold.test], n_labels) for member in members])
        probabilities[fold.test] = pooled(scores, weights)
    return probabilities


def _held_out_scores(
    method: Method,
    table: FeatureTable,
    labels: Sequence[str],
    is_outside: Mask,
    values: FloatArray,
    material: Material,
    rng: np.random.Generator,
) -> Scores | None:
    positions = {label: i for i, label in enumerate(material.labels)}
    rows = np.array(
        [i for i in np.flatnonzero(is_outside).tolist() if labels[i] in positions and table.is_measurable[i]],
        dtype=np.int64,
    )
    seen = {row.tobytes() for row in values}
    rows = np.array([i for i in rows if table.values[i].tobytes() not in seen], dtype=np.int64)
    if not len(rows):
        return None
    classes = np.array([positions[labels[i]] for i in rows])
    n_labels = len(material.labels)
    if not method.members:
        return score(material.labels, classes, np.full((len(rows), n_labels), 1.0 / n_labels))
    members, weights = fit_pool(method, table.names, values, material.classes, material.groups, rng=rng)
    scores = np.stack([member.log_scores(table.values[rows], n_labels) for member in members])
    return score(material.labels, classes, pooled(scores, weights))


def _quick(
    method: Method, names: tuple[str, ...], values: FloatArray, classes: IndexArray, fold: Fold, seed: int
) -> IndexArray:
    """Predicted classes of a fold's test calls without calibration, which does not move the comparison."""
    n_classes = int(np.max(classes)) + 1
    if not method.members or len(np.unique(classes[fold.train])) < 2:
        return np.full(len(fold.test), np.bincount(classes[fold.train]).argmax())
    members = fit_members(method, names, values[fold.train], classes[fold.train], seed=seed)
    scores = np.stack([member.log_scores(values[fold.test], n_classes) for member in members])
    weights = np.full(len(members), START_WEIGHT / len(members))
    return np.asarray(np.argmax(pooled(scores, weights), axis=1))


def _learning_curve(
    method: Method,
    names: tuple[str, ...],
    values: FloatArray,
    material: Material,
    folds: Sequence[Fold],
    tested: Mask,
    rng: np.random.Generator,
) -> tuple[CurvePoint, ...]:
    """Macro F1 of the first fold's test groups by parts of its training calls, drawn at random."""
    fold = folds[0]
    order = rng.permutation(fold.train)
    is_scored = tested[material.classes[fold.test]]
    points = []
    for part in CURVE_PARTS:
        taken = np.sort(order[: max(2, round(part * len(order)))])
        found = _quick(method, names, values, material.classes, Fold(taken, fold.test), seed=0)
        value = macro_f1(material.classes[fold.test][is_scored], found[is_scored])
        points.append(CurvePoint(len(taken), value))
    return tuple(points)


def _baselines(
    method: Method,
    names: tuple[str, ...],
    values: FloatArray,
    material: Material,
    folds: Sequence[Fold],
    is_scored: Mask,
    rng: np.random.Generator,
) -> Baselines:
    classes = material.classes
    shuffled = random_folds(classes, len(folds), rng)
    by_chance = np.zeros(len(classes), dtype=np.int64)
    for fold in shuffled:
        by_chance[fold.test] = _quick(method, names, values, classes, fold, seed=0)
    most = np.full(int(np.sum(is_scored)), np.bincount(classes[is_scored]).argmax())
    truth = classes[is_scored]
    return Baselines(
        majority=macro_f1(truth, most),
        majority_accuracy=float(np.mean(truth == most)),
        random_folds=macro_f1(truth, by_chance[is_scored]),
        file_order_random=macro_f1(truth, _by_order(material, shuffled)[is_scored]),
        file_order_grouped=macro_f1(truth, _by_order(material, folds)[is_scored]),
        n_exact_copies=material.n_copies,
    )


def _by_order(material: Material, folds: Sequence[Fold]) -> IndexArray:
    place = material.kept[:, None].astype(np.float64)
    found = np.zeros(len(place), dtype=np.int64)
    for fold in folds:
        model = KNeighborsClassifier(min(ORDER_NEIGHBOURS, len(fold.train)))
        found[fold.test] = model.fit(place[fold.train], material.classes[fold.train]).predict(place[fold.test])
    return found
