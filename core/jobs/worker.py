"""The process that runs jobs: an RQ worker whose every ticket becomes one claimed job."""

import logging
import os
import shutil
import socket
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID

import rq
from flask import Flask, current_app
from pydantic import ValidationError
from redis.exceptions import ConnectionError as RedisConnectionError
from rq import Worker, get_current_job
from sqlalchemy.exc import OperationalError

from core.db import db
from core.disk import NO_ROOM
from core.errors import AppError
from core.jobs import claims, progress
from core.jobs.claims import Claim, LostClaim
from core.jobs.context import JobContext
from core.jobs.kinds import JobCancelled, JobKind, Queue, TransientError, kind
from core.jobs.models import Job
from core.jobs.watchdog import Limits, Watchdog
from core.logs import job_id_in_logs
from core.redis import connect
from core.storage import StorageError
from processing.errors import ProcessingError

log = logging.getLogger(__name__)

MAX_RETRY_AFTER_S = 3600.0
"""Longest wait another server may ask for; longer ones would look as if the job were forgotten."""

_state: dict[str, Flask] = {}
"""The application of this worker process; work processes inherit it by fork."""

_preparations: list[Callable[[], None]] = []


def prepare_with(action: Callable[[], None]) -> None:
    """Call this once in every worker before its first job; work processes inherit what it opens."""
    if action not in _preparations:
        _preparations.append(action)


@cache
def worker_name() -> str:
    return f"{socket.gethostname()}.{os.getpid()}"


def work(app: Flask, *, queues: list[str] | None = None, burst: bool = False) -> None:
    """Serve the queues until told to stop; everything heavy is imported before the first fork."""
    _state["app"] = app
    for action in _preparations:
        action()
    connection = connect(app.config["SETTINGS"].redis_address)
    worker = Worker(
        queues or [queue.value for queue in Queue],
        name=f"{worker_name()}.{os.urandom(3).hex()}",
        connection=connection,
        worker_ttl=30,
        job_monitoring_interval=5,
        maintenance_interval=60,
        work_horse_killed_handler=_work_horse_killed,
    )
    worker.work(burst=burst, logging_level="WARNING")


def _work_horse_killed(ticket: rq.job.Job, _pid: int, _status: int, _usage: object) -> None:
    """The work process vanished: give its job back at once instead of waiting for its heartbeat to go stale."""
    app = _state["app"]
    with app.app_context():
        db.engine.dispose()
        job = db.session.query(Job).filter_by(rq_id=ticket.id, state="running").one_or_none()
        if job is not None and not job.is_batch:
            log.warning("the process working on job %s vanished", job.id)
            claims.give_back(job)
            db.session.commit()
        db.session.remove()


def run_ticket(queue: str) -> None:
    """What RQ calls in the work process: run the job that is fairly next in the queue."""
    app = _state["app"]
    with app.app_context():
        # Connections of the parent process must not be used on both sides of the fork.
        db.engine.dispose(close=False)
        ticket = get_current_job()
        claim = claims.claim_next(queue, rq_id=ticket.id if ticket else None, worker=worker_name())
        if claim is not None:
            run_claimed(app, claim)


def run_job_now(job_id: UUID) -> None:
    """Run one queued job in this process (tests, command line), with all guarantees but the killing."""
    claim = claims.claim_job(job_id, rq_id=None, worker=worker_name())
    if claim is not None:
        run_claimed(current_app._get_current_object(), claim, is_watched=False)  # type: ignore[attr-defined]


def run_claimed(app: Flask, claim: Claim, *, is_watched: bool = True) -> None:
    """Run a claimed job to its end and commit the outcome under the claim."""
    job = db.session.get_one(Job, claim.job_id, populate_existing=True)
    job_id_in_logs.set(str(job.id))
    job_kind = kind(job.kind)
    watchdog = Watchdog(app, claim, _limits(app, job_kind)) if is_watched else None
    context, raw_params = _context(app, job, claim), dict(job.params)
    db.session.rollback()
    if watchdog:
        watchdog.start()
    log.info("job %s starts: %s", claim.job_id, job_kind.name)
    try:
        _attempt(context, job_kind, raw_params)
    except LostClaim:
        db.session.rollback()
        log.warning("job %s was taken away; nothing of this attempt is kept", claim.job_id)
    finally:
        if watchdog:
            watchdog.stop()
        shutil.rmtree(context.workdir, ignore_errors=True)
        job_id_in_logs.set("-")


