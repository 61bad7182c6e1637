"""The learning loop of a batch: its rounds, and asking for one."""

from typing import Any

from flask import Response

from blueprints.annotation import policy
from blueprints.annotation.routes.blueprint import api
from blueprints.annotation.schemas.learning import LearningOut
from blueprints.annotation.service import learning as service
from core.access import Role, principal
from core.api import IdPath, accepted
from core.db import db
from core.jobs.schemas import JobOut
from core.jobs.shapes import shape_job


@api.get("/task-batches/<uuid:id>/learning", responses={200: LearningOut})
def get_learning(path: IdPath) -> dict[str, Any]:
    """What the model of a batch learned so far, and how well it does on labels it never saw."""
    return service.shape_learning(policy.batch(principal(), path.id))


@api.post("/task-batches/<uuid:id>/learn", responses={202: JobOut})
def start_learning(path: IdPath) -> Response:
    """Learn from the labels there are now; answers with the job, also when one is running already."""
    job = service.ask(policy.batch(principal(), path.id, Role.EDITOR))
    db.session.commit()
    return accepted(shape_job(job, db.session()), f"/api/v1/jobs/{job.id}")
