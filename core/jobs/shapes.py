"""The JSON form of a job, with its live numbers."""

from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.jobs import progress
from core.jobs.kinds import JobState
from core.jobs.models import Job
from core.jobs.progress import Progress


def shape_job(job: Job, session: Session) -> dict[str, Any]:
    """Everything a list or the job's page shows but the log."""
    children = count_children(job, session) if job.is_batch else None
    return {
        "id": job.id,
        "kind": job.kind,
        "title": job.title,
        "state": job.state,
        **_progress(job, children).shape(),
        "position": _position(job, session),
        "attempt": job.attempt,
        "owner_id": job.owner_id,
        "group_id": job.group_id,
        "project_id": job.project_id,
        "parent_id": job.parent_id,
        "created_at": job.created_at,
        "started_at": job.started_at,
        "finished_at": job.finished_at,
        "not_before": job.not_before,
        "error": {"code": job.error_code, "detail": job.error_detail} if job.error_code else None,
        "params": job.params,
        "results": job.results,
        "children": children,
    }


def count_children(job: Job, session: Session) -> dict[str, int]:
    """How many children of a batch are in each state."""
    rows = session.execute(
        select(Job.state, func.count().label("n")).where(Job.parent_id == job.id).group_by(Job.state)
    ).all()
    return {state.value: 0 for state in JobState} | {row.state: row.n for row in rows}


def _progress(job: Job, children: dict[str, int] | None) -> Progress:
    if children is not None:
        return batch_progress(job.id, children)
    if job.state == JobState.QUEUED:
        return Progress(stage="waiting")
    known = progress.read(job.id)
    if job.state == JobState.SUCCEEDED:
        total = known.total or 1.0
        return known._replace(done=total, total=total, stage="done", rate=known.rate)
    return known


def batch_progress(batch_id: UUID, children: dict[str, int]) -> Progress:
    """A batch's progress: its ended children, and the fractions of those that run."""
    total = sum(children.values())
    n_ended = children[JobState.SUCCEEDED] + children[JobState.FAILED] + children[JobState.CANCELLED]
    running = [share for share in progress.shares(batch_id).values() if 0.0 < share < 1.0]
    part = min(sum(running), float(children[JobState.RUNNING]))
    return Progress(done=round(n_ended + part, 3), total=float(total), unit="jobs", stage=_stage(children))


def _stage(children: dict[str, int]) -> str:
    if children[JobState.RUNNING]:
        return "working"
    return "waiting" if children[JobState.QUEUED] else "done"


def _position(job: Job, session: Session) -> int | None:
    """Place among the jobs of its queue that could start, 1 is next; None when it is not waiting."""
    if job.state != JobState.QUEUED or job.n_waiting:
        return None
    earlier = session.scalar(
        select(func.count()).where(
            Job.queue == job.queue,
            Job.state == JobState.QUEUED,
            Job.n_waiting == 0,
            Job.created_at < job.created_at,
        )
    )
    return (earlier or 0) + 1
