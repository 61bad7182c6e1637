"""The sample project over HTTP."""

from uuid import UUID

from flask import Response

from blueprints.accounts.models import User
from blueprints.sample import service
from core.access import Role, principal, require_role
from core.api import Body, accepted, area
from core.db import db
from core.jobs.schemas import JobOut
from core.jobs.shapes import shape_job

api = area("sample", __name__, "The sample project")


class SampleBody(Body):
    """Where to put the sample project."""

    group_id: UUID | None = None


@api.post("/sample-project", responses={202: JobOut})
def create_sample(body: SampleBody) -> Response:
    """Make the sample project in a group (the active one by default): recordings, labels, a classifier."""
    who = principal()
    group_id = body.group_id or db.session.get_one(User, who.user_id).active_group_id or who.group_ids[0]
    require_role(who, group_id, Role.EDITOR, "group")
    job = service.request(group_id, who.user_id)
    db.session.commit()
    return accepted(shape_job(job, db.session()), f"/api/v1/jobs/{job.id}")
