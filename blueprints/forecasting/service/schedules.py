"""Forecasts by the clock, and forecasts asked for at once."""

import math
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select, update

from blueprints.forecasting.models import ForecastOrigin, ForecastSchedule, ForecastSession
from blueprints.forecasting.schemas.jobs import FORECAST, ForecastParams
from blueprints.forecasting.schemas.sessions import ScheduleBody
from blueprints.forecasting.service import sessions
from blueprints.forecasting.service.news import announce
from core.clock import EPOCH, now
from core.db import db
from core.errors import AppError
from core.jobs.models import Job
from core.jobs.queue import submit
from core.transactions import rows_changed


def put(row: ForecastSession, body: ScheduleBody, user_id: UUID) -> ForecastSchedule:
    """Set when a session forecasts by itself. Raises AppError 409 `no-model` when it is switched on without one."""
    if body.is_on:
        sessions.chosen(row)
    found = db.session.get(ForecastSchedule, row.id)
    if found is None:
        found = ForecastSchedule(session_id=row.id)
        db.session.add(found)
    found.is_on, found.every_s, found.offset_s = body.is_on, body.every_s, body.offset_s
    found.next_at, found.created_by = next_after(now(), body.every_s, body.offset_s), user_id
    found.problem_code = found.problem_detail = None
    db.session.flush()
    announce(row)
    return found


def next_after(moment: datetime, every_s: int, offset_s: int) -> datetime:
    """The first time after a moment that lies on the schedule; periods are counted from 1970-01-01 UTC."""
    n = math.floor(((moment - EPOCH).total_seconds() - offset_s) / every_s) + 1
    return EPOCH + timedelta(seconds=n * every_s + offset_s)


def run_due() -> None:
    """Ask for every forecast whose time has come; commits. Safe to run anywhere: each is asked for once."""
    moment = now()
    due = select(ForecastSchedule).where(ForecastSchedule.is_on, ForecastSchedule.next_at <= moment)
    for schedule in db.session.scalars(due).all():
        _run(schedule, moment)


def _run(schedule: ForecastSchedule, moment: datetime) -> None:
    taken = db.session.execute(
        update(ForecastSchedule)
        .where(ForecastSchedule.session_id == schedule.session_id, ForecastSchedule.next_at == schedule.next_at)
        .values(next_at=next_after(moment, schedule.every_s, schedule.offset_s), last_at=moment)
    )
    if not rows_changed(taken):
        db.session.rollback()
        return
    db.session.refresh(schedule)
    row = db.session.get_one(ForecastSession, schedule.session_id)
    try:
        schedule.job_id = ask(row, ForecastOrigin.SCHEDULE, schedule.created_by).id
    except AppError as exc:
        schedule.problem_code, schedule.problem_detail = exc.code, exc.detail
    db.session.commit()


def ask(row: ForecastSession, origin: ForecastOrigin, user_id: UUID | None) -> Job:
    """Submit a forecast of a session. Raises AppError 409 `no-model`, `model-not-ready`."""
    sessions.require_ready(sessions.chosen(row))
    return submit(
        FORECAST,
        ForecastParams(session_id=row.id, origin=origin),
        title=f"Forecast {row.name}",
        owner_id=user_id,
        group_id=row.group_id,
        project_id=row.project_id,
    )


def note_problem(session_id: UUID, code: str | None, detail: str | None) -> None:
    """What the last scheduled forecast came to."""
    schedule = db.session.get(ForecastSchedule, session_id)
    if schedule is not None:
        schedule.problem_code, schedule.problem_detail = code, detail
