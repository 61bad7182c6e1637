"""How a job ends, and what its end means for those that wait for it and for its batch."""

from typing import Any
from uuid import UUID

from sqlalchemy import func, select, update

from core import signals
from core.clock import now
from core.db import db
from core.jobs.announce import announce_when_committed
from core.jobs.kinds import OPEN_STATES, JobState
from core.jobs.models import Job, JobDependency
from core.jobs.tickets import request_ticket


def end(job: Job, state: JobState, *, error_code: str | None = None, error_detail: str | None = None) -> None:
    """Write the end of a job into the present transaction, with all its consequences.

    The caller makes sure that the job is its to end (a claim held, or a row not yet claimed).
    """
    job.state, job.claim, job.finished_at = state, None, now()
    job.error_code, job.error_detail = error_code, error_detail
    db.session.flush()
    if state is JobState.SUCCEEDED:
        _release_followers(job.id)
    else:
        _give_up_followers(job.id)
    if job.parent_id is not None:
        settle_parent(job.parent_id)
    signals.job_ended.send(job, job=job)
    announce_when_committed(job.id)


def _release_followers(job_id: UUID) -> None:
    followers = select(JobDependency.job_id).where(JobDependency.after_id == job_id)
    rows = db.session.execute(
        update(Job)
        .where(Job.id.in_(followers), Job.state == JobState.QUEUED, Job.n_waiting > 0)
        .values(n_waiting=Job.n_waiting - 1)
        .returning(Job.n_waiting, Job.queue)
    ).all()
    for n_waiting, queue in rows:
        if n_waiting == 0:
            request_ticket(queue or "")


def _give_up_followers(job_id: UUID) -> None:
    followers = db.session.scalars(
        select(Job)
        .join(JobDependency, JobDependency.job_id == Job.id)
        .where(JobDependency.after_id == job_id, Job.state == JobState.QUEUED)
    ).all()
    for follower in followers:
        detail = "A job it waits for did not succeed."
        end(follower, JobState.CANCELLED, error_code="dependency-failed", error_detail=detail)


def settle_parent(parent_id: UUID) -> None:
    """End a batch when its last child has ended."""
    # The update takes the row's lock first, so that of two last children one sees the other's end.
    db.session.execute(update(Job).where(Job.id == parent_id).values(heartbeat_at=now()))
    rows: Any = db.session.execute(
        select(Job.state, Job.error_code, func.count())
        .where(Job.parent_id == parent_id)
        .group_by(Job.state, Job.error_code)
    ).all()
    if any(state in OPEN_STATES for state, _, _ in rows):
        announce_when_committed(parent_id)
        return
    parent = db.session.get_one(Job, parent_id)
    if parent.state not in OPEN_STATES:
        return
    n_failed = sum(n for state, _, n in rows if state == JobState.FAILED)
    n_cancelled = sum(n for state, code, n in rows if state == JobState.CANCELLED and code == "cancelled")
    if n_failed:
        plural = "job" if n_failed == 1 else "jobs"
        end(parent, JobState.FAILED, error_code="children-failed", error_detail=f"{n_failed} {plural} failed.")
    elif n_cancelled:
        end(parent, JobState.CANCELLED, error_code="cancelled", error_detail=f"{n_cancelled} were cancelled.")
    else:
        end(parent, JobState.SUCCEEDED)
