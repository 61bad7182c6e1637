"""Learned detectors: trained from corrections, used by the method `learned`."""

from typing import Any

from flask import Response, jsonify

from blueprints.projects.policy import get_project
from blueprints.recordings import policy
from blueprints.recordings.models import LearnedDetector
from blueprints.recordings.routes.area import api
from blueprints.recordings.schemas.answers import StartedDetectionOut
from blueprints.recordings.schemas.segmentations import LearnBody, LearnedOut, LearnedPage, LearnedQuery
from blueprints.recordings.service import learning
from blueprints.recordings.service.shapes import shape_detector
from core.access import Role, principal
from core.api import IdPath, accepted, no_content
from core.db import db
from core.documents import NOTHING
from core.jobs.shapes import shape_job
from core.paging import Ordering, moment, paginate

ORDERINGS = {
    "created_at": Ordering(LearnedDetector.created_at.expression, moment),
    "name": Ordering(LearnedDetector.name.expression),
}


@api.get("/learned-detectors", responses={200: LearnedPage})
def get_learned_detectors(query: LearnedQuery) -> dict[str, Any]:
    """Learned detectors of one's groups, the newest first."""
    rows = policy.visible_detectors(principal())
    if query.project_id:
        rows = rows.where(LearnedDetector.project_id == query.project_id)
    if query.search:
        rows = rows.where(LearnedDetector.name.icontains(query.search, autoescape=True))
    page = paginate(rows, query, key=LearnedDetector.id.expression, orderings=ORDERINGS, default="-created_at")
    return page.shape(shape_detector)


@api.post("/learned-detectors", responses={202: StartedDetectionOut})
def post_learned_detector(body: LearnBody) -> Response:
    """Train a detector from what people corrected in a project; answers with the job."""
    project = get_project(principal(), body.project_id, Role.EDITOR)
    job = learning.request_training(project, body, principal().user_id)
    db.session.commit()
    shown = shape_job(job, db.session())
    return accepted(shown | {"job_id": job.id}, f"/api/v1/jobs/{job.id}")


@api.get("/learned-detectors/<uuid:id>", responses={200: LearnedOut})
def get_learned_detector(path: IdPath) -> Response:
    """One learned detector: what it was trained from and with."""
    return jsonify(shape_detector(policy.learned_detector(principal(), path.id)))


@api.delete("/learned-detectors/<uuid:id>", responses={204: NOTHING})
def delete_learned_detector(path: IdPath) -> Response:
    """Delete a learned detector; segmentations it made stay."""
    learning.remove(policy.learned_detector(principal(), path.id, Role.EDITOR))
    db.session.commit()
    return no_content()
