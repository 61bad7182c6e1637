"""Training a classifier and finding out honestly how good it is."""

from dataclasses import asdict
from typing import Any

import numpy as np

from blueprints.calls.jobs.material import Material, call_types_of, count_by, gather
from blueprints.calls.models import Classifier
from blueprints.calls.schemas.jobs import TRAIN, TrainParams
from blueprints.calls.service.classifiers import store_trained
from core.db import db
from core.errors import AppError
from core.jobs.context import JobContext
from core.jobs.kinds import ResultLink
from core.storage import sha256_of, storage
from core.storage.blobs import announce_blob
from ml.calls.evaluation import Evaluation, evaluate
from ml.calls.store import dump
from ml.calls.training import TrainedClassifier, find_method, train

SEED = 1
"""Training is a function of its material: the same labels give the same model."""

MODEL_TYPE = "application/zip"

EVALUATION_SHARE = 0.7
"""Share of the training time that the folds take, for the bar."""


@TRAIN.runs
def train_classifier(ctx: JobContext, params: TrainParams) -> list[ResultLink]:
    """Measure the material, evaluate in honest folds, train on everything, store model and scores together."""
    row = db.session.get(Classifier, params.classifier_id)
    if row is None:
        raise AppError(404, "not-found", "The classifier was deleted meanwhile.")
    method, call_types = row.method, call_types_of(row.species_id)
    material = gather(ctx, row, feature_set=find_method(method).feature_set)
    ctx.log(f"{len(material.labels)} calls of {len(set(material.labels))} types in {len(set(material.groups))} groups")
    evaluation = evaluate(
        material.table,
        material.labels,
        material.groups,
        method=method,
        rng=np.random.default_rng(SEED),
        call_types=call_types,
        on_progress=lambda done, total, stage: ctx.report(done * EVALUATION_SHARE, total, stage.capitalize()),
    )
    model = train(
        material.table,
        material.labels,
        material.groups,
        method=method,
        rng=np.random.default_rng(SEED),
        call_types=call_types,
        on_progress=lambda done, total, stage: ctx.report(
            total * EVALUATION_SHARE + done * (1 - EVALUATION_SHARE), total, stage.capitalize()
        ),
    )
    return _store(ctx, params, model, evaluation, material)


def _store(
    ctx: JobContext, params: TrainParams, model: TrainedClassifier, evaluation: Evaluation, material: Material
) -> list[ResultLink]:
    path = ctx.workdir / "model"
    path.write_bytes(dump(model))
    sha256 = sha256_of(path)
    announce_blob(sha256, path.stat().st_size, MODEL_TYPE)
    ctx.commit()
    storage().put_file(path, sha256)
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
    }
