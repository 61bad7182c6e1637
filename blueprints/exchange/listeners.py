"""What this area does when a job ends otherwise than well: the row people look at says so."""

from functools import cache
from typing import Any

from sqlalchemy import update

from blueprints.exchange.models import Export, ProjectImport, WorkState
from core import signals
from core.db import db
from core.jobs.kinds import JobState
from core.jobs.models import Job


@cache
def listen() -> None:
    """Connect once a process."""
    signals.job_ended.connect(_note_failure)


def _note_failure(_sender: object, *, job: Job, **_: Any) -> None:
    if not job.kind.startswith("exchange.") or job.state not in (JobState.FAILED, JobState.CANCELLED):
        return
    code = job.error_code or str(job.state)
    problem = {"state": WorkState.FAILED, "problem_code": code, "problem_detail": job.error_detail}
    for model in (Export, ProjectImport):
        waiting = update(model).where(model.job_id == job.id, model.state == WorkState.WAITING)
        db.session.execute(waiting.values(problem))
