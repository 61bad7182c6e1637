"""Who may see and change sessions, their runs, models and forecasts: always a matter of the group's role."""

from typing import Any
from uuid import UUID

from sqlalchemy import Select, select

from blueprints.forecasting.models import Forecast, ForecastModel, ForecastRun, ForecastSession
from core.access import Principal, Role
from core.owned import owned, part_of, visible


def visible_sessions(who: Principal) -> Select[Any]:
    return visible(ForecastSession, who)


def visible_models(who: Principal) -> Select[Any]:
    """Models of every run, whether they are trained or not."""
    mine = select(ForecastSession.id).where(ForecastSession.group_id.in_(who.group_ids))
    return select(ForecastModel).where(ForecastModel.session_id.in_(mine))


def session(who: Principal, session_id: UUID, needed: Role = Role.VIEWER) -> ForecastSession:
    """The session, for someone who may do this with it; raises AppError 404 or 403."""
    return owned(ForecastSession, session_id, who, needed, "forecast session")


def run(who: Principal, run_id: UUID, needed: Role = Role.VIEWER) -> tuple[ForecastRun, ForecastSession]:
    """A run with its session, likewise."""
    return part_of(ForecastSession, "session_id", ForecastRun, run_id, who, needed, "run")


def model(who: Principal, model_id: UUID, needed: Role = Role.VIEWER) -> tuple[ForecastModel, ForecastSession]:
    """A model with its session, likewise."""
    return part_of(ForecastSession, "session_id", ForecastModel, model_id, who, needed, "model")


def forecast(who: Principal, forecast_id: UUID, needed: Role = Role.VIEWER) -> tuple[Forecast, ForecastSession]:
    """A forecast with its session, likewise."""
    return part_of(ForecastSession, "session_id", Forecast, forecast_id, who, needed, "forecast")
