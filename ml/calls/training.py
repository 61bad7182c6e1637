"""Trains a classifier and applies it: the members, their pool, and the bounds of what it knows."""

from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ml.calls import novelty
from ml.calls.findings import TrainingWarning, usable_material
from ml.calls.folds import grouped_folds
from ml.calls.members import FittedMember, fit_member
from ml.calls.methods import DEFAULT, METHODS, Method
from ml.calls.novelty import Changed, Novelty
from ml.calls.pooling import START_WEIGHT, fit_weights, pooled
from processing.arrays import FloatArray, IndexArray
from processing.audio.features import FeatureTable
from processing.errors import ModelError

Progress = Callable[[int, int, str], None]
"""Called with steps done, steps in all, and what is being done."""

CALIBRATION_FOLDS = 3
"""Folds by which the weights of the pool are learned; each costs one more training."""


@dataclass(frozen=True)
class Predictions:
    """What a classifier says about calls.

    probabilities : float32, shape (n, n_labels); rows sum to 1.
    is_unknown : shape (n,); far from every training call, or not measurable.
    distances : to the nearest training call, shape (n,); 0 for the method `uniform`.
    """

    labels: tuple[str, ...]
    probabilities: npt.NDArray[np.float32]
    is_unknown: npt.NDArray[np.bool_]
    distances: FloatArray

    @property
    def best(self) -> list[str]:
        """The likeliest label of each call; the first of equals."""
        return [self.labels[i] for i in np.argmax(self.probabilities, axis=1)]


@dataclass(frozen=True)
class TrainedClassifier:
    """A classifier and all it needs to be applied again.

    weights : of the members in the pool, shape (n_members,).
    novelty : None for the method `uniform`, which knows nothing that a call could be far from.
    class_counts : calls it was trained on, in the order of the labels.
    """

    method: str
    feature_set: str
    code_version: str
    band_hz: tuple[float, float]
    labels: tuple[str, ...]
    members: tuple[FittedMember, ...]
    weights: FloatArray
    novelty: Novelty | None
    class_counts: tuple[int, ...]
    warnings: tuple[TrainingWarning, ...] = ()

    @property
    def measured_in_hz(self) -> tuple[float, float] | None:
        """The band calls have to be measured in; None where it does not matter."""
        return self.band_hz if self.members else None

    def predict(self, table: FeatureTable) -> Predictions:
        """Probabilities of every label for each call.

        A call that cannot be measured gets equal probabilities and is unknown.
        Raises ModelError("feature-version") if the measures were taken by other code than the model's,
        and ("band-mismatch") if in another band.
        """
        values = self._checked(table).values
        n_labels = len(self.labels)
        probabilities = np.full((len(values), n_labels), 1.0 / n_labels)
        distances: FloatArray = np.zeros(len(values))
        is_unknown = ~table.is_measurable
        if self.novelty is not None and len(values):
            scores = np.stack([member.log_scores(values, n_labels) for member in self.members])
            measurable = table.is_measurable[:, None]
            probabilities = np.where(measurable, pooled(scores, self.weights), probabilities)
            distances = self.novelty.distances(values)
            is_unknown = is_unknown | (distances > self.novelty.threshold)
        return Predictions(self.labels, _summing_to_one(probabilities), is_unknown, distances)

    def _checked(self, table: FeatureTable) -> FeatureTable:
        narrowed = table.as_set(self.feature_set)
        if narrowed.code_version != self.code_version:
            raise ModelError(
                "feature-version",
                f"expected measures of version {self.code_version}, got {narrowed.code_version}; train again",
            )
        if self.members and narrowed.band_hz != self.band_hz:
            raise ModelError("band-mismatch", f"expected measures in {self.band_hz} Hz, got {narrowed.band_hz}")
        return narrowed


def train(
    table: FeatureTable,
    labels: Sequence[str],
    groups: Sequence[str],
    *,
    method: str = DEFAULT,
    rng: np.random.Generator,
    call_types: Collection[str] | None = None,
    changed: Changed | None = None,
    on_progress: Progress | None = None,
) -> TrainedClassifier:
    """Train a classifier on measured calls.

    The members are trained on everything; what they are worth, and how sure they may be, is learned
    from folds of whole groups on which they were trained without.

    table : measures that begin with the method's feature set.
    labels, groups : one per call; a group is what must not be split (recording, day or individual).
    changed : measures of the same feature set of some of the calls made fainter or cut otherwise; nothing is
        trained on them, they tell what is not new about a call.
    Raises ModelError: see `usable_material`; and ("unknown-method").
    """
    chosen = find_method(method)
    narrowed = table.as_set(chosen.feature_set)
    material = usable_material(narrowed, labels, groups, call_types=call_types)
    values = narrowed.values[material.kept]
    members, weights = fit_pool(
        chosen, narrowed.names, values, material.classes, material.groups, rng=rng, on_progress=on_progress
    )
    group_ids = np.unique(np.array(material.groups), return_inverse=True)[1]
    counts = Counter(int(i) for i in material.classes)
    return TrainedClassifier(
        method=method,
        feature_set=narrowed.feature_set,
        code_version=narrowed.code_version,
        band_hz=narrowed.band_hz,
        labels=material.labels,
        members=members,
        weights=weights,
        novelty=novelty.learn(values, group_ids, rng, changed=changed_of(changed, material.kept)) if members else None,
        class_counts=tuple(counts[i] for i in range(len(material.labels))),
        warnings=material.warnings,
    )


