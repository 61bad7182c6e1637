"""Sums over what areas keep, for metrics and the page of the station: waiting, spending, readings, failures."""

from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import func, select

from blueprints.images.models import VisionJob
from blueprints.telemetry.models import Source
from core.clock import now
from core.db import db
from core.jobs.kinds import JobState
from core.jobs.models import Job

LATELY = timedelta(days=1)


class Spending(NamedTuple):
    """What one model of a vision provider has cost."""

    provider: str
    model: str
    cost_usd: float


class Outcome(NamedTuple):
    """Identifications of one provider that ended in one way."""

    provider: str
    state: str
    n: int


class Flow(NamedTuple):
    """Readings over all sources."""

    rate_per_s: float
    n_stored: int


class Failure(NamedTuple):
    """Jobs of one kind that failed in one way lately."""

    kind: str
    code: str
    n: int
    last_at: datetime


def oldest_waiting_s() -> float:
    """How long the oldest job that could start has waited; 0 when none waits."""
    oldest = db.session.scalar(
        select(func.min(Job.created_at)).where(Job.state == JobState.QUEUED, Job.queue.is_not(None), Job.n_waiting == 0)
    )
    return max(0.0, (now() - oldest).total_seconds()) if oldest else 0.0


def vision_spending() -> list[Spending]:
    rows = db.session.execute(
        select(VisionJob.provider, func.coalesce(VisionJob.model, ""), func.sum(VisionJob.cost_usd)).group_by(
            VisionJob.provider, VisionJob.model
        )
    )
    return [Spending(*row) for row in rows]


def vision_outcomes() -> list[Outcome]:
    rows = db.session.execute(
        select(VisionJob.provider, VisionJob.state, func.count()).group_by(VisionJob.provider, VisionJob.state)
    )
    return [Outcome(row[0], str(row[1]), row[2]) for row in rows]


def readings_flow() -> Flow:
    rate, n_stored = db.session.execute(
        select(func.coalesce(func.sum(Source.rate_per_s), 0.0), func.coalesce(func.sum(Source.n_stored), 0))
    ).one()
    return Flow(float(rate), int(n_stored))


def failures() -> list[Failure]:
    """Failed jobs of the last day by kind and code, the commonest first."""
    n, last_at = func.count(), func.max(Job.finished_at)
    rows = db.session.execute(
        select(Job.kind, func.coalesce(Job.error_code, ""), n, last_at)
        .where(Job.state == JobState.FAILED, Job.queue.is_not(None), Job.finished_at >= now() - LATELY)
        .group_by(Job.kind, Job.error_code)
        .order_by(n.desc(), Job.kind)
        .limit(50)
    )
    return [Failure(kind, code, count, last) for kind, code, count, last in rows if last is not None]
