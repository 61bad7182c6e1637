"""What models hold segments to be: the predictions that order tasks and stand beside the call types."""

from collections.abc import Sequence
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, or_, select

from blueprints.calls.models import ClassificationRun, Classifier, Prediction, RunState
from blueprints.calls.service.shapes import unpack
from core.db import db

CHUNK = 5000
"""Segments of one statement, below every database's limit of parameters."""


class Guess(NamedTuple):
    """A model's probabilities for a segment, by the labels of its classifier."""

    classifier_id: UUID
    label: str
    confidence: float
    is_unknown: bool
    probabilities: bytes


def guesses(segment_ids: Sequence[int], classifier_id: UUID | None) -> dict[int, Guess]:
    """The prediction for each segment: the latest of the given classifier, else that of the current results."""
    found: dict[int, Guess] = {}
    for first in range(0, len(segment_ids), CHUNK):
        rows = db.session.execute(_predictions(segment_ids[first : first + CHUNK], classifier_id))
        # The best comes last and stays.
        for row in sorted(rows, key=lambda row: (row.classifier_id == classifier_id, row.is_current, row.created_at)):
            found[row.segment_id] = Guess(
                row.classifier_id, row.label, row.confidence, row.is_unknown, row.probabilities
            )
    return found


def _predictions(segment_ids: Sequence[int], classifier_id: UUID | None) -> Any:
    wanted: list[ColumnElement[bool]] = [ClassificationRun.is_current.expression]
    if classifier_id is not None:
        wanted.append(ClassificationRun.classifier_id == classifier_id)
    return (
        select(
            Prediction.segment_id,
            Prediction.label,
            Prediction.confidence,
            Prediction.is_unknown,
            Prediction.probabilities,
            ClassificationRun.classifier_id,
            ClassificationRun.is_current,
            ClassificationRun.created_at,
        )
        .join(ClassificationRun, ClassificationRun.id == Prediction.run_id)
        .where(Prediction.segment_id.in_(segment_ids), ClassificationRun.state == RunState.READY, or_(*wanted))
    )


def labels_of(classifier_ids: set[UUID]) -> dict[UUID, list[str]]:
    """The class names of classifiers, in the order of their probabilities."""
    if not classifier_ids:
        return {}
    rows = db.session.execute(select(Classifier.id, Classifier.labels).where(Classifier.id.in_(classifier_ids)))
    return {row.id: list(row.labels) for row in rows}


def shape_ranking(guess: Guess, labels: list[str], call_types: dict[str, UUID]) -> list[dict[str, Any]]:
    """Every class with its probability, the surest first, and the call type of the same name."""
    pairs = sorted(zip(labels, unpack(guess.probabilities), strict=True), key=lambda pair: -pair[1])
    return [
        {"label": label, "probability": round(value, 4), "call_type_id": call_types.get(label.casefold())}
        for label, value in pairs
    ]
