"""Forecast sessions, the windows made for them, runs with their trained models, forecasts, schedules, drift."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, Index, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Base, BigKey, CreatedAt, UpdatedAt, UuidKey


class WorkState(StrEnum):
    """Windows, a run or a model: asked for, being made, and the two ends."""

    WAITING = "waiting"
    TRAINING = "training"
    READY = "ready"
    FAILED = "failed"


class ForecastOrigin(StrEnum):
    """Who wanted a forecast."""

    PERSON = "person"
    SCHEDULE = "schedule"


class DriftState(StrEnum):
    """What the last look at past forecasts said."""

    UNKNOWN = "unknown"
    STEADY = "steady"
    DRIFTING = "drifting"


class ForecastSession(Base):
    """One forecasting study: which series, which features, which split, which models."""

    __tablename__ = "forecast_sessions"
    __table_args__ = (Index("ix_forecast_sessions_group_id_created_at", "group_id", "created_at"),)

    id: Mapped[UuidKey]
    group_id: Mapped[UUID] = mapped_column(ForeignKey("groups.id", ondelete="CASCADE"))
    project_id: Mapped[UUID] = mapped_column(ForeignKey("projects.id", ondelete="CASCADE"), index=True)
    site_id: Mapped[UUID | None] = mapped_column(ForeignKey("sites.id", ondelete="SET NULL"), index=True)
    """Where it is about: its zone is that of calendar features."""
    name: Mapped[str] = mapped_column(String(120))
    description: Mapped[str] = mapped_column(Text, default="")
    plan: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """Inputs, features, windows, split, models and search, as `schemas.plan.PlanBody` has them."""
    n_runs: Mapped[int] = mapped_column(default=0)
    """Runs ever started, so that a number is never given twice."""
    chosen_model_id: Mapped[UUID | None]
    """The model that forecasts for the session; None: nobody has chosen and no run is ready."""
    version: Mapped[int] = mapped_column(default=1)
    created_by: Mapped[UUID | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    created_at: Mapped[CreatedAt]
    updated_at: Mapped[UpdatedAt]


class ForecastPreparation(Base):
    """The windows of a session's plan, counted: how many, how many dropped and why, how its variables spread."""

    __tablename__ = "forecast_preparations"

    session_id: Mapped[UUID] = mapped_column(ForeignKey("forecast_sessions.id", ondelete="CASCADE"), primary_key=True)
    plan_hash: Mapped[str] = mapped_column(String(64))
    """Of the plan and the tables it was made from; another one means that it is out of date."""
    state: Mapped[WorkState] = mapped_column(String(10), default=WorkState.WAITING)
    problem_code: Mapped[str | None] = mapped_column(String(80))
    problem_detail: Mapped[str | None] = mapped_column(Text)
    report: Mapped[dict[str, Any] | None]
    """Counts of windows by part, dropped ones by reason, the spread of each variable."""
    job_id: Mapped[UUID | None] = mapped_column(ForeignKey("jobs.id", ondelete="SET NULL"), index=True)
    created_at: Mapped[CreatedAt]


