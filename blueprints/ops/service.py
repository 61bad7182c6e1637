"""Looking at what the station stands on: database, Redis, storage, migrations, workers, queues, disks."""

import time
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import NamedTuple

from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import current_app
from redis import Redis
from rq import Worker
from sqlalchemy import func, select, text
from sqlalchemy.exc import SQLAlchemyError

from core.clock import now
from core.config import ROOT, Settings
from core.db import db
from core.disk import DiskSpace, disk_space
from core.jobs.kinds import OPEN_STATES, JobState, Queue
from core.jobs.models import Job
from core.realtime import socketio
from core.redis import RedisError
from core.storage import StorageError, storage

PROBE_TIMEOUT_S = 2.0
"""A part that takes longer to answer is as good as down."""


class PartFailed(Exception):  # noqa: N818 (a finding, not a fault of ours)
    """What is wrong with a part."""


class Part(NamedTuple):
    """One thing the station stands on, and whether it answers."""

    name: str
    ok: bool
    ms: float
    detail: str | None


class WorkerState(NamedTuple):
    name: str
    state: str
    heartbeat_age_s: float | None


class QueueLength(NamedTuple):
    name: str
    queued: int
    running: int


def _settings() -> Settings:
    settings: Settings = current_app.config["SETTINGS"]
    return settings


@cache
def _probe(address: str) -> Redis:
    """A connection that gives up soon, unlike the one work is done through."""
    return Redis.from_url(address, socket_connect_timeout=PROBE_TIMEOUT_S, socket_timeout=PROBE_TIMEOUT_S)


def _check_database() -> None:
    db.session.execute(text("SELECT 1"))


def _check_redis() -> None:
    _probe(_settings().redis_address).ping()


def _check_storage() -> None:
    storage().check()


@cache
def _newest_revisions() -> frozenset[str]:
    config = Config()
    config.set_main_option("script_location", str(ROOT / "migrations"))
    return frozenset(ScriptDirectory.from_config(config).get_heads())


def _check_migrations() -> None:
    applied = frozenset(MigrationContext.configure(db.session.connection()).get_current_heads())
    if applied != _newest_revisions():
        have, want = ("+".join(sorted(some)) or "none" for some in (applied, _newest_revisions()))
        raise PartFailed(f"The database is at revision {have}; this code wants {want}.")


CHECKS: dict[str, Callable[[], None]] = {
    "database": _check_database,
    "redis": _check_redis,
    "storage": _check_storage,
    "migrations": _check_migrations,
}


def look_at_parts() -> list[Part]:
    """Every part's state and response time."""
    return [_look_at(name, check) for name, check in CHECKS.items()]


def _look_at(name: str, check: Callable[[], None]) -> Part:
    started = time.perf_counter()
    detail = None
    try:
        check()
    except (SQLAlchemyError, RedisError, StorageError, OSError, PartFailed) as exc:
        db.session.rollback()
        detail = (str(exc).splitlines() or [type(exc).__name__])[0][:300]
    return Part(name, detail is None, round(1000 * (time.perf_counter() - started), 1), detail)


def list_workers() -> list[WorkerState]:
    """Workers that live, by what they say of themselves; none without Redis."""
    moment = now()
    try:
        found = Worker.all(connection=_probe(_settings().redis_address))
    except RedisError:
        return []
    return [
        WorkerState(
            worker.name,
            str(worker.get_state()),
            round((moment - worker.last_heartbeat).total_seconds(), 1) if worker.last_heartbeat else None,
        )
        for worker in found
    ]


def queue_lengths() -> list[QueueLength]:
    """How much waits and runs in each queue, by the rows."""
    rows = db.session.execute(
        select(Job.queue, Job.state, func.count())
        .where(Job.state.in_(OPEN_STATES), Job.queue.is_not(None))
        .group_by(Job.queue, Job.state)
    ).all()
    counts = {(queue, state): n for queue, state, n in rows}
    return [
        QueueLength(
            queue.value, counts.get((queue.value, JobState.QUEUED), 0), counts.get((queue.value, JobState.RUNNING), 0)
        )
        for queue in Queue
    ]


def disks() -> dict[str, DiskSpace]:
    """Room under the folders of data and of staging."""
    settings = _settings()
    folders: dict[str, Path] = {"data": settings.data_dir, "uploads": settings.chunk_dir}
    return {name: disk_space(folder) for name, folder in folders.items()}


def n_sockets() -> int:
    """Live connections of this process."""
    server = socketio.server
    return len(server.eio.sockets) if server is not None else 0
