"""Predictions at once: from stored or posted values, by the same code that judged the model."""

import threading
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, NamedTuple

import numpy as np

from blueprints.forecasting.models import ForecastModel, ForecastOrigin, ForecastRun, ForecastSession
from blueprints.forecasting.schemas.plan import PlanBody
from blueprints.forecasting.schemas.predictions import PostedSeries, PredictionBody
from blueprints.forecasting.service import plans, sessions
from blueprints.timeseries.service.clock import us_of
from blueprints.timeseries.service.windows import off_loop, read_table
from core.clock import EPOCH, now
from core.db import db
from core.errors import invalid
from core.storage import Storage, storage
from processing.errors import ProcessingError
from processing.timeseries.table import Column, Table

MOST_LOADED = 8
"""Models kept in memory by a process; one takes a few megabytes."""


class Predicted(NamedTuple):
    """A forecast as it is kept, and the tables it was made from (none when the values were posted)."""

    forecast: dict[str, Any]
    inputs: list[dict[str, Any]]


class Told(NamedTuple):
    """A target as people know it."""

    name: str
    unit: str


def predict(model: ForecastModel, row: ForecastSession, body: PredictionBody) -> Predicted:
    """Forecast off the event loop.

    Raises AppError 409 when the model is not ready or an input has gone, 422 when the values do not suffice.
    """
    sha256 = sessions.require_ready(model)
    run = db.session.get_one(ForecastRun, model.run_id)
    plan = PlanBody.model_validate(run.plan)
    targets = targets_of(run.inputs)
    at_us = us_of(body.at) if body.at else None
    if body.series is not None:
        inputs: list[dict[str, Any]] = []
        tables: Any = posted_columns(run.inputs, body.series)
    else:
        inputs = plans.present(row.group_id, plan, run.inputs)
        tables = wanted_tables(inputs)
    try:
        found = off_loop(_predict, storage(), sha256, tables, at_us)
    except ProcessingError as exc:
        raise invalid("/at" if exc.code == "no-such-time" else "/series", exc.message, exc.code) from exc
    return Predicted(told(found, targets, plan.level, plan.step_s), inputs)


def targets_of(inputs: Sequence[dict[str, Any]]) -> list[Told]:
    """Names and units of a run's targets, in order."""
    return [Told(one["name"], one["unit"]) for one in inputs if one["role"] == "target"]


class Wanted(NamedTuple):
    """A stored table, and its columns with the names they have in models."""

    sha256: str
    columns: dict[str, str]


def wanted_tables(inputs: Sequence[dict[str, Any]]) -> dict[str, Wanted]:
    """The tables of inputs, by the dataset's id."""
    found: dict[str, Wanted] = {}
    for one in inputs:
        table = found.setdefault(one["dataset_id"], Wanted(one["sha256"], {}))
        table.columns[one["column"]] = one["name"]
    return found


def renamed(table: Table, columns: Mapping[str, str]) -> Table:
    """A table whose columns have the names they have in models."""
    return replace(
        table, columns=tuple(replace(column, name=columns[column.name]) for column in table.columns)
    )


def posted_columns(
    inputs: Sequence[dict[str, Any]], series: Sequence[PostedSeries]
) -> dict[str, list[tuple[str, list[int], list[float]]]]:
    """Posted values by dataset and column. Raises AppError 422 for an unknown name, or one that is missing."""
    names = {one["name"]: one["dataset_id"] for one in inputs}
    found: dict[str, list[tuple[str, list[int], list[float]]]] = {}
    seen: set[str] = set()
    for number, one in enumerate(series):
        place = names.get(one.name)
        if place is None or one.name in seen:
            expected = ", ".join(names)
            raise invalid(f"/series/{number}/name", f"expected each of {expected} once, found {one.name}", "not-found")
        seen.add(one.name)
        values = [float("nan") if value is None else value for value in one.value]
        found.setdefault(place, []).append((one.name, [us_of(moment) for moment in one.time], values))
    missing = [name for name in names if name not in seen]
    if missing:
        raise invalid("/series", f"expected values of {', '.join(missing)} too", "missing")
    return found


_loaded: OrderedDict[str, Any] = OrderedDict()
_lock = threading.Lock()


def _model(place: Storage, sha256: str) -> Any:
    """A fitted model by its hash, kept for the next time."""
    # Fitted models bring pandas for the calendar; a web process loads it when it first forecasts.
    from ml.forecasting.store import load  # noqa: PLC0415

    with _lock:
        if sha256 in _loaded:
            _loaded.move_to_end(sha256)
            return _loaded[sha256]
    with place.open_local(sha256) as path:
        model = load(path.read_bytes())
    with _lock:
        _loaded[sha256] = model
        while len(_loaded) > MOST_LOADED:
            _loaded.popitem(last=False)
    return model


def _predict(place: Storage, sha256: str, tables: Mapping[str, Any], at_us: int | None) -> Any:
    """Runs in a thread: no database, no request."""
    # (as in `_model`)
    from ml.forecasting.trained import predict as forecast  # noqa: PLC0415

    read = {name: _table(place, told) for name, told in tables.items()}
    return forecast(_model(place, sha256), read, at_us)


def _table(place: Storage, told: Any) -> Table:
    if isinstance(told, Wanted):
        return renamed(read_table(place, told.sha256, tuple(told.columns)), told.columns)
    return _assembled(told)


def _assembled(columns: Sequence[tuple[str, list[int], list[float]]]) -> Table:
    """Posted columns of one dataset as a table; where one has no value at a time of another it is missing."""
    time = np.unique(np.concatenate([np.array(times, np.int64) for _name, times, _values in columns]))
    made = []
    for name, times, values in columns:
        column = np.full(len(time), np.nan)
        column[np.searchsorted(time, np.array(times, np.int64))] = values
        made.append(Column(name, column))
    return Table(time, tuple(made))


def told(found: Any, targets: Sequence[Told], level: float, step_s: float) -> dict[str, Any]:
    """A forecast of the numbers as it is kept: a value a step for each target, cut at the target's own horizon."""
    return {
        "start_at": moment_of(int(found.times[0])),
        "step_s": step_s,
        "level": level,
        "series": [
            {"name": target.name, "unit": target.unit}
            | _steps(found.values[n].tolist(), found.quantiles[n, :, 0].tolist(), found.quantiles[n, :, -1].tolist())
            for n, target in enumerate(targets)
        ],
    }


def _steps(value: list[float], low: list[float], high: list[float]) -> dict[str, list[float]]:
    n = sum(1 for one in value if one == one)
    return {"value": value[:n], "low": low[:n], "high": high[:n]}


def moment_of(time_us: int) -> datetime:
    return EPOCH + timedelta(microseconds=time_us)


def unkept(model: ForecastModel, found: Predicted) -> dict[str, Any]:
    """A forecast that stands nowhere but in its answer."""
    return found.forecast | {
        "id": None,
        "session_id": model.session_id,
        "model_id": model.id,
        "origin": ForecastOrigin.PERSON,
        "n_steps": max((len(one["value"]) for one in found.forecast["series"]), default=0),
        "outcome": None,
        "created_by": None,
        "created_at": now(),
    }