class ForecastRun(Base):
    """One training of the models of a plan, on tables that are named by their hashes."""

    __tablename__ = "forecast_runs"
    __table_args__ = (UniqueConstraint("session_id", "number"),)

    id: Mapped[UuidKey]
    session_id: Mapped[UUID] = mapped_column(ForeignKey("forecast_sessions.id", ondelete="CASCADE"))
    number: Mapped[int]
    """1, 2 … within the session."""
    plan: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """The session's plan as it was."""
    inputs: Mapped[list[Any]] = mapped_column(default=list)
    """The tables it learned from: `[{name, version_id, sha256, column}]`."""
    zone: Mapped[str] = mapped_column(String(64), default="UTC")
    """IANA zone of calendar features, as it was."""
    plan_hash: Mapped[str] = mapped_column(String(64))
    state: Mapped[WorkState] = mapped_column(String(10), default=WorkState.WAITING)
    problem_code: Mapped[str | None] = mapped_column(String(80))
    problem_detail: Mapped[str | None] = mapped_column(Text)
    report: Mapped[dict[str, Any] | None]
    """The windows it learned from, as a preparation tells them."""
    comparison: Mapped[dict[str, Any] | None]
    """The models against each other: ranks and Diebold-Mariano tests."""
    code_version: Mapped[str | None] = mapped_column(String(60))
    job_id: Mapped[UUID | None] = mapped_column(ForeignKey("jobs.id", ondelete="SET NULL"), index=True)
    created_by: Mapped[UUID | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    created_at: Mapped[CreatedAt]
    finished_at: Mapped[datetime | None]


class ForecastModel(Base):
    """One model of a run: how it was fitted, what it is worth, and its file."""

    __tablename__ = "forecast_models"
    __table_args__ = (UniqueConstraint("run_id", "position"),)

    id: Mapped[UuidKey]
    run_id: Mapped[UUID] = mapped_column(ForeignKey("forecast_runs.id", ondelete="CASCADE"))
    session_id: Mapped[UUID] = mapped_column(ForeignKey("forecast_sessions.id", ondelete="CASCADE"), index=True)
    position: Mapped[int]
    """Its place in the run, from 0."""
    method: Mapped[str] = mapped_column(String(60))
    """Name in the registry of models."""
    title: Mapped[str] = mapped_column(String(120))
    order: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """What was asked for: parameters, strategy, whether to search."""
    state: Mapped[WorkState] = mapped_column(String(10), default=WorkState.WAITING)
    problem_code: Mapped[str | None] = mapped_column(String(80))
    problem_detail: Mapped[str | None] = mapped_column(Text)
    params: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """The parameters it was fitted with in the end."""
    search: Mapped[dict[str, Any] | None]
    """Candidates that were tried with their scores; None without a search."""
    scores: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """Headline figures of the test part, for lists."""
    blob_sha256: Mapped[str | None] = mapped_column(ForeignKey("blobs.sha256", ondelete="RESTRICT"), index=True)
    """The fitted model with scalers and recipe, in a form that cannot run code."""
    size_bytes: Mapped[int | None] = mapped_column(BigInteger)
    arrays_sha256: Mapped[str | None] = mapped_column(ForeignKey("blobs.sha256", ondelete="RESTRICT"), index=True)
    """Forecasts and truth of every test window."""
    fit_s: Mapped[float | None]
    """Seconds the fit took."""
    created_at: Mapped[CreatedAt]


class ForecastEvaluation(Base):
    """The whole evaluation of a model; apart, because lists do not need it."""

    __tablename__ = "forecast_evaluations"

    model_id: Mapped[UUID] = mapped_column(ForeignKey("forecast_models.id", ondelete="CASCADE"), primary_key=True)
    document: Mapped[dict[str, Any]] = mapped_column(default=dict)


class ForecastTrial(Base):
    """What a search has finished, so that a killed one goes on from there and ends with the same result."""

    __tablename__ = "forecast_trials"
    __table_args__ = (UniqueConstraint("model_id", "key"),)

    id: Mapped[BigKey]
    model_id: Mapped[UUID] = mapped_column(ForeignKey("forecast_models.id", ondelete="CASCADE"))
    key: Mapped[str] = mapped_column(String(200))
    content: Mapped[bytes] = mapped_column(LargeBinary)


class Forecast(Base):
    """What a model said at one moment about the steps after it, and how that turned out."""

    __tablename__ = "forecasts"
    __table_args__ = (
        Index("ix_forecasts_session_id_start_at", "session_id", "start_at"),
        Index("ix_forecasts_session_id_created_at", "session_id", "created_at"),
    )

    id: Mapped[UuidKey]
    session_id: Mapped[UUID] = mapped_column(ForeignKey("forecast_sessions.id", ondelete="CASCADE"))
    model_id: Mapped[UUID] = mapped_column(ForeignKey("forecast_models.id", ondelete="CASCADE"), index=True)
    origin: Mapped[ForecastOrigin] = mapped_column(String(10))
    start_at: Mapped[datetime]
    """The first step that is forecast."""
    step_s: Mapped[float]
    n_steps: Mapped[int]
    level: Mapped[float]
    """Share of values the interval is meant to hold, 0.9 for 90 %."""
    series: Mapped[list[Any]] = mapped_column(default=list)
    """`[{name, unit, value: […], low: […], high: […]}]`, one value a step."""
    inputs: Mapped[list[Any]] = mapped_column(default=list)
    """The tables it was made from; empty for posted values."""
    outcome: Mapped[dict[str, Any] | None]
    """Against the values that came since: `{n, mae, coverage, is_complete}`; None while none has."""
    created_by: Mapped[UUID | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    created_at: Mapped[CreatedAt]


class ForecastSchedule(Base):
    """When a session forecasts by itself."""

    __tablename__ = "forecast_schedules"
    __table_args__ = (Index("ix_forecast_schedules_is_on_next_at", "is_on", "next_at"),)

    session_id: Mapped[UUID] = mapped_column(ForeignKey("forecast_sessions.id", ondelete="CASCADE"), primary_key=True)
    is_on: Mapped[bool]
    every_s: Mapped[int]
    offset_s: Mapped[int] = mapped_column(default=0)
    """Seconds after the full period (counted from midnight UTC) at which it runs."""
    next_at: Mapped[datetime]
    last_at: Mapped[datetime | None]
    problem_code: Mapped[str | None] = mapped_column(String(80))
    """Why the last one could not be made; None when it could."""
    problem_detail: Mapped[str | None] = mapped_column(Text)
    job_id: Mapped[UUID | None] = mapped_column(ForeignKey("jobs.id", ondelete="SET NULL"), index=True)
    created_by: Mapped[UUID | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    """Who is told when it fails or drifts."""


class DriftWatch(Base):
    """Whether a session's forecasts are still as good as its model was on the test part."""

    __tablename__ = "forecast_drift_watches"

    session_id: Mapped[UUID] = mapped_column(ForeignKey("forecast_sessions.id", ondelete="CASCADE"), primary_key=True)
    is_on: Mapped[bool]
    max_ratio: Mapped[float]
    """Error of recent forecasts over that of the test part from which on it drifts."""
    n_recent: Mapped[int]
    """Forecasts that are looked at, the newest."""
    state: Mapped[DriftState] = mapped_column(String(10), default=DriftState.UNKNOWN)
    measured: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """What the last look found: `{n, mae, expected_mae, ratio, coverage, level}`."""
    checked_at: Mapped[datetime | None]
    drifting_since: Mapped[datetime | None]
    created_by: Mapped[UUID | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
