"""Where classifiers come from and how they compare."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select

from blueprints.calls.models import Classifier, ClassifierEvaluation, TrainingSelection
from core.db import db

MAX_RELATIVES = 500
"""Classifiers of one family that are shown; a learning loop makes one a round."""


def ancestors_of(row: Classifier) -> list[Classifier]:
    """The classifiers this one was trained anew from, the oldest first."""
    up = select(Classifier.id, Classifier.parent_id).where(Classifier.id == row.parent_id).cte(recursive=True)
    up = up.union_all(select(Classifier.id, Classifier.parent_id).join(up, Classifier.id == up.c.parent_id))
    rows = select(Classifier).where(Classifier.id.in_(select(up.c.id))).limit(MAX_RELATIVES)
    known = {one.id: one for one in db.session.scalars(rows)}
    line: list[Classifier] = []
    at = row.parent_id
    while at in known:
        line.append(known.pop(at))
        at = line[-1].parent_id
    return line[::-1]


def descendants_of(row: Classifier) -> list[Classifier]:
    """The classifiers trained anew from this one and from those, the oldest first."""
    down = select(Classifier.id).where(Classifier.parent_id == row.id).cte(recursive=True)
    down = down.union_all(select(Classifier.id).join(down, Classifier.parent_id == down.c.id))
    rows = (
        select(Classifier)
        .where(Classifier.id.in_(select(down.c.id)))
        .order_by(Classifier.created_at, Classifier.id)
        .limit(MAX_RELATIVES)
    )
    return list(db.session.scalars(rows))


def shape_relative(row: Classifier) -> dict[str, Any]:
    return {
        "id": row.id,
        "parent_id": row.parent_id,
        "name": row.name,
        "method": row.method,
        "state": row.state,
        "labels": row.labels,
        "n_calls": row.training.get("n_calls"),
        "scores": row.scores,
        "created_at": row.created_at,
    }


def compare(rows: Sequence[Classifier]) -> dict[str, Any]:
    """Classifiers side by side, each score with the data it is from.

    Scores in folds are each of a classifier's own training data. Scores on a held-out set can be set
    against each other only where the set is the same; `same_held_out` names those classifiers.
    """
    ids = [row.id for row in rows]
    found = select(ClassifierEvaluation).where(ClassifierEvaluation.classifier_id.in_(ids))
    documents = {one.classifier_id: one.document for one in db.session.scalars(found)}
    kept = select(TrainingSelection).where(TrainingSelection.classifier_id.in_(ids))
    held_out = {one.classifier_id: one.held_out_ids for one in db.session.scalars(kept)}
    labels = sorted({label for row in rows for label in row.labels})
    return {"labels": labels, "results": [_compared(row, documents.get(row.id, {}), held_out) for row in rows]}


def _compared(row: Classifier, document: dict[str, Any], held_out: dict[UUID, bytes]) -> dict[str, Any]:
    mine = held_out.get(row.id)
    alike = [other for other, numbers in held_out.items() if mine and numbers == mine and other != row.id]
    folds = _scores(document.get("scores"))
    if folds is not None:
        folds |= {name: document.get(name) for name in ("n_groups", "n_folds", "is_grouped")}
    return shape_relative(row) | {
        "source": row.source,
        "per_class": row.training.get("per_class", {}),
        "folds": folds,
        "held_out": _scores(document.get("held_out")),
        "same_held_out": alike,
    }


def _scores(document: dict[str, Any] | None) -> dict[str, Any] | None:
    if not document:
        return None
    numbers = {name: document.get(name) for name in ("n_calls", "macro_f1", "balanced_accuracy", "accuracy")}
    per_class = {one["label"]: {"f1": one["f1"], "support": one["support"]} for one in document.get("per_class", [])}
    return numbers | {"per_class": per_class}
