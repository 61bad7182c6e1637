"""Looking over a classifier that came from outside, before it can be used."""

import re
from dataclasses import asdict
from typing import Any

from blueprints.calls.models import Classifier
from blueprints.calls.schemas.jobs import IMPORT, TrainParams
from blueprints.calls.service.classifiers import store_trained
from blueprints.calls.service.stored_models import store_model
from core.db import db
from core.errors import AppError
from core.jobs.context import JobContext
from core.jobs.kinds import ResultLink
from core.storage import storage
from ml.calls.onnx import OnnxClassifier, Takes, accept
from ml.calls.store import dump, load
from ml.calls.training import TrainedClassifier


@IMPORT.runs
def look_over(ctx: JobContext, params: TrainParams) -> list[ResultLink]:
    """Build the classifier under the store's rules; what it refuses fails the job and with it the classifier.

    An ONNX model is tried on made-up calls, and stored with what was said of it as one file like any other.
    """
    row = db.session.get(Classifier, params.classifier_id)
    if row is None or row.blob_sha256 is None:
        raise AppError(404, "not-found", "The classifier was deleted meanwhile.")
    sha256, said = row.blob_sha256, row.source.get("onnx")
    ctx.commit()
    with storage().open_local(sha256) as path:
        content = path.read_bytes()
    model = accept(content, _takes(said)) if said else load(content)
    if isinstance(model, OnnxClassifier):
        model.try_out()
    if said:
        sha256 = store_model(ctx, dump(model))
    row = db.session.get(Classifier, params.classifier_id)
    if row is None:
        raise AppError(404, "not-found", "The classifier was deleted meanwhile.")
    row.method = model.method[:60]
    facts = {
        "labels": list(model.labels),
        "feature_set": model.feature_set,
        "feature_version": model.code_version,
        "training": _training(model),
        "scores": {},
    }
    store_trained(row, blob_sha256=sha256, facts=facts, evaluation={})
    return [ResultLink("classifier", row.name, f"/classifiers/{row.id}")]


def _takes(said: dict[str, Any]) -> Takes:
    """What a sender says of a model; labels are parted by commas or lines."""
    labels = [label.strip() for label in re.split(r"[,\n]", said.get("labels") or "")]
    band_hz = (said["low_hz"], said["high_hz"]) if said.get("high_hz") else None
    return Takes(tuple(label for label in labels if label), said["feature_set"], band_hz, said["scores"])


def _training(model: TrainedClassifier | OnnxClassifier) -> dict[str, Any]:
    counts = dict(zip(model.labels, model.class_counts, strict=True))
    training: dict[str, Any] = {"warnings": [asdict(warning) for warning in model.warnings]}
    if any(counts.values()):
        training |= {"n_calls": sum(counts.values()), "per_class": counts}
    return training
