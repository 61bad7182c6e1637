"""The kinds of jobs of forecasting and their parameters."""

from uuid import UUID

from pydantic import BaseModel

from blueprints.forecasting.models import ForecastOrigin
from core.jobs.kinds import JobKind, Queue


class PrepareParams(BaseModel):
    """A session whose windows are to be counted."""

    session_id: UUID
    plan_hash: str


class RunParams(BaseModel):
    """A run whose row exists."""

    run_id: UUID


class ForecastParams(BaseModel):
    """A session that is to forecast with its chosen model, and to look back at what it said before."""

    session_id: UUID
    origin: ForecastOrigin


PREPARE = JobKind("forecasting.prepare", PrepareParams, queue=Queue.SHORT, time_limit_s=1800, is_news=False)
TRAIN = JobKind("forecasting.train", RunParams, queue=Queue.TRAIN, time_limit_s=6 * 3600)
FORECAST = JobKind("forecasting.forecast", ForecastParams, queue=Queue.SHORT, time_limit_s=900, is_news=False)
