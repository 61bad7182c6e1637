"""Jobs over HTTP: lists, one job, its log and children, cancel and retry."""

from typing import Any
from uuid import UUID

from pydantic import Field
from sqlalchemy import Select, or_, select

from core.access import Principal, Role, principal
from core.api import IdPath, area
from core.db import db
from core.errors import forbidden, not_found
from core.jobs import progress, queue
from core.jobs.kinds import OPEN_STATES, JobState
from core.jobs.models import Job
from core.jobs.schemas import JobLogOut, JobOut, JobPage, JobSummaryOut, LiveJobOut
from core.jobs.shapes import shape_job
from core.paging import Ordering, PageQuery, moment, paginate
from core.realtime import last_seq

api = area("jobs", __name__, "Background work: progress, cancel, retry")


class JobQuery(PageQuery):
    """Filters of the list of jobs."""

    state: str | None = Field(None, max_length=100, description="One or more states, separated by commas")
    kind: str | None = Field(None, max_length=60)
    group_id: UUID | None = None
    project_id: UUID | None = None
    parent_id: UUID | None = Field(None, description="Children of this batch")
    mine: bool = Field(False, description="Only one's own")


ORDERINGS = {"created_at": Ordering(Job.created_at, moment), "title": Ordering(Job.title)}


def visible_to(who: Principal) -> Select[Any]:
    return select(Job).where(or_(Job.group_id.in_(who.group_ids), Job.owner_id == who.user_id))


def _get(job_id: UUID) -> Job:
    job: Job | None = db.session.scalar(visible_to(principal()).where(Job.id == job_id))
    if job is None:
        raise not_found("job")
    return job


def _get_to_change(job_id: UUID) -> Job:
    """Its owner, and editors of its group, may cancel and retry."""
    job, who = _get(job_id), principal()
    if job.owner_id != who.user_id and not (job.group_id and who.may(job.group_id, Role.EDITOR)):
        raise forbidden("Only the person who started it, or an editor of the group, may do this.")
    return job


def _filtered(query: JobQuery) -> Select[Any]:
    rows = visible_to(principal())
    if query.state:
        states = [state for state in query.state.split(",") if state in set(JobState)]
        rows = rows.where(Job.state.in_(states))
    if query.kind:
        rows = rows.where(Job.kind == query.kind)
    if query.group_id:
        rows = rows.where(Job.group_id == query.group_id)
    if query.project_id:
        rows = rows.where(Job.project_id == query.project_id)
    if query.search:
        rows = rows.where(Job.title.icontains(query.search, autoescape=True))
    if query.mine:
        rows = rows.where(Job.owner_id == principal().user_id)
    return rows.where(Job.parent_id == query.parent_id)


@api.get("/jobs", responses={200: JobPage})
def list_jobs(query: JobQuery) -> dict[str, Any]:
    """Jobs one may see, newest first; children of batches only with `parent_id`."""
    page = paginate(_filtered(query), query, key=Job.id, orderings=ORDERINGS, default="-created_at")
    return page.shape(lambda job: shape_job(job, db.session()))


@api.get("/jobs/summary", responses={200: JobSummaryOut})
def summarise_jobs() -> dict[str, Any]:
    """How many top-level jobs are open, with those that are."""
    rows = visible_to(principal()).where(Job.parent_id.is_(None), Job.state.in_(OPEN_STATES))
    open_jobs = list(db.session.scalars(rows.order_by(Job.created_at.desc()).limit(200)))
    n_running = sum(job.state == JobState.RUNNING for job in open_jobs)
    return {
        "running": n_running,
        "queued": len(open_jobs) - n_running,
        "jobs": [shape_job(job, db.session()) for job in open_jobs[:20]],
    }


@api.get("/jobs/<uuid:id>", responses={200: LiveJobOut})
def get_job(path: IdPath) -> dict[str, Any]:
    """One job with its live numbers."""
    job = _get(path.id)
    return shape_job(job, db.session()) | {"seq": last_seq(f"job:{job.id}")}


@api.get("/jobs/<uuid:id>/log", responses={200: JobLogOut})
def get_job_log(path: IdPath) -> dict[str, Any]:
    """The job's own log lines."""
    job = _get(path.id)
    return {"lines": progress.read_log(job.id) or job.log}


@api.get("/jobs/<uuid:id>/children", responses={200: JobPage})
def list_job_children(path: IdPath, query: JobQuery) -> dict[str, Any]:
    """The jobs of a batch or chain, in the order they were added."""
    query.parent_id = _get(path.id).id
    page = paginate(_filtered(query), query, key=Job.id, orderings=ORDERINGS, default="created_at")
    return page.shape(lambda job: shape_job(job, db.session()))


@api.post("/jobs/<uuid:id>/cancel", responses={200: JobOut})
def cancel_job(path: IdPath) -> dict[str, Any]:
    """Cancel at once; a running job's process is stopped."""
    job = _get_to_change(path.id)
    queue.cancel(job)
    db.session.commit()
    return shape_job(job, db.session())


@api.post("/jobs/<uuid:id>/retry", responses={200: JobOut})
def retry_job(path: IdPath) -> dict[str, Any]:
    """Run a failed or cancelled job again, with those that were given up because of it."""
    job = _get_to_change(path.id)
    queue.retry(job)
    db.session.commit()
    return shape_job(job, db.session())
