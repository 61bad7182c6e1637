"""Asking for a classifier, storing what training made, deleting it."""

from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import select

from blueprints.calls import policy
from blueprints.calls.models import (
    ClassificationRun,
    Classifier,
    ClassifierEvaluation,
    ClassifierState,
)
from blueprints.calls.schemas.classifiers import ClassifierBody, ClipsSource
from blueprints.calls.schemas.jobs import TRAIN, TrainParams
from blueprints.calls.service.model_files import note_failed_import
from blueprints.calls.service.selections import Selection, is_selected, keep, require_own, resolve
from blueprints.projects import policy as projects
from blueprints.species import policy as species
from core.access import Principal, Role, require_role
from core.db import db
from core.errors import conflict, invalid
from core.jobs.models import Job
from core.jobs.queue import submit

METHODS = {
    "ensemble": "Ensemble (default): several models that vote",
    "gradient-boosting": "Gradient boosting on the rich features",
    "extra-trees": "Extremely randomised trees on the rich features",
    "logistic": "Logistic regression on the rich features",
    "svm": "Support vector machine on the rich features",
    "knn27": "k nearest neighbours on the 27 measures",
    "lda27": "Linear discriminant on the 27 measures",
    "uniform": "Uniform: equal probabilities, for a species without a model",
}
"""Methods by name with a line for people; a test compares them with the registry the worker has."""


class Order(NamedTuple):
    """A classifier that is asked for."""

    group_id: UUID
    name: str
    method: str
    source: dict[str, Any]
    project_id: UUID | None = None
    species_id: UUID | None = None
    parent_id: UUID | None = None
    notes: str = ""


def create(who: Principal, body: ClassifierBody) -> Classifier:
    """A classifier row in training, and its job."""
    group_id = _owner(who, body)
    if body.method not in METHODS:
        raise invalid("/method", f"expected one of {', '.join(METHODS)}, found {body.method}")
    if body.species_id is not None:
        species.get_species(who, body.species_id)
    order = Order(
        group_id=group_id,
        name=body.name,
        method=body.method,
        source=body.source.model_dump(mode="json"),
        project_id=body.project_id,
        species_id=body.species_id,
        parent_id=_parent(who, body, group_id),
        notes=body.notes,
    )
    return train(order, _selection(who, body, group_id), owner_id=who.user_id)


def train(order: Order, selection: Selection | None, *, owner_id: UUID | None, parent: Job | None = None) -> Classifier:
    """Add the row and submit its training; rights were checked. The caller commits.

    selection : the segments to learn from; None for a source that is a file.
    """
    source = order.source | (selection.facts if selection else {})
    row = Classifier(**(order._asdict() | {"source": source}), created_by=owner_id)
    db.session.add(row)
    db.session.flush()
    if selection is not None:
        keep(row, selection)
    row.job_id = _submit_training(row, owner_id, parent).id
    db.session.flush()
    return row


def _parent(who: Principal, body: ClassifierBody, group_id: UUID) -> UUID | None:
    if body.parent_id is None:
        return None
    if policy.classifier(who, body.parent_id).group_id != group_id:
        raise invalid("/parent_id", "the classifier it replaces belongs to another group")
    return body.parent_id


def _owner(who: Principal, body: ClassifierBody) -> UUID:
    if body.project_id is not None:
        return projects.get_project(who, body.project_id, Role.EDITOR).group_id
    if body.group_id is None:
        raise invalid("/project_id", "give project_id or group_id", "missing")
    require_role(who, body.group_id, Role.EDITOR, "group")
    return body.group_id


def _selection(who: Principal, body: ClassifierBody, group_id: UUID) -> Selection | None:
    if is_selected(body.source.kind):
        return resolve(who, body.source, group_id)
    if isinstance(body.source, ClipsSource):
        require_own([policy.training_set(who, body.source.training_set_id).group_id], group_id)
    return None


def _submit_training(row: Classifier, owner_id: UUID | None, parent: Job | None) -> Job:
    return submit(
        TRAIN,
        TrainParams(classifier_id=row.id),
        title=f"Train {row.name}",
        owner_id=owner_id,
        group_id=row.group_id,
        project_id=row.project_id,
        parent=parent,
    )


def store_trained(row: Classifier, *, blob_sha256: str, facts: dict[str, Any], evaluation: dict[str, Any]) -> None:
    """Put what training made into the row, replacing what an earlier attempt left.

    facts : labels, feature_set, feature_version, training, scores.
    """
    for name, value in facts.items():
        setattr(row, name, value)
    row.blob_sha256, row.state = blob_sha256, ClassifierState.READY
    row.problem_code = row.problem_detail = None
    row.version += 1
    kept = db.session.get(ClassifierEvaluation, row.id)
    if kept is None:
        db.session.add(ClassifierEvaluation(classifier_id=row.id, document=evaluation))
    else:
        kept.document = evaluation
    db.session.flush()


def note_failed_training(job: Job) -> None:
    """A job that ended without success leaves its classifier failed, with the reason."""
    row = db.session.scalar(select(Classifier).where(Classifier.job_id == job.id))
    if row is not None and row.state == ClassifierState.CHECKING:
        note_failed_import(row, job)
    elif row is not None and row.state == ClassifierState.TRAINING:
        row.state, row.problem_code, row.problem_detail = ClassifierState.FAILED, job.error_code, job.error_detail


def require_ready(row: Classifier) -> None:
    if row.state != ClassifierState.READY:
        raise conflict("classifier-not-ready", f"This classifier is {row.state}; it cannot classify.")


def delete(row: Classifier) -> None:
    """Remove a classifier that no result rests on.

    Raises AppError 409 when runs were made with it: their results could no longer be traced.
    """
    used = db.session.scalar(select(ClassificationRun.id).where(ClassificationRun.classifier_id == row.id).limit(1))
    if used is not None:
        raise conflict("classifier-in-use", "Results rest on this classifier; delete its runs first.")
    db.session.delete(row)


def evaluation_of(row: Classifier) -> dict[str, Any]:
    found = db.session.get(ClassifierEvaluation, row.id)
    return found.document if found else {}
