"""What sessions, runs, models and forecasts look like in an answer."""

from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import BaseModel, Field

from blueprints.forecasting.models import DriftState, ForecastOrigin, WorkState
from core.documents import page_of


class ForecastProblemOut(BaseModel):
    code: str
    detail: str | None


class PreparationOut(BaseModel):
    """The windows of a session's plan, counted."""

    state: WorkState
    is_current: bool = Field(description="Whether plan and tables are still those it was made from")
    problem: ForecastProblemOut | None
    report: dict[str, Any] | None = Field(
        description="Windows by part, dropped ones by reason, the spread of each variable; only in the answer for one"
    )
    job_id: UUID | None
    created_at: datetime


class ScheduleOut(BaseModel):
    """When a session forecasts by itself."""

    is_on: bool
    every_s: int
    offset_s: int
    next_at: datetime
    last_at: datetime | None
    problem: ForecastProblemOut | None = Field(description="Why the last one could not be made")
    job_id: UUID | None


class WatchOut(BaseModel):
    """Whether a session's forecasts drift."""

    is_on: bool
    max_ratio: float
    n_recent: int
    state: DriftState
    measured: dict[str, Any] = Field(description="`{n, n_values, mae, expected_mae, ratio, coverage, level}`")
    checked_at: datetime | None
    drifting_since: datetime | None


class ForecastModelOut(BaseModel):
    """One model of a run."""

    id: UUID
    run_id: UUID
    session_id: UUID
    position: int
    method: str
    title: str
    order: dict[str, Any] = Field(description="What was asked for")
    state: WorkState
    problem: ForecastProblemOut | None
    params: dict[str, Any] = Field(description="Parameters it was fitted with")
    search: dict[str, Any] | None = Field(description="Candidates that were tried, with their scores")
    scores: dict[str, Any] = Field(description="Headline figures of the test part")
    is_chosen: bool = Field(description="Whether it forecasts for the session")
    size_bytes: int | None
    fit_s: float | None
    created_at: datetime


ForecastModelPage = page_of(ForecastModelOut)


class ForecastInputOut(BaseModel):
    """A table a run learned from."""

    name: str
    unit: str
    role: str
    dataset_id: UUID
    column: str
    version_id: UUID
    sha256: str


class ForecastRunOut(BaseModel):
    """One training of a plan's models."""

    id: UUID
    session_id: UUID
    number: int
    plan: dict[str, Any]
    inputs: list[ForecastInputOut]
    zone: str
    state: WorkState
    problem: ForecastProblemOut | None
    report: dict[str, Any] | None
    code_version: str | None
    models: list[ForecastModelOut]
    job_id: UUID | None
    created_by: UUID | None
    created_at: datetime
    finished_at: datetime | None


class ForecastRunsOut(BaseModel):
    """The runs of a session, the newest first; without the accounts of their windows."""

    results: list[ForecastRunOut]


class SessionOut(BaseModel):
    """A study with what has become of it."""

    id: UUID
    group_id: UUID
    project_id: UUID
    site_id: UUID | None
    zone: str = Field(description="In which the calendar is told")
    name: str
    description: str
    plan: dict[str, Any]
    n_runs: int
    chosen: ForecastModelOut | None = Field(description="The model that forecasts")
    preparation: PreparationOut | None
    schedule: ScheduleOut | None
    watch: WatchOut | None
    version: int
    created_by: UUID | None
    created_at: datetime
    updated_at: datetime


SessionPage = page_of(SessionOut)


class ForecastSeriesOut(BaseModel):
    """A target of a forecast, a value a step."""

    name: str
    unit: str
    value: list[float | None]
    low: list[float | None] | None = Field(description="Lower bound of the interval; null where there is none")
    high: list[float | None] | None


class ForecastOut(BaseModel):
    """What a model said at one moment about the steps after it."""

    id: UUID | None = Field(description="Null for one that was not kept")
    session_id: UUID
    model_id: UUID
    origin: ForecastOrigin
    start_at: datetime = Field(description="The first step that is forecast")
    step_s: float
    n_steps: int
    level: float
    series: list[ForecastSeriesOut]
    outcome: dict[str, Any] | None = Field(description="Against what came since: `{n, mae, coverage, is_complete}`")
    created_by: UUID | None
    created_at: datetime


ForecastPage = page_of(ForecastOut)


class ForecastMethodOut(BaseModel):
    """A model there is."""

    name: str
    title: str
    summary: str
    strategies: list[str]
    parameters: list[dict[str, Any]]
    is_available: bool
    problem: str | None = Field(description="What it needs to be available")


class ForecastMethodsOut(BaseModel):
    results: list[ForecastMethodOut]
    default: str


class HolidayPlaceOut(BaseModel):
    country: str
    name: str
    regions: list[str]


class HolidayPlacesOut(BaseModel):
    """Countries whose holidays are known, with the parts that have their own."""

    results: list[HolidayPlaceOut]


class ForecastEvaluationOut(BaseModel):
    """What a model is worth on the test part."""

    model: ForecastModelOut
    evaluation: dict[str, Any]


class ModelComparisonOut(BaseModel):
    """The models of a run against each other."""

    run_id: UUID
    comparison: dict[str, Any]


class ForecastLineOut(BaseModel):
    """What a session expects of one quantity, the newest word on every step."""

    session_id: UUID
    name: str
    unit: str
    step_s: float
    level: float
    made_at: datetime
    time: list[float] = Field(description="Milliseconds since 1970")
    value: list[float | None]
    low: list[float | None]
    high: list[float | None]


class ForecastLinesOut(BaseModel):
    results: list[ForecastLineOut]
