"""Training a classifier and finding out honestly how good it is."""

from dataclasses import asdict, replace
from typing import Any
from uuid import UUID

import numpy as np

from blueprints.calls.jobs.clips import measure_clips
from blueprints.calls.jobs.intervals import measure_segments, measure_table
from blueprints.calls.jobs.material import Material, call_types_of, count_by
from blueprints.calls.models import Classifier, TrainingSet, TrainingSetKind
from blueprints.calls.schemas.jobs import TRAIN, TrainParams
from blueprints.calls.service.classifiers import store_trained
from blueprints.calls.service.stored_models import store_model
from core.db import db
from core.errors import AppError
from core.jobs.context import JobContext
from core.jobs.kinds import ResultLink
from ml.calls.evaluation import Evaluation, evaluate, score_held_out
from ml.calls.scores import Scores
from ml.calls.store import dump
from ml.calls.training import TrainedClassifier, find_method, train

SEED = 1
"""Training is a function of its material: the same labels give the same model."""

EVALUATION_SHARE = 0.7
"""Share of the training time that the folds take, for the bar."""


@TRAIN.runs
def train_classifier(ctx: JobContext, params: TrainParams) -> list[ResultLink]:
    """Measure the material, evaluate in honest folds, train on everything, store model and scores together."""
    row = db.session.get(Classifier, params.classifier_id)
    if row is None:
        raise AppError(404, "not-found", "The classifier was deleted meanwhile.")
    method, call_types = row.method, call_types_of(row.group_id, row.species_id)
    material = _gather(ctx, row, feature_set=find_method(method).feature_set)
    learned, held = material.to_learn(), material.held_out()
    ctx.log(f"{len(learned.labels)} calls of {len(set(learned.labels))} types in {len(set(learned.groups))} groups")
    evaluation = evaluate(
        learned.table,
        learned.labels,
        learned.groups,
        method=method,
        rng=np.random.default_rng(SEED),
        call_types=call_types,
        on_progress=lambda done, total, stage: ctx.report(done * EVALUATION_SHARE, total, stage.capitalize()),
    )
    model = train(
        learned.table,
        learned.labels,
        learned.groups,
        method=method,
        rng=np.random.default_rng(SEED),
        call_types=call_types,
        changed=learned.changed,
        on_progress=lambda done, total, stage: ctx.report(
            total * EVALUATION_SHARE + done * (1 - EVALUATION_SHARE), total, stage.capitalize()
        ),
    )
    if held is not None:
        outside = score_held_out(model, held.table, held.labels, learned.table)
        evaluation = replace(evaluation, held_out=outside)
    return _store(ctx, params, model, evaluation, learned)


def _gather(ctx: JobContext, row: Classifier, *, feature_set: str) -> Material:
    """Measure what the classifier was asked to learn from; reads the database, then lets go of it.

    Raises AppError or ModelError when there is nothing to learn from.
    """
    if row.source["kind"] != "training-set":
        return measure_segments(ctx, row, feature_set=feature_set)
    training_set = db.session.get(TrainingSet, UUID(row.source["training_set_id"]))
    if training_set is None:
        raise AppError(404, "not-found", "The training set was deleted meanwhile.")
    if training_set.kind == TrainingSetKind.LABELS:
        return measure_table(ctx, training_set, feature_set=feature_set)
    return measure_clips(ctx, training_set.blob_sha256, feature_set=feature_set)


def _store(
    ctx: JobContext, params: TrainParams, model: TrainedClassifier, evaluation: Evaluation, material: Material
) -> list[ResultLink]:
    sha256 = store_model(ctx, dump(model))
    row = db.session.get(Classifier, params.classifier_id)
    if row is None:
        raise AppError(404, "not-found", "The classifier was deleted meanwhile.")
    facts = {
        "labels": list(model.labels),
        "feature_set": model.feature_set,
        "feature_version": model.code_version,
        "training": _training(model, material),
        "scores": _headline(evaluation),
    }
    store_trained(row, blob_sha256=sha256, facts=facts, evaluation=evaluation.as_json())
    return [ResultLink("classifier", row.name, f"/classifiers/{row.id}")]


def _training(model: TrainedClassifier, material: Material) -> dict[str, Any]:
    return {
        "n_calls": len(material.labels),
        "n_groups": len(set(material.groups)),
        "per_class": dict(zip(model.labels, model.class_counts, strict=True)),
        "per_label": count_by(material.labels),
        "refused": material.refused,
        "warnings": [asdict(warning) for warning in model.warnings],
    }


def _headline(evaluation: Evaluation) -> dict[str, Any]:
    scores = evaluation.scores
    return {
        "accuracy": scores.accuracy,
        "balanced_accuracy": scores.balanced_accuracy,
        "macro_f1": scores.macro_f1,
        "is_grouped": evaluation.is_grouped,
        "n_groups": evaluation.n_groups,
        **(_held_out(evaluation.held_out) if evaluation.held_out else {}),
    }


def _held_out(scores: Scores) -> dict[str, Any]:
    return {
        "held_out": {
            "n_calls": scores.n_calls,
            "macro_f1": scores.macro_f1,
            "balanced_accuracy": scores.balanced_accuracy,
            "accuracy": scores.accuracy,
        }
    }