def changed_of(changed: Changed | None, kept: IndexArray) -> Changed | None:
    """The changed calls whose originals are used (positions in order), with positions among those."""
    if changed is None:
        return None
    is_kept = np.isin(changed.of, kept)
    return Changed(changed.values[is_kept], np.searchsorted(kept, changed.of[is_kept]))


def uniform_classifier(labels: Sequence[str], *, feature_set: str = "warble27", code_version: str) -> TrainedClassifier:
    """The classifier of a species without a model: every label is as likely as any other.

    Raises ModelError("no-labels") for an empty list.
    """
    if not labels:
        raise ModelError("no-labels", "expected at least one call type, got none")
    counts = (0,) * len(labels)
    none: FloatArray = np.zeros(0)
    return TrainedClassifier("uniform", feature_set, code_version, (0.0, 0.0), tuple(labels), (), none, None, counts)


def find_method(name: str) -> Method:
    """The method of that name. Raises ModelError("unknown-method")."""
    if name not in METHODS:
        raise ModelError("unknown-method", f"expected one of {', '.join(METHODS)}, got {name!r}")
    return METHODS[name]


def fit_pool(
    method: Method,
    names: tuple[str, ...],
    values: FloatArray,
    classes: IndexArray,
    groups: Sequence[str],
    *,
    rng: np.random.Generator,
    n_classes: int | None = None,
    on_progress: Progress | None = None,
) -> tuple[tuple[FittedMember, ...], FloatArray]:
    """Train every member on all calls, and the weights of the pool on calls held out by group.

    n_classes : labels in all, where the calls at hand need not have every one; default as they have.
    """
    if not method.members:
        return (), np.zeros(0)
    folds = grouped_folds(classes, groups, CALIBRATION_FOLDS, rng)
    report = _Steps(on_progress, (len(folds) + 1) * len(method.members))
    seed = int(rng.integers(1 << 31))
    n_classes = n_classes or int(np.max(classes)) + 1
    held: list[FloatArray] = []
    held_classes: list[IndexArray] = []
    for fold in folds:
        if len(np.unique(classes[fold.train])) < 2:
            continue
        # A class the fold did not train on would teach the pool to distrust everybody.
        test = fold.test[np.isin(classes[fold.test], classes[fold.train])]
        fitted = fit_members(method, names, values[fold.train], classes[fold.train], seed=seed, report=report)
        held.append(np.stack([member.log_scores(values[test], n_classes) for member in fitted]))
        held_classes.append(classes[test])
    members = fit_members(method, names, values, classes, seed=seed, report=report)
    if not held:
        return members, np.full(len(members), START_WEIGHT / len(members))
    return members, fit_weights(np.concatenate(held, axis=1), np.concatenate(held_classes))


class _Steps:
    """Counts trained members and tells the listener."""

    def __init__(self, listener: Progress | None, total: int) -> None:
        self.listener, self.total, self.done = listener, total, 0

    def __call__(self, stage: str) -> None:
        self.done += 1
        if self.listener is not None:
            self.listener(min(self.done, self.total), self.total, stage)


def fit_members(
    method: Method,
    names: tuple[str, ...],
    values: FloatArray,
    classes: IndexArray,
    *,
    seed: int,
    report: Callable[[str], None] | None = None,
) -> tuple[FittedMember, ...]:
    """Train every member of a method on the given calls."""
    fitted = []
    for number, member in enumerate(method.members):
        fitted.append(fit_member(member, names, values, classes, seed=seed + number))
        if report is not None:
            report("training")
    return tuple(fitted)


def _summing_to_one(probabilities: FloatArray) -> npt.NDArray[np.float32]:
    single = probabilities.astype(np.float32)
    return np.asarray(single / np.sum(single, axis=1, keepdims=True), dtype=np.float32)
