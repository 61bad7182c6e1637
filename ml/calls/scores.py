"""Scores of predictions against labels, as plain dataclasses that become JSON."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from processing.arrays import FloatArray, IndexArray

N_BINS = 10
"""Bins of confidence in a reliability diagram."""


@dataclass(frozen=True)
class ClassScore:
    """How one call type fares; precision and recall are 0 where there is nothing to divide by."""

    label: str
    precision: float
    recall: float
    f1: float
    support: int


@dataclass(frozen=True)
class ReliabilityBin:
    """Calls whose highest probability lies between low and high: how sure, and how often right."""

    low: float
    high: float
    count: int
    confidence: float
    accuracy: float


@dataclass(frozen=True)
class Scores:
    """Scores of one set of predictions.

    confusion_matrix : rows true, columns predicted, in the order of per_class.
    calibration_error : mean difference between confidence and accuracy over the bins (ECE).
    balanced_accuracy, macro_f1 : over the classes that occur.
    """

    n_calls: int
    accuracy: float
    balanced_accuracy: float
    macro_f1: float
    per_class: tuple[ClassScore, ...]
    confusion_matrix: tuple[tuple[int, ...], ...]
    reliability: tuple[ReliabilityBin, ...]
    calibration_error: float


def score(labels: Sequence[str], classes: IndexArray, probabilities: FloatArray) -> Scores:
    """Score probabilities (n, n_labels) against class positions (n,)."""
    best = np.argmax(probabilities, axis=1)
    matrix = confusion(classes, best, len(labels))
    per_class = tuple(_class_score(label, matrix, i) for i, label in enumerate(labels))
    occurring = [one for one in per_class if one.support]
    bins = _reliability(classes == best, np.max(probabilities, axis=1))
    n = max(len(classes), 1)
    return Scores(
        n_calls=len(classes),
        accuracy=float(np.mean(classes == best)) if len(classes) else 0.0,
        balanced_accuracy=_mean([one.recall for one in occurring]),
        macro_f1=_mean([one.f1 for one in occurring]),
        per_class=per_class,
        confusion_matrix=tuple(tuple(int(count) for count in row) for row in matrix),
        reliability=bins,
        calibration_error=sum(b.count / n * abs(b.confidence - b.accuracy) for b in bins),
    )


def confusion(classes: IndexArray, predicted: IndexArray, n_classes: int) -> IndexArray:
    """Counts of (true, predicted), shape (n_classes, n_classes)."""
    matrix = np.zeros((n_classes, n_classes), dtype=np.int64)
    np.add.at(matrix, (classes, predicted), 1)
    return matrix


def macro_f1(classes: IndexArray, predicted: IndexArray) -> float:
    """Mean F1 of the classes that occur."""
    n_classes = int(max(np.max(classes, initial=0), np.max(predicted, initial=0))) + 1
    matrix = confusion(classes, predicted, n_classes)
    return _mean([_class_score("", matrix, i).f1 for i in range(n_classes) if matrix[i].sum()])


def _mean(values: Sequence[float]) -> float:
    return float(np.mean(values)) if values else 0.0


def _class_score(label: str, matrix: IndexArray, i: int) -> ClassScore:
    hits, support, claimed = int(matrix[i, i]), int(matrix[i].sum()), int(matrix[:, i].sum())
    precision = hits / claimed if claimed else 0.0
    recall = hits / support if support else 0.0
    f1 = 2 * hits / (support + claimed) if support + claimed else 0.0
    return ClassScore(label, precision, recall, f1, support)


def _reliability(is_right: FloatArray, confidence: FloatArray) -> tuple[ReliabilityBin, ...]:
    place = np.minimum((confidence * N_BINS).astype(np.int64), N_BINS - 1)
    bins = []
    for i in range(N_BINS):
        inside = place == i
        count = int(np.sum(inside))
        means = (float(np.mean(confidence[inside])), float(np.mean(is_right[inside]))) if count else (0.0, 0.0)
        bins.append(ReliabilityBin(i / N_BINS, (i + 1) / N_BINS, count, *means))
    return tuple(bins)
