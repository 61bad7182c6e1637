"""Who may see and change classifiers, training sets and runs: members of the group that owns them."""

from typing import Any
from uuid import UUID

from sqlalchemy import Select, select

from blueprints.calls.models import ClassificationRun, Classifier, TrainingSet
from core.access import Principal, Role, require_role
from core.db import db
from core.errors import not_found


def visible_classifiers(who: Principal) -> Select[Any]:
    return select(Classifier).where(Classifier.group_id.in_(who.group_ids))


def visible_training_sets(who: Principal) -> Select[Any]:
    return select(TrainingSet).where(TrainingSet.group_id.in_(who.group_ids))


def visible_runs(who: Principal) -> Select[Any]:
    return select(ClassificationRun).where(ClassificationRun.group_id.in_(who.group_ids))


def classifier(who: Principal, classifier_id: UUID, needed: Role = Role.VIEWER) -> Classifier:
    """The classifier, for someone who may do this with it; raises AppError 404 or 403."""
    found = db.session.get(Classifier, classifier_id)
    if found is None:
        raise not_found("classifier")
    require_role(who, found.group_id, needed, "classifier")
    return found


def training_set(who: Principal, training_set_id: UUID, needed: Role = Role.VIEWER) -> TrainingSet:
    found = db.session.get(TrainingSet, training_set_id)
    if found is None:
        raise not_found("training set")
    require_role(who, found.group_id, needed, "training set")
    return found


def run(who: Principal, run_id: UUID, needed: Role = Role.VIEWER) -> ClassificationRun:
    found = db.session.get(ClassificationRun, run_id)
    if found is None:
        raise not_found("classification run")
    require_role(who, found.group_id, needed, "classification run")
    return found
