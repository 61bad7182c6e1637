"""What is counted while the station runs: requests in each web process, ends of jobs and active people in Redis."""

import time
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from flask import Flask, Response, current_app, g, request
from prometheus_client import CollectorRegistry, Counter, GCCollector, Histogram, PlatformCollector, ProcessCollector

from core import signals
from core.after_commit import do_after_commit
from core.jobs.models import Job
from core.redis import RedisError, connect

registry = CollectorRegistry(auto_describe=True)
"""Counters of this process; a scrape reaches one web process at a time."""

for _collector in (ProcessCollector, PlatformCollector, GCCollector):
    _collector(registry=registry)

REQUESTS = Counter("fieldstation_requests", "Requests answered", ["method", "route", "status"], registry=registry)

LATENCY = Histogram(
    "fieldstation_request_seconds",
    "Time from a request's first byte to its answer",
    ["method", "route"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 60),
    registry=registry,
)

JOB_BUCKETS_S = (0.1, 0.5, 1.0, 5.0, 15.0, 60.0, 300.0, 1800.0, 3600.0)
"""Upper edges of the histogram of job durations; above the last everything is infinite."""

METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})

JOBS_KEY = "metrics:jobs"
ACTIVE_KEY = "metrics:active-users"

ACTIVE_S = 300.0
"""Someone who asked for something within this time is active."""

NOTE_GAP_S = 60.0
"""A process notes a person's activity at most this often."""

MAX_NOTED = 10_000

_noted: dict[UUID, float] = {}


class JobTally(NamedTuple):
    """Jobs of one kind that ended in one state."""

    kind: str
    state: str
    buckets: list[tuple[str, float]]
    """Upper edge and how many jobs took at most as long, as Prometheus wants them."""
    sum_s: float


def init_metrics(app: Flask) -> None:
    """Count the requests of this web process."""

    @app.after_request
    def _count(response: Response) -> Response:
        route = str(request.url_rule) if request.url_rule else "none"
        # Names of methods come from strangers; only those that exist become a series.
        method = request.method if request.method in METHODS else "other"
        REQUESTS.labels(method, route, str(response.status_code)).inc()
        started = g.get("started_at")
        if started is not None:
            LATENCY.labels(method, route).observe(time.perf_counter() - started)
        _note_person()
        return response


def listen() -> None:
    """Hear of every job that ends, in whatever process."""
    signals.job_ended.connect(_job_ended)


def _job_ended(_sender: object, job: Job) -> None:
    duration_s = _seconds(job.started_at, job.finished_at)
    do_after_commit(("metrics", job.id), count_job, job.kind, str(job.state), duration_s)


def _seconds(begin: datetime | None, end: datetime | None) -> float:
    return (end - begin).total_seconds() if begin and end else 0.0


def count_job(kind: str, state: str, duration_s: float) -> None:
    """Add one ended job to the tallies."""
    edge = next((str(edge) for edge in JOB_BUCKETS_S if duration_s <= edge), "+Inf")
    pipe = connect(current_app.config["SETTINGS"].redis_address).pipeline(transaction=False)
    pipe.hincrby(JOBS_KEY, f"{kind}|{state}|{edge}", 1)
    pipe.hincrbyfloat(JOBS_KEY, f"{kind}|{state}|sum", duration_s)
    pipe.execute()


def job_tallies() -> list[JobTally]:
    """Ended jobs by kind and state, since Redis first heard of them."""
    found = connect(current_app.config["SETTINGS"].redis_address).hgetall(JOBS_KEY)
    cells: dict[tuple[str, str], dict[str, float]] = {}
    for key, value in found.items():
        kind, state, cell = _text(key).split("|")
        cells.setdefault((kind, state), {})[cell] = float(value)
    return [_tally(kind, state, cell) for (kind, state), cell in sorted(cells.items())]


def _text(value: bytes | str) -> str:
    return value.decode() if isinstance(value, bytes) else value


def _tally(kind: str, state: str, cells: dict[str, float]) -> JobTally:
    total = 0.0
    buckets = []
    for edge in (*map(str, JOB_BUCKETS_S), "+Inf"):
        total += cells.get(edge, 0.0)
        buckets.append((edge, total))
    return JobTally(kind, state, buckets, cells.get("sum", 0.0))


def _note_person() -> None:
    """Remember that someone is here; one write a minute a person and process."""
    who = g.get("principal")
    moment = time.time()
    if who is None or moment - _noted.get(who.user_id, 0.0) < NOTE_GAP_S:
        return
    if len(_noted) >= MAX_NOTED:
        _noted.clear()
    _noted[who.user_id] = moment
    try:
        connect(current_app.config["SETTINGS"].redis_address).zadd(ACTIVE_KEY, {str(who.user_id): moment})
    except RedisError:
        _noted.pop(who.user_id, None)


def n_active_people() -> int:
    """People who asked for something in the last five minutes."""
    connection = connect(current_app.config["SETTINGS"].redis_address)
    moment = time.time()
    connection.zremrangebyscore(ACTIVE_KEY, 0, moment - ACTIVE_S - NOTE_GAP_S)
    return int(connection.zcount(ACTIVE_KEY, moment - ACTIVE_S - NOTE_GAP_S, "+inf"))
