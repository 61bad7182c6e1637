"""Who may see and change classifiers, training sets and runs: members of the group that owns them."""

from typing import Any
from uuid import UUID

from sqlalchemy import Select

from blueprints.calls.models import ClassificationRun, Classifier, TrainingSet
from core.access import Principal, Role
from core.owned import owned, visible


def visible_classifiers(who: Principal) -> Select[Any]:
    return visible(Classifier, who)


def visible_training_sets(who: Principal) -> Select[Any]:
    return visible(TrainingSet, who)


def visible_runs(who: Principal) -> Select[Any]:
    return visible(ClassificationRun, who)


def classifier(who: Principal, classifier_id: UUID, needed: Role = Role.VIEWER) -> Classifier:
    """The classifier, for someone who may do this with it; raises AppError 404 or 403."""
    return owned(Classifier, classifier_id, who, needed, "classifier")


def training_set(who: Principal, training_set_id: UUID, needed: Role = Role.VIEWER) -> TrainingSet:
    return owned(TrainingSet, training_set_id, who, needed, "training set")


def run(who: Principal, run_id: UUID, needed: Role = Role.VIEWER) -> ClassificationRun:
    return owned(ClassificationRun, run_id, who, needed, "classification run")
