"""Asking for the sample project."""

from uuid import UUID

from sqlalchemy import select

from blueprints.projects.models import Project
from blueprints.sample.schemas import SAMPLE, SampleParams
from core.db import db
from core.errors import conflict
from core.jobs.kinds import OPEN_STATES
from core.jobs.models import Job
from core.jobs.queue import submit

PROJECT_NAME = "Sample project"


def existing(group_id: UUID) -> Project | None:
    return db.session.scalar(select(Project).where(Project.group_id == group_id, Project.name == PROJECT_NAME))


def request(group_id: UUID, user_id: UUID) -> Job:
    """Ask for the sample project.

    Raises AppError 409 when the group has it already or it is being made.
    """
    if existing(group_id) is not None:
        raise conflict("already-here", "This group has the sample project already.")
    under_way = select(Job.id).where(Job.kind == SAMPLE.name, Job.group_id == group_id, Job.state.in_(OPEN_STATES))
    if db.session.scalar(under_way) is not None:
        raise conflict("job-open", "The sample project is being made.")
    params = SampleParams(group_id=group_id, user_id=user_id)
    return submit(SAMPLE, params, title="Make the sample project", owner_id=user_id, group_id=group_id)
