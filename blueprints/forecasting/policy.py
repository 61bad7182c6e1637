"""Who may see and change sessions, their runs, models and forecasts: always a matter of the group's role."""

from typing import Any
from uuid import UUID

from sqlalchemy import Select, select

from blueprints.forecasting.models import Forecast, ForecastModel, ForecastRun, ForecastSession
from core.access import Principal, Role, require_role
from core.db import db
from core.errors import not_found


def visible_sessions(who: Principal) -> Select[Any]:
    return select(ForecastSession).where(ForecastSession.group_id.in_(who.group_ids))


def visible_models(who: Principal) -> Select[Any]:
    """Models of every run, whether they are trained or not."""
    mine = select(ForecastSession.id).where(ForecastSession.group_id.in_(who.group_ids))
    return select(ForecastModel).where(ForecastModel.session_id.in_(mine))


def session(who: Principal, session_id: UUID, needed: Role = Role.VIEWER) -> ForecastSession:
    """The session, for someone who may do this with it; raises AppError 404 or 403."""
    found = db.session.get(ForecastSession, session_id)
    if found is None:
        raise not_found("forecast session")
    require_role(who, found.group_id, needed, "forecast session")
    return found


def run(who: Principal, run_id: UUID, needed: Role = Role.VIEWER) -> tuple[ForecastRun, ForecastSession]:
    """A run with its session, likewise."""
    found = db.session.get(ForecastRun, run_id)
    if found is None:
        raise not_found("run")
    owner = db.session.get_one(ForecastSession, found.session_id)
    require_role(who, owner.group_id, needed, "run")
    return found, owner


def model(who: Principal, model_id: UUID, needed: Role = Role.VIEWER) -> tuple[ForecastModel, ForecastSession]:
    """A model with its session, likewise."""
    found = db.session.get(ForecastModel, model_id)
    if found is None:
        raise not_found("model")
    owner = db.session.get_one(ForecastSession, found.session_id)
    require_role(who, owner.group_id, needed, "model")
    return found, owner


def forecast(who: Principal, forecast_id: UUID, needed: Role = Role.VIEWER) -> tuple[Forecast, ForecastSession]:
    """A forecast with its session, likewise."""
    found = db.session.get(Forecast, forecast_id)
    if found is None:
        raise not_found("forecast")
    owner = db.session.get_one(ForecastSession, found.session_id)
    require_role(who, owner.group_id, needed, "forecast")
    return found, owner
