"""A forecast with a session's chosen model, after a look back at what earlier ones came to."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import numpy as np
from sqlalchemy import or_, select

from blueprints.forecasting.jobs.material import read_tables, stored
from blueprints.forecasting.jobs.prepare import load_session
from blueprints.forecasting.models import Forecast, ForecastOrigin, ForecastRun
from blueprints.forecasting.schemas.jobs import FORECAST, ForecastParams
from blueprints.forecasting.schemas.plan import PlanBody
from blueprints.forecasting.service import forecasts, plans, predictions, schedules, sessions, watches
from blueprints.forecasting.service.news import announce
from core.clock import EPOCH
from core.db import db
from core.jobs.context import JobContext
from core.jobs.kinds import ResultLink
from ml.forecasting.frame import Frame, training_frame
from ml.forecasting.spec import Role
from ml.forecasting.store import load
from ml.forecasting.trained import Trained, predict
from processing.timeseries.table import Table

MOST_LOOKED_BACK = 500
"""Forecasts whose outcome is worked out at a time, the newest."""


@FORECAST.runs
def forecast(ctx: JobContext, params: ForecastParams) -> list[ResultLink]:
    """Look back first, so that a gap in the newest values does not keep people from learning of a drift."""
    row = load_session(params.session_id)
    model = sessions.chosen(row)
    sha256 = sessions.require_ready(model)
    run = db.session.get_one(ForecastRun, model.run_id)
    plan = PlanBody.model_validate(run.plan)
    inputs = plans.present(row.group_id, plan, run.inputs)
    targets = predictions.targets_of(run.inputs)
    ctx.commit()
    ctx.report(0, 3, "Reading")
    tables = read_tables(inputs)
    with stored(sha256) as path:
        trained = load(path.read_bytes())
    ctx.report(1, 3, "Looking back")
    _look_back(params, trained, tables)
    ctx.commit()
    ctx.report(2, 3, "Forecasting")
    told = predictions.told(predict(trained, tables), targets, plan.level, plan.step_s)
    row = load_session(params.session_id)
    model = sessions.chosen(row)
    forecasts.file(row, model, told, origin=params.origin, inputs=inputs, created_by=ctx.owner_id)
    if params.origin == ForecastOrigin.SCHEDULE:
        schedules.note_problem(row.id, None, None)
    announce(row)
    return [ResultLink("forecast-session", row.name, f"/forecasts/{row.id}?tab=forecasts")]


def _look_back(params: ForecastParams, trained: Trained, tables: dict[str, Table]) -> None:
    row = load_session(params.session_id)
    frame = training_frame(tables, trained.spec)
    end = EPOCH + timedelta(microseconds=int(frame.grid.times[-1]))
    open_ones = select(Forecast).where(
        Forecast.session_id == row.id,
        Forecast.start_at <= end,
        or_(Forecast.outcome.is_(None), Forecast.created_at >= end - timedelta(days=400)),
    )
    for one in db.session.scalars(open_ones.order_by(Forecast.start_at.desc()).limit(MOST_LOOKED_BACK)):
        if not (one.outcome or {}).get("is_complete"):
            found = outcome(one.series, one.start_at, one.step_s, trained, frame)
            if found is not None:
                one.outcome = found
    watches.look(row)


def outcome(
    series: Sequence[dict[str, Any]], start_at: Any, step_s: float, trained: Trained, frame: Frame
) -> dict[str, Any] | None:
    """A forecast against the values that have come since; None while none of them has.

    mae is of values scaled as in training, as the evaluation's is; `series` has each target's own in its unit.
    """
    grid = frame.grid
    first = round((start_at - EPOCH).total_seconds() * 1_000_000)
    if round(step_s * 1_000_000) != grid.step_us or (first - grid.start_us) % grid.step_us:
        return None
    rows = [n for n, one in enumerate(trained.spec.series) if one.role == Role.TARGET]
    at, errors, within, own = (first - grid.start_us) // grid.step_us, [], [], {}
    n_wanted = 0
    for row, one in zip(rows, series, strict=True):
        n = len(one["value"])
        n_wanted += n
        place = at + np.arange(n)
        truth = np.full(n, np.nan)
        is_there = (place >= 0) & (place < grid.n_points)
        truth[is_there] = frame.values[row, place[is_there]]
        known = ~np.isnan(truth)
        off = np.abs(np.array(one["value"], float) - truth)[known]
        errors.append(off / trained.scaler.scale[row])
        low, high = (np.array(one[name], float)[known] for name in ("low", "high"))
        within.append((truth[known] >= low) & (truth[known] <= high))
        own[one["name"]] = float(np.mean(off)) if len(off) else None
    scaled, inside = np.concatenate(errors), np.concatenate(within)
    if not len(scaled):
        return None
    return {
        "n": len(scaled),
        "mae": float(np.mean(scaled)),
        "coverage": float(np.mean(inside)),
        "series": own,
        "is_complete": len(scaled) == n_wanted,
    }
