"""Forecasts that are kept: by the clock, laid over each other, set against what came, watched for drift."""

from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
import pytest

from blueprints.accounts.models import Notification
from blueprints.forecasting.models import DriftState, ForecastSchedule, ForecastSession
from blueprints.forecasting.service import forecasts, schedules
from blueprints.forecasting.service.watches import Looked, judge, measure
from core.clock import now
from core.db import db
from core.jobs.models import Job
from processing.timeseries.table import Column, Table
from tests.databases import on_one_database
from tests.factories.forecasting import hourly, put_version


def first_rows(n: int, *, shift: float = 0.0) -> Table:
    """The meter's first hours; `shift` is added to the power of the last hundred."""
    table = hourly().rows(0, n)
    power = np.array(table.column("power").values)
    power[-100:] += shift
    return table.with_column(Column("power", power, unit="kW"))


@pytest.fixture
def session(ask: Any, trained: Any) -> dict[str, Any]:
    run = trained()
    return dict(ask("GET", f"/forecast-sessions/{run['session_id']}"))


def kept(ask: Any, session: dict[str, Any]) -> list[dict[str, Any]]:
    return list(ask("GET", f"/forecast-sessions/{session['id']}/forecasts?ordering=start_at")["results"])


def test_a_forecast_is_kept_and_later_set_against_what_came(
    ask: Any, session: Any, meter: Any, run_jobs: Any, lab: Any
) -> None:
    put_version(meter, first_rows(500))
    path = f"/forecast-sessions/{session['id']}/forecasts"
    ask("POST", path)
    run_jobs()
    [one] = kept(ask, session)
    assert one["outcome"] is None
    assert one["n_steps"] == 6
    put_version(meter, first_rows(504))
    ask("POST", path)
    run_jobs()
    first, second = kept(ask, session)
    assert (first["outcome"]["n"], first["outcome"]["is_complete"]) == (4, False)
    truth = hourly().column("power").values[500:504]
    off = np.mean(np.abs(np.array(first["series"][0]["value"][:4]) - truth))
    assert first["outcome"]["series"]["power"] == pytest.approx(off)
    assert second["outcome"] is None


def test_other_areas_read_the_newest_word_on_every_step(ask: Any, session: Any, lab: Any) -> None:
    path = f"/forecast-models/{session['chosen']['id']}/predictions"
    early = ask("POST", path, {"at": "2026-03-20T12:00:00Z", "keep": True})
    late = ask("POST", path, {"at": "2026-03-20T15:00:00Z", "keep": True})
    row = db.session.query(ForecastSession).one()
    start = datetime(2026, 3, 20, tzinfo=UTC)
    [line] = forecasts.lines_of(row, start, start + timedelta(days=1))
    assert (line.name, line.unit, line.step_s) == ("power", "kW", 3600)
    assert [found.value for found in line.rows] == [*early["series"][0]["value"][:3], *late["series"][0]["value"]]
    assert all(found.low < found.value < found.high for found in line.rows)
    assert [found.at for found in line.rows] == [start + timedelta(hours=13 + n) for n in range(9)]
    assert forecasts.lines_of(row, start + timedelta(days=3), start + timedelta(days=4)) == []
    [shown] = ask("GET", f"/forecast-sessions/{session['id']}/lines?from=2026-03-20&to=2026-03-20")["results"]
    assert shown["value"] == [found.value for found in line.rows]


def test_a_schedule_asks_once_when_its_time_has_come(ask: Any, session: Any, run_jobs: Any) -> None:
    ask("PUT", f"/forecast-sessions/{session['id']}/schedule", {"every_s": 3600, "offset_s": 300})
    schedules.run_due()
    assert db.session.query(Job).filter_by(kind="forecasting.forecast").count() == 0
    row = db.session.query(ForecastSchedule).one()
    row.next_at = now() - timedelta(hours=5)
    db.session.commit()
    schedules.run_due()
    schedules.run_due()
    assert db.session.query(Job).filter_by(kind="forecasting.forecast").count() == 1
    run_jobs()
    [one] = kept(ask, session)
    assert one["origin"] == "schedule"
    shown = ask("GET", f"/forecast-sessions/{session['id']}")["schedule"]
    assert shown["problem"] is None
    assert datetime.fromisoformat(shown["next_at"]) > now()


