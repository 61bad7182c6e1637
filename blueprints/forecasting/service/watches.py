"""Drift: whether recent forecasts are still as good as the model was on its test part, and telling people."""

from collections.abc import Sequence
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import select

from blueprints.accounts.service.notifications import NotificationKind, notify
from blueprints.forecasting.models import DriftState, DriftWatch, Forecast, ForecastModel, ForecastSession
from blueprints.forecasting.schemas.sessions import WatchBody
from blueprints.forecasting.service.news import announce
from core.clock import now
from core.db import db

FEWEST = 3
"""Forecasts that must have come true before anything is said about drift."""

RETURN_SHARE = 0.9
"""A drift ends below this share of the limit, so that an error at the limit is not announced again and again."""

LEAST_COVERAGE = 0.6
"""Share of the promised coverage below which intervals count as drifting: 54 % where 90 % were promised."""


class Looked(NamedTuple):
    """What a look at recent forecasts found."""

    n: int
    n_values: int
    mae: float | None
    expected_mae: float | None
    ratio: float | None
    coverage: float | None
    level: float | None


def put(row: ForecastSession, body: WatchBody, user_id: UUID) -> DriftWatch:
    """Set what counts as drift; the next look judges by it."""
    found = db.session.get(DriftWatch, row.id)
    if found is None:
        found = DriftWatch(session_id=row.id)
        db.session.add(found)
    found.is_on, found.max_ratio, found.n_recent, found.created_by = (
        body.is_on, body.max_ratio, body.n_recent, user_id,
    )  # fmt: skip
    if not body.is_on:
        found.state, found.measured, found.drifting_since = DriftState.UNKNOWN, {}, None
    db.session.flush()
    announce(row)
    return found


def look(row: ForecastSession) -> DriftWatch | None:
    """Judge the newest forecasts that have come true; tells people once when a drift begins. Flushes."""
    watch = db.session.get(DriftWatch, row.id)
    model = db.session.get(ForecastModel, row.chosen_model_id) if row.chosen_model_id else None
    if watch is None or not watch.is_on or model is None:
        return watch
    recent = select(Forecast).where(Forecast.model_id == model.id, Forecast.outcome.is_not(None))
    rows = db.session.scalars(recent.order_by(Forecast.start_at.desc()).limit(watch.n_recent)).all()
    found = measure([(one.outcome or {}, one.level) for one in rows], model.scores.get("mae"))
    before, watch.measured, watch.checked_at = watch.state, found._asdict(), now()
    watch.state = judge(found, watch.max_ratio, was=watch.state)
    if watch.state == DriftState.DRIFTING and before != DriftState.DRIFTING:
        watch.drifting_since = watch.checked_at
        _tell(row, watch, found)
    elif watch.state != DriftState.DRIFTING:
        watch.drifting_since = None
    db.session.flush()
    announce(row)
    return watch


def measure(outcomes: Sequence[tuple[dict[str, Any], float]], expected_mae: float | None) -> Looked:
    """Mean error and coverage over forecasts, every value of them weighing the same."""
    told = [(one, level) for one, level in outcomes if one.get("n")]
    n = sum(one["n"] for one, _ in told)
    mae = sum(one["mae"] * one["n"] for one, _ in told) / n if n else None
    covered = [(one, level) for one, level in told if one.get("coverage") is not None]
    n_covered = sum(one["n"] for one, _ in covered)
    coverage = sum(one["coverage"] * one["n"] for one, _ in covered) / n_covered if n_covered else None
    ratio = mae / expected_mae if mae is not None and expected_mae else None
    return Looked(len(told), n, mae, expected_mae, ratio, coverage, covered[0][1] if covered else None)


def judge(found: Looked, max_ratio: float, *, was: DriftState) -> DriftState:
    """The state after a look: a drift begins above the limit and ends well below it."""
    if found.n < FEWEST or found.ratio is None:
        return DriftState.UNKNOWN
    is_missed = found.coverage is not None and found.level is not None and found.coverage < LEAST_COVERAGE * found.level
    limit = max_ratio * RETURN_SHARE if was == DriftState.DRIFTING else max_ratio
    return DriftState.DRIFTING if found.ratio > limit or is_missed else DriftState.STEADY


def _tell(row: ForecastSession, watch: DriftWatch, found: Looked) -> None:
    parts = [f"Over the last {found.n} forecasts the mean error was {found.ratio:.1f} times that of the test part."]
    if found.coverage is not None and found.level is not None:
        parts.append(f"{found.coverage:.0%} of the values lay within intervals meant to hold {found.level:.0%}.")
    person = watch.created_by or row.created_by
    if person is not None:
        notify(
            person, NotificationKind.FORECAST_DRIFT, f"{row.name} drifts", " ".join(parts),
            f"/forecasts/{row.id}?tab=forecasts",
        )  # fmt: skip
