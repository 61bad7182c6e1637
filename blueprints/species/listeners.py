"""What this area does when a job ends otherwise than well: the checklist says so and can go on."""

from functools import cache
from typing import Any

from sqlalchemy import update

from blueprints.species.models import Checklist, ChecklistState
from core import signals
from core.db import db
from core.jobs.kinds import JobState
from core.jobs.models import Job


@cache
def listen() -> None:
    """Connect once a process."""
    signals.job_ended.connect(_note_stop)


def _note_stop(_sender: object, *, job: Job, **_: Any) -> None:
    if job.kind != "species.import-checklist" or job.state not in (JobState.FAILED, JobState.CANCELLED):
        return
    stopped = update(Checklist).where(Checklist.job_id == job.id, Checklist.state == ChecklistState.LOADING)
    code = job.error_code or str(job.state)
    db.session.execute(stopped.values(state=ChecklistState.STOPPED, problem_code=code, problem_detail=job.error_detail))
