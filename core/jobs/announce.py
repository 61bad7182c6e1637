"""Telling the live rooms what became of a job."""

import logging
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import realtime
from core.access import Principal
from core.after_commit import do_after_commit
from core.db import db
from core.jobs.models import Job
from core.jobs.shapes import shape_job

log = logging.getLogger(__name__)


def announce_when_committed(job_id: UUID) -> None:
    """Send the job's state to its room, and a top-level job's to its group, after the commit."""
    do_after_commit(("announce", job_id), announce, job_id)


def announce(job_id: UUID) -> None:
    # The session that has just committed must not query: the state is read on a session of its own.
    with Session(db.engine) as session:
        job = session.get(Job, job_id)
        if job is None:
            return
        state = shape_job(job, session)
        group_id, parent_id = job.group_id, job.parent_id
    realtime.emit("job.state", f"job:{job_id}", state)
    if group_id is not None and parent_id is None:
        realtime.emit("job.state", f"group:{group_id}", state)


def open_rooms() -> None:
    realtime.room("job")(_job_room)


def _job_room(who: Principal, key: str) -> realtime.RoomState | None:
    """Members of the job's group, and its owner."""
    try:
        job_id = UUID(key)
    except ValueError:
        return None
    job = db.session.scalar(select(Job).where(Job.id == job_id))
    if job is None or not (job.group_id in who.roles or job.owner_id == who.user_id):
        return None
    return shape_job(job, db.session())
