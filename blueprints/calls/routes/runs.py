"""Classification runs, batches and predictions."""

from typing import Any

from flask import Response, jsonify
from sqlalchemy import select

from blueprints.calls import policy
from blueprints.calls.models import ClassificationRun, Classifier, Prediction
from blueprints.calls.routes.blueprint import api
from blueprints.calls.schemas.answers import (
    ClassificationRunOut,
    ClassificationRunPage,
    PredictionPage,
    RunSummaryOut,
    StartedRunOut,
)
from blueprints.calls.schemas.runs import BatchBody, PredictionQuery, RunBody, RunQuery
from blueprints.calls.service import runs as service
from blueprints.calls.service.shapes import shape_prediction, shape_run
from core.access import Role, principal
from core.api import IdPath, accepted, no_content
from core.db import db
from core.documents import NOTHING
from core.jobs.schemas import JobOut
from core.jobs.shapes import shape_job
from core.paging import Ordering, moment, paginate

ORDERINGS = {"created_at": Ordering(ClassificationRun.created_at, moment)}
PREDICTION_ORDERINGS = {
    "segment_id": Ordering(Prediction.segment_id, int),
    "confidence": Ordering(Prediction.confidence, float),
}


@api.get("/classification-runs", responses={200: ClassificationRunPage})
def list_runs(query: RunQuery) -> dict[str, Any]:
    """Runs of classifiers, newest first."""
    rows = policy.visible_runs(principal())
    for column, value in (
        (ClassificationRun.recording_id, query.recording_id),
        (ClassificationRun.segmentation_id, query.segmentation_id),
        (ClassificationRun.classifier_id, query.classifier_id),
    ):
        if value is not None:
            rows = rows.where(column == value)
    page = paginate(rows, query, key=ClassificationRun.id, orderings=ORDERINGS, default="-created_at")
    return page.shape(shape_run)


@api.post("/classification-runs", responses={202: StartedRunOut})
def create_run(body: RunBody) -> Response:
    """Classify the segments of a recording; the answer names the job."""
    run, job = service.create(principal(), body)
    db.session.commit()
    return accepted(shape_run(run) | {"job": shape_job(job, db.session())}, f"/api/v1/classification-runs/{run.id}")


@api.post("/classification-runs/batch", responses={202: JobOut})
def create_batch(body: BatchBody) -> Response:
    """Classify everything in a project or of a species that waits for it, as one batch of jobs."""
    batch = service.create_batch(principal(), body)
    db.session.commit()
    return accepted(shape_job(batch, db.session()), f"/api/v1/jobs/{batch.id}")


@api.get("/classification-runs/<uuid:id>", responses={200: ClassificationRunOut})
def get_run(path: IdPath) -> dict[str, Any]:
    """One run."""
    return shape_run(policy.run(principal(), path.id))


@api.delete("/classification-runs/<uuid:id>", responses={204: NOTHING})
def delete_run(path: IdPath) -> Response:
    """Delete a run with its predictions."""
    service.remove(policy.run(principal(), path.id, Role.EDITOR))
    db.session.commit()
    return no_content()


@api.get("/classification-runs/<uuid:id>/summary", responses={200: RunSummaryOut})
def summarise_run(path: IdPath) -> Response:
    """Calls and mean confidence by predicted type."""
    return jsonify(service.summary(policy.run(principal(), path.id)))


@api.get("/classification-runs/<uuid:id>/predictions", responses={200: PredictionPage})
def list_predictions(path: IdPath, query: PredictionQuery) -> dict[str, Any]:
    """One prediction a segment, with the probability of every class."""
    run = policy.run(principal(), path.id)
    labels = db.session.get_one(Classifier, run.classifier_id).labels
    rows = select(Prediction).where(Prediction.run_id == run.id)
    if query.label is not None:
        rows = rows.where(Prediction.label == query.label)
    if query.max_confidence is not None:
        rows = rows.where(Prediction.confidence <= query.max_confidence)
    page = paginate(
        rows,
        query,
        key=Prediction.segment_id,
        orderings=PREDICTION_ORDERINGS,
        default="segment_id",
        key_type=int,
    )
    return page.shape(lambda row: shape_prediction(row, labels))
