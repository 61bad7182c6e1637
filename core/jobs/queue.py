"""Asking for work: submit, batch, cancel, retry. Functions flush; the caller commits."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from pydantic import BaseModel
from sqlalchemy import delete, select

from core.after_commit import do_after_commit
from core.clock import now
from core.db import db
from core.errors import conflict
from core.jobs import progress
from core.jobs.announce import announce_when_committed
from core.jobs.ending import end, settle_parent
from core.jobs.kinds import ENDED_STATES, OPEN_STATES, JobKind, JobState
from core.jobs.models import BATCH_KINDS, Job, JobDependency
from core.jobs.tickets import request_ticket

CANCELLED_CODE = "cancelled"


def submit(
    kind: JobKind[Any],
    params: BaseModel,
    *,
    title: str,
    owner_id: UUID | None,
    group_id: UUID | None,
    project_id: UUID | None = None,
    after: Sequence[Job] = (),
    parent: Job | None = None,
) -> Job:
    """Add a job to its queue; workers see it once the caller has committed.

    after : jobs that must succeed first; when one fails or is cancelled, so is this one.
    parent : a batch or chain (`open_batch`) that this job belongs to.
    """
    unmet = [job for job in after if job.state != JobState.SUCCEEDED]
    job = Job(
        kind=kind.name,
        title=title[:300],
        queue=kind.queue.value,
        params=params.model_dump(mode="json"),
        owner_id=owner_id,
        group_id=group_id,
        project_id=project_id,
        parent_id=parent.id if parent else None,
        n_waiting=len(unmet),
    )
    db.session.add(job)
    db.session.flush()
    for earlier in after:
        db.session.add(JobDependency(job_id=job.id, after_id=earlier.id))
    if parent is not None and parent.state in ENDED_STATES:
        parent.state, parent.finished_at, parent.error_code, parent.error_detail = (
            JobState.RUNNING,
            None,
            None,
            None,
        )
    if any(earlier.state in (JobState.FAILED, JobState.CANCELLED) for earlier in after):
        db.session.flush()
        end(
            job,
            JobState.CANCELLED,
            error_code="dependency-failed",
            error_detail="A job it waits for did not succeed.",
        )
    elif not unmet:
        request_ticket(job.queue or "")
    db.session.flush()
    return job


def open_batch(
    title: str,
    *,
    owner_id: UUID | None,
    group_id: UUID | None,
    project_id: UUID | None = None,
    kind: str = "batch",
    parent: Job | None = None,
) -> Job:
    """A parent row: its children are the work, its progress is theirs together."""
    if kind not in BATCH_KINDS:
        raise ValueError(f"expected one of {BATCH_KINDS}, found {kind}")
    job = Job(
        kind=kind,
        title=title[:300],
        queue=None,
        state=JobState.RUNNING,
        owner_id=owner_id,
        group_id=group_id,
        project_id=project_id,
        parent_id=parent.id if parent else None,
        started_at=now(),
    )
    db.session.add(job)
    db.session.flush()
    return job


def cancel(job: Job) -> None:
    """Cancel a job at once, and the children of a batch; a running one is stopped within a second.

    Raises AppError 409 when it has already ended.
    """
    if job.state in ENDED_STATES:
        raise conflict("job-ended", f"This job has already {job.state}.")
    if job.is_batch:
        for child in _children(job, OPEN_STATES):
            _cancel_one(child)
        db.session.refresh(job)
    if job.state in OPEN_STATES:
        _cancel_one(job)


def _cancel_one(job: Job) -> None:
    if job.is_batch and _children(job, OPEN_STATES):
        cancel(job)
        return
    was_running = job.state == JobState.RUNNING and not job.is_batch
    rq_id = job.rq_id
    end(job, JobState.CANCELLED, error_code=CANCELLED_CODE, error_detail="Cancelled by a person.")
    if was_running:
        do_after_commit(("stop", job.id), progress.stop, job.id, rq_id)


def _children(job: Job, states: Sequence[JobState]) -> list[Job]:
    return list(db.session.scalars(select(Job).where(Job.parent_id == job.id, Job.state.in_(states))))


def retry(job: Job) -> None:
    """Run a failed or cancelled job again, with those that were given up because of it.

    Raises AppError 409 when it is open or succeeded.
    """
    if job.state not in (JobState.FAILED, JobState.CANCELLED):
        raise conflict("job-not-ended", f"Only a failed or cancelled job can be retried; this one is {job.state}.")
    if job.is_batch:
        for child in _children(job, (JobState.FAILED, JobState.CANCELLED)):
            _queue_again(child)
    else:
        _queue_again(job)
        for follower in _followers(job):
            _queue_again(follower)
    db.session.flush()
    _reopen_parent(job)


def _queue_again(job: Job) -> None:
    if job.is_batch:
        retry(job)
        return
    unmet = db.session.scalars(
        select(Job.id)
        .join(JobDependency, JobDependency.after_id == Job.id)
        .where(JobDependency.job_id == job.id, Job.state != JobState.SUCCEEDED)
    ).all()
    job.state, job.claim, job.n_faults, job.n_losses, job.not_before = JobState.QUEUED, None, 0, 0, None
    job.error_code = job.error_detail = job.finished_at = job.started_at = None
    job.n_waiting = len(unmet)
    do_after_commit(("forget", job.id), progress.forget, job.id)
    db.session.flush()
    if not unmet:
        request_ticket(job.queue or "")


def _followers(job: Job) -> list[Job]:
    """Jobs given up because this one did not succeed, nearest first."""
    found: list[Job] = []
    edge = [job.id]
    while edge:
        later = db.session.scalars(
            select(Job)
            .join(JobDependency, JobDependency.job_id == Job.id)
            .where(JobDependency.after_id.in_(edge), Job.error_code == "dependency-failed")
        ).all()
        fresh = [row for row in later if row not in found]
        found += fresh
        edge = [row.id for row in fresh]
    return found


def _reopen_parent(job: Job) -> None:
    if job.is_batch:
        job.state, job.finished_at, job.error_code, job.error_detail = JobState.RUNNING, None, None, None
        announce_when_committed(job.id)
    if job.parent_id is None:
        announce_when_committed(job.id)
        return
    parent = db.session.get_one(Job, job.parent_id)
    if parent.state in ENDED_STATES:
        parent.state, parent.finished_at, parent.error_code, parent.error_detail = (
            JobState.RUNNING,
            None,
            None,
            None,
        )
        db.session.flush()
    _reopen_parent(parent)


def close_batch(job: Job) -> None:
    """End a batch that turned out to have no children."""
    settle_parent(job.id)


def forget_ended(before: Any) -> int:
    """Delete ended top-level jobs older than a moment; returns how many rows."""
    ids = select(Job.id).where(Job.parent_id.is_(None), Job.state.in_(ENDED_STATES), Job.finished_at < before)
    result = db.session.execute(delete(Job).where(Job.id.in_(ids)))
    return int(result.rowcount)  # type: ignore[attr-defined]