def _limits(app: Flask, job_kind: JobKind[Any]) -> Limits:
    settings = app.config["SETTINGS"]
    memory_mb = min(job_kind.memory_limit_mb or settings.worker_memory_limit_mb, settings.worker_memory_limit_mb)
    return Limits(job_kind.time_limit_s, memory_mb, settings.worker_memory_warn_mb, job_kind.name)


def _context(app: Flask, job: Job, claim: Claim) -> JobContext:
    workdir: Path = app.config["SETTINGS"].work_dir / f"{job.id}-{claim.token}"
    workdir.mkdir(parents=True)
    return JobContext(claim, workdir, job.title, job.owner_id, job.group_id, job.project_id, job.parent_id, job.attempt)


def _attempt(context: JobContext, job_kind: JobKind[Any], raw_params: dict[str, object]) -> None:
    """Carry out the function; every way it can end is one branch here."""
    claim = context.claim
    try:
        if job_kind.work is None:
            raise AppError(500, "kind-unknown", f"No worker here can carry out {job_kind.name}.")
        results = job_kind.work(context, job_kind.params.model_validate(raw_params)) or []
        db.session.flush()
        claims.succeed(claim, results, progress.read_log(claim.job_id))
    except LostClaim:
        raise
    except JobCancelled:
        db.session.rollback()
        log.info("job %s stopped: cancelled", claim.job_id)
    except (AppError, ProcessingError) as exc:
        claims.fail(claim, exc.code, str(exc), progress.read_log(claim.job_id))
    except ValidationError as exc:
        claims.fail(claim, "params-invalid", str(exc), progress.read_log(claim.job_id))
    except (TransientError, RedisConnectionError, ConnectionError, TimeoutError, OperationalError) as exc:
        _postpone_or_fail(context, exc)
    except OSError as exc:
        # A full disk may have room again; any other trouble with files is a fault of ours.
        if exc.errno in NO_ROOM:
            _postpone_or_fail(context, TransientError("disk-full", "The disk is full."))
        else:
            log.exception("job %s failed unexpectedly", claim.job_id)
            _fail_unexpectedly(context, job_kind, exc)
    except StorageError as exc:
        if exc.code == "file-missing":
            claims.fail(claim, exc.code, exc.message, progress.read_log(claim.job_id))
        else:
            _postpone_or_fail(context, TransientError(exc.code, exc.message))
    except MemoryError:
        claims.fail(claim, "memory-limit", "It needed more memory than there is.", progress.read_log(claim.job_id))
    except Exception as exc:
        # The last handler: a fault of ours must fail the job, never the worker.
        log.exception("job %s failed unexpectedly", claim.job_id)
        _fail_unexpectedly(context, job_kind, exc)


def _fail_unexpectedly(context: JobContext, job_kind: JobKind[Any], exc: Exception) -> None:
    detail = f"An unexpected fault ({type(exc).__name__}) in {job_kind.name}; the log has the details."
    claims.fail(context.claim, "internal", detail, progress.read_log(context.job_id))


def _postpone_or_fail(context: JobContext, exc: Exception) -> None:
    code = exc.code if isinstance(exc, TransientError) else "passing-fault"
    detail = str(exc)
    db.session.rollback()
    delays = current_app.config["SETTINGS"].job_retry_delays_s
    n_faults = db.session.get_one(Job, context.job_id, populate_existing=True).n_faults
    if n_faults >= len(delays):
        claims.fail(context.claim, code, detail, progress.read_log(context.job_id))
        return
    asked = getattr(exc, "retry_after_s", None) or 0.0
    delay_s = max(delays[n_faults], min(asked, MAX_RETRY_AFTER_S))
    context.log(f"{detail} Tried again in {delay_s:.0f} s.")
    claims.postpone(context.claim, delay_s, code, detail)


def preload() -> None:
    """Import what jobs need before the first fork: a fork then costs milliseconds, not seconds."""
    for name in ("numpy", "scipy.fft", "scipy.signal", "sklearn.ensemble", "soundfile"):
        if name not in sys.modules:
            __import__(name)
