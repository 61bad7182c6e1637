"""Looking over a classifier that came from outside, before it can be used."""

from dataclasses import asdict
from typing import Any

from blueprints.calls.models import Classifier
from blueprints.calls.schemas.jobs import IMPORT, TrainParams
from blueprints.calls.service.classifiers import store_trained
from core.db import db
from core.errors import AppError
from core.jobs.context import JobContext
from core.jobs.kinds import ResultLink
from core.storage import storage
from ml.calls.store import load


@IMPORT.runs
def look_over(ctx: JobContext, params: TrainParams) -> list[ResultLink]:
    """Build the classifier under the store's rules; what it refuses fails the job and with it the classifier."""
    row = db.session.get(Classifier, params.classifier_id)
    if row is None or row.blob_sha256 is None:
        raise AppError(404, "not-found", "The classifier was deleted meanwhile.")
    sha256 = row.blob_sha256
    ctx.commit()
    with storage().open_local(sha256) as path:
        model = load(path.read_bytes())
    row = db.session.get(Classifier, params.classifier_id)
    if row is None:
        raise AppError(404, "not-found", "The classifier was deleted meanwhile.")
    counts = dict(zip(model.labels, model.class_counts, strict=True))
    training: dict[str, Any] = {"warnings": [asdict(warning) for warning in model.warnings]}
    if any(counts.values()):
        training |= {"n_calls": sum(counts.values()), "per_class": counts}
    row.method = model.method[:60]
    facts = {
        "labels": list(model.labels),
        "feature_set": model.feature_set,
        "feature_version": model.code_version,
        "training": training,
        "scores": {},
    }
    store_trained(row, blob_sha256=sha256, facts=facts, evaluation={})
    return [ResultLink("classifier", row.name, f"/classifiers/{row.id}")]
