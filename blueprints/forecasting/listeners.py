"""What this area does by the clock and about news from below."""

from functools import cache
from typing import Any

from sqlalchemy import select

from blueprints.forecasting.models import ForecastPreparation, ForecastRun, ForecastSchedule, ForecastSession, WorkState
from blueprints.forecasting.service import runs, schedules
from blueprints.forecasting.service.news import announce
from core import scheduler, signals
from core.db import db
from core.jobs.kinds import JobState
from core.jobs.models import Job

CHECK_EVERY_S = 30
"""How often is looked whether a scheduled forecast is due."""


@cache
def listen() -> None:
    """Connect once a process."""
    signals.job_ended.connect(_note_failure)
    scheduler.every(CHECK_EVERY_S, "forecasting.due", schedules.run_due)


def _note_failure(_sender: object, *, job: Job, **_: Any) -> None:
    """Work that ended badly is told by the row people look at."""
    if not job.kind.startswith("forecasting.") or job.state == JobState.SUCCEEDED:
        return
    for made in db.session.scalars(select(ForecastPreparation).where(ForecastPreparation.job_id == job.id)):
        if made.state == WorkState.WAITING:
            made.state, made.problem_code, made.problem_detail = WorkState.FAILED, job.error_code, job.error_detail
            announce(db.session.get_one(ForecastSession, made.session_id))
    for run in db.session.scalars(select(ForecastRun).where(ForecastRun.job_id == job.id)):
        if run.state in (WorkState.WAITING, WorkState.TRAINING):
            runs.note_failure(run, job.error_code, job.error_detail)
            announce(db.session.get_one(ForecastSession, run.session_id))
    for schedule in db.session.scalars(select(ForecastSchedule).where(ForecastSchedule.job_id == job.id)):
        schedules.note_problem(schedule.session_id, job.error_code, job.error_detail)
        announce(db.session.get_one(ForecastSession, schedule.session_id))
