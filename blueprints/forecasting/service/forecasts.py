"""Forecasts that were kept: filed, read as rows by other areas, set against what came."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Select, select

from blueprints.forecasting.models import Forecast, ForecastModel, ForecastOrigin, ForecastSession
from core import signals
from core.clock import new_id
from core.db import db


class ForecastRow(NamedTuple):
    """One step of a forecast: when, what, and the interval it was expected in; None where the model gave none."""

    at: datetime
    value: float | None
    low: float | None
    high: float | None


class ForecastLine(NamedTuple):
    """One quantity over time, from one or several forecasts of a session."""

    session_id: UUID
    name: str
    unit: str
    step_s: float
    level: float
    """Share of values the interval is meant to hold."""
    made_at: datetime
    """When the newest of the forecasts was made."""
    rows: list[ForecastRow]


def file(
    row: ForecastSession,
    model: ForecastModel,
    told: dict[str, Any],
    *,
    origin: ForecastOrigin,
    inputs: Sequence[dict[str, Any]],
    created_by: UUID | None,
) -> Forecast:
    """Keep a forecast; one of the same model for the same start is replaced.

    told : start_at, step_s, level and series, as `predictions` answers them.
    """
    same = select(Forecast).where(
        Forecast.session_id == row.id, Forecast.model_id == model.id, Forecast.start_at == told["start_at"]
    )
    found = db.session.scalar(same)
    if found is None:
        found = Forecast(id=new_id(), session_id=row.id, model_id=model.id, start_at=told["start_at"])
        db.session.add(found)
    found.origin, found.step_s, found.level = origin, told["step_s"], told["level"]
    found.series, found.inputs, found.outcome = told["series"], list(inputs), None
    found.n_steps = max((len(one["value"]) for one in told["series"]), default=0)
    found.created_by = created_by
    db.session.flush()
    signals.forecast_stored.send(found, forecast=found)
    return found


def of_session(row: ForecastSession) -> Select[Any]:
    return select(Forecast).where(Forecast.session_id == row.id)


def lines_of(row: ForecastSession, start: datetime, stop: datetime) -> list[ForecastLine]:
    """What a session expects within [start, stop), a line a target; where forecasts overlap the newest counts."""
    return _merged([*db.session.scalars(_within(Forecast.session_id == row.id, start, stop))], start, stop)


def lines_of_site(site_id: UUID, group_ids: Sequence[UUID], start: datetime, stop: datetime) -> list[ForecastLine]:
    """The same for all sessions of a site that these groups may see."""
    sessions = select(ForecastSession.id).where(
        ForecastSession.site_id == site_id, ForecastSession.group_id.in_(group_ids)
    )
    found = db.session.scalars(_within(Forecast.session_id.in_(sessions), start, stop)).all()
    ids = dict.fromkeys(one.session_id for one in found)
    return [
        line for session_id in ids for line in _merged([f for f in found if f.session_id == session_id], start, stop)
    ]


MOST_MERGED = 1_000
"""Forecasts that are laid over each other at most, the newest; one an hour makes that many in six weeks."""

LONGEST = timedelta(days=366)
"""No forecast reaches further ahead; the index then finds those that reach into a window."""


def _within(which: ColumnElement[bool], start: datetime, stop: datetime) -> Select[Any]:
    near = select(Forecast).where(which, Forecast.start_at < stop, Forecast.start_at >= start - LONGEST)
    return near.order_by(Forecast.start_at.desc(), Forecast.created_at.desc()).limit(MOST_MERGED)


def _merged(found: Sequence[Forecast], start: datetime, stop: datetime) -> list[ForecastLine]:
    """The newest first: what a later forecast has said is not said again by an earlier one."""
    lines: dict[str, ForecastLine] = {}
    said: dict[str, set[datetime]] = {}
    for forecast in found:
        for one in forecast.series:
            fresh = ForecastLine(
                forecast.session_id, one["name"], one["unit"], forecast.step_s, forecast.level, forecast.created_at, []
            )
            line = lines.setdefault(one["name"], fresh)
            known = said.setdefault(one["name"], set())
            rows = [r for r in rows_of(forecast, one) if start <= r.at < stop and r.at not in known]
            line.rows.extend(rows)
            known.update(r.at for r in rows)
    for line in lines.values():
        line.rows.sort(key=lambda r: r.at)
    return [line for line in lines.values() if line.rows]


def rows_of(forecast: Forecast, one: dict[str, Any]) -> list[ForecastRow]:
    """One series of a forecast, step by step."""
    step = timedelta(seconds=forecast.step_s)
    nothing = [None] * len(one["value"])
    steps = zip(one["value"], one["low"] or nothing, one["high"] or nothing, strict=True)
    return [ForecastRow(forecast.start_at + n * step, *values) for n, values in enumerate(steps)]