def test_a_scheduled_forecast_that_cannot_be_made_says_why(
    ask: Any, session: Any, meter: Any, run_jobs: Any
) -> None:
    ask("PUT", f"/forecast-sessions/{session['id']}/schedule", {"every_s": 3600})
    table = first_rows(400)
    power = np.array(table.column("power").values)
    power[-3] = np.nan
    put_version(meter, table.with_column(Column("power", power)))
    row = db.session.query(ForecastSchedule).one()
    row.next_at = now() - timedelta(minutes=1)
    db.session.commit()
    schedules.run_due()
    run_jobs()
    assert ask("GET", f"/forecast-sessions/{session['id']}")["schedule"]["problem"]["code"] == "missing-values"


def test_a_drift_is_told_once_to_whoever_watches(
    ask: Any, session: Any, meter: Any, run_jobs: Any, lab: Any
) -> None:
    ask("PUT", f"/forecast-sessions/{session['id']}/watch", {"max_ratio": 1.8, "n_recent": 5})
    path = f"/forecast-models/{session['chosen']['id']}/predictions"
    for hour in (1, 7, 13, 19):
        ask("POST", path, {"at": f"2026-03-20T{hour:02}:00:00Z", "keep": True})
    put_version(meter, first_rows(520))
    ask("POST", f"/forecast-sessions/{session['id']}/forecasts")
    run_jobs()
    watch = ask("GET", f"/forecast-sessions/{session['id']}")["watch"]
    assert (watch["state"], watch["measured"]["n"]) == ("steady", 4)
    for hour in (10, 11, 12):
        ask("POST", path, {"at": f"2026-03-22T{hour:02}:00:00Z", "keep": True})
    for n in (540, 541):
        put_version(meter, first_rows(n, shift=25))
        ask("POST", f"/forecast-sessions/{session['id']}/forecasts")
        run_jobs()
    watch = ask("GET", f"/forecast-sessions/{session['id']}")["watch"]
    assert watch["state"] == "drifting"
    news = db.session.query(Notification).filter_by(kind="forecast-drift").all()
    assert [one.user_id for one in news] == [lab.person.id]


@on_one_database
def test_nothing_forecasts_by_itself_without_a_model(client: Any, lab: Any, study: Any) -> None:
    session = study()
    path = f"/api/v1/forecast-sessions/{session['id']}"
    answer = client.put(f"{path}/schedule", json={"every_s": 3600}, headers=lab.editor)
    assert (answer.status_code, answer.json["code"]) == (409, "no-model")
    answer = client.post(f"{path}/forecasts", headers=lab.editor)
    assert (answer.status_code, answer.json["code"]) == (409, "no-model")


def looked(n: int, ratio: float, coverage: float | None = 0.9) -> Looked:
    return Looked(n, 10 * n, ratio, 1.0, ratio, coverage, 0.9)


@pytest.mark.parametrize(
    ("found", "was", "state"),
    [
        (looked(2, 9.0), DriftState.STEADY, DriftState.UNKNOWN),
        (looked(5, 1.2), DriftState.UNKNOWN, DriftState.STEADY),
        (looked(5, 1.6), DriftState.STEADY, DriftState.DRIFTING),
        (looked(5, 1.45), DriftState.DRIFTING, DriftState.DRIFTING),
        (looked(5, 1.3), DriftState.DRIFTING, DriftState.STEADY),
        (looked(5, 1.0, coverage=0.4), DriftState.STEADY, DriftState.DRIFTING),
    ],
)
def test_a_drift_begins_at_the_limit_and_ends_below_it(found: Looked, was: DriftState, state: DriftState) -> None:
    assert judge(found, 1.5, was=was) == state


def test_every_value_of_recent_forecasts_weighs_the_same() -> None:
    outcomes = [({"n": 1, "mae": 4.0, "coverage": 0.0}, 0.9), ({"n": 3, "mae": 0.0, "coverage": 1.0}, 0.9), ({}, 0.9)]
    assert measure(outcomes, 0.5) == Looked(2, 4, 1.0, 0.5, 2.0, 0.75, 0.9)
    assert measure([], 0.5).ratio is None


def test_periods_are_counted_from_midnight() -> None:
    moment = datetime(2026, 3, 5, 14, 7, tzinfo=UTC)
    assert schedules.next_after(moment, 6 * 3600, 900) == datetime(2026, 3, 5, 18, 15, tzinfo=UTC)
    on_time = datetime(2026, 3, 5, 18, 15, tzinfo=UTC)
    assert schedules.next_after(on_time, 6 * 3600, 900) == datetime(2026, 3, 6, 0, 15, tzinfo=UTC)
