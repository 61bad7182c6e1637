"""Sessions, runs, models and forecasts as JSON."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select

from blueprints.forecasting.models import (
    DriftWatch,
    Forecast,
    ForecastModel,
    ForecastPreparation,
    ForecastRun,
    ForecastSchedule,
    ForecastSession,
)
from blueprints.forecasting.service import plans
from blueprints.forecasting.service.forecasts import ForecastLine
from blueprints.forecasting.service.sessions import companions
from blueprints.projects.models import Site
from core.clock import EPOCH
from core.db import db
from core.errors import AppError


def _problem(row: Any) -> dict[str, Any] | None:
    return {"code": row.problem_code, "detail": row.problem_detail} if row.problem_code else None


def shape_sessions(rows: Sequence[ForecastSession]) -> list[dict[str, Any]]:
    """Sessions with what belongs to them, in as many queries whatever their number."""
    found = companions([row.id for row in rows])
    zones = {
        site.id: site.time_zone
        for site in db.session.scalars(select(Site).where(Site.id.in_([row.site_id for row in rows if row.site_id])))
    }
    wanted = [row.chosen_model_id for row in rows if row.chosen_model_id]
    models = {one.id: one for one in db.session.scalars(select(ForecastModel).where(ForecastModel.id.in_(wanted)))}
    return [
        _shape_session(
            row,
            zones.get(row.site_id) if row.site_id else None,
            models.get(row.chosen_model_id) if row.chosen_model_id else None,
            {kind: by_id.get(row.id) for kind, by_id in found.items()},
        )
        for row in rows
    ]


def _shape_session(
    row: ForecastSession, zone: str | None, chosen: ForecastModel | None, beside: dict[type[Any], Any]
) -> dict[str, Any]:
    made, schedule, watch = beside[ForecastPreparation], beside[ForecastSchedule], beside[DriftWatch]
    return {
        "id": row.id,
        "group_id": row.group_id,
        "project_id": row.project_id,
        "site_id": row.site_id,
        "zone": zone or "UTC",
        "name": row.name,
        "description": row.description,
        "plan": row.plan,
        "n_runs": row.n_runs,
        "chosen": shape_model(chosen, row.chosen_model_id) if chosen else None,
        "preparation": _shape_preparation(made, is_current=True, with_report=False) if made else None,
        "schedule": shape_schedule(schedule) if schedule else None,
        "watch": shape_watch(watch) if watch else None,
        "version": row.version,
        "created_by": row.created_by,
        "created_at": row.created_at,
        "updated_at": row.updated_at,
    }


def shape_session(row: ForecastSession) -> dict[str, Any]:
    return shape_sessions([row])[0]


def shape_preparation(made: ForecastPreparation, row: ForecastSession) -> dict[str, Any]:
    """The windows with their account, and whether they are those of the present plan and tables."""
    body = plans.plan_of(row)
    try:
        present = plans.hash_of(body, plans.sources_of(row.group_id, body), plans.zone_of(row))
    except AppError:
        present = None
    return _shape_preparation(made, is_current=made.plan_hash == present, with_report=True)


def _shape_preparation(made: ForecastPreparation, *, is_current: bool, with_report: bool) -> dict[str, Any]:
    return {
        "state": made.state,
        "is_current": is_current,
        "problem": _problem(made),
        "report": made.report if with_report else None,
        "job_id": made.job_id,
        "created_at": made.created_at,
    }


def shape_schedule(row: ForecastSchedule) -> dict[str, Any]:
    return {
        "is_on": row.is_on,
        "every_s": row.every_s,
        "offset_s": row.offset_s,
        "next_at": row.next_at,
        "last_at": row.last_at,
        "problem": _problem(row),
        "job_id": row.job_id,
    }


def shape_watch(row: DriftWatch) -> dict[str, Any]:
    return {
        "is_on": row.is_on,
        "max_ratio": row.max_ratio,
        "n_recent": row.n_recent,
        "state": row.state,
        "measured": row.measured,
        "checked_at": row.checked_at,
        "drifting_since": row.drifting_since,
    }


def shape_model(row: ForecastModel, chosen_id: UUID | None) -> dict[str, Any]:
    return {
        "id": row.id,
        "run_id": row.run_id,
        "session_id": row.session_id,
        "position": row.position,
        "method": row.method,
        "title": row.title,
        "order": row.order,
        "state": row.state,
        "problem": _problem(row),
        "params": row.params,
        "search": row.search,
        "scores": row.scores,
        "is_chosen": row.id == chosen_id,
        "size_bytes": row.size_bytes,
        "fit_s": row.fit_s,
        "created_at": row.created_at,
    }


def shape_run(
    run: ForecastRun, models: Sequence[ForecastModel], chosen_id: UUID | None, *, with_report: bool = True
) -> dict[str, Any]:
    return {
        "id": run.id,
        "session_id": run.session_id,
        "number": run.number,
        "plan": run.plan,
        "inputs": run.inputs,
        "zone": run.zone,
        "state": run.state,
        "problem": _problem(run),
        "report": run.report if with_report else None,
        "code_version": run.code_version,
        "models": [shape_model(model, chosen_id) for model in models],
        "job_id": run.job_id,
        "created_by": run.created_by,
        "created_at": run.created_at,
        "finished_at": run.finished_at,
    }


def shape_forecast(row: Forecast) -> dict[str, Any]:
    return {
        "id": row.id,
        "session_id": row.session_id,
        "model_id": row.model_id,
        "origin": row.origin,
        "start_at": row.start_at,
        "step_s": row.step_s,
        "n_steps": row.n_steps,
        "level": row.level,
        "series": row.series,
        "outcome": row.outcome,
        "created_by": row.created_by,
        "created_at": row.created_at,
    }


def shape_line(line: ForecastLine) -> dict[str, Any]:
    """A line as columns."""
    return {
        "session_id": line.session_id,
        "name": line.name,
        "unit": line.unit,
        "step_s": line.step_s,
        "level": line.level,
        "made_at": line.made_at,
        "time": [(row.at - EPOCH).total_seconds() * 1000 for row in line.rows],
        "value": [row.value for row in line.rows],
        "low": [row.low for row in line.rows],
        "high": [row.high for row in line.rows],
    }
