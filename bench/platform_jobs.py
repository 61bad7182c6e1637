"""What the job engine costs a job that does nothing."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Iterator

from bench.report import Metric
from bench.station import ROOT, Station, settings_of

SETTINGS = {"WORKERS": "0"}
"""The workers of this bench know the empty job; the station's own do not."""

N_JOBS, N_WORKERS = 200, 2


def metrics(station: Station) -> Iterator[Metric]:
    """Milliseconds a job and jobs a second, beside RQ's own empty jobs on the same workers."""
    workers = [
        subprocess.Popen([sys.executable, "-m", "bench.platform_worker"], cwd=ROOT, env=station.env)
        for _ in range(N_WORKERS)
    ]
    try:
        yield from _measure(station)
    finally:
        for worker in workers:
            worker.send_signal(signal.SIGTERM)
        for worker in workers:
            worker.wait(30)


def _measure(station: Station) -> Iterator[Metric]:
    from rq import Queue
    from sqlalchemy import func, select

    from app import create_app
    from bench.empty_job import EMPTY, EmptyParams, nothing
    from blueprints.accounts.models import User
    from core.db import db
    from core.jobs.models import Job
    from core.jobs.queue import submit
    from core.redis import connect

    settings = settings_of(station)
    with create_app(settings, role="cli").app_context():
        user = db.session.scalars(select(User)).one()

        def ask(n: int) -> None:
            for _ in range(n):
                submit(EMPTY, EmptyParams(), title="x", owner_id=user.id, group_id=user.personal_group_id)
            db.session.commit()

        def n_done() -> int:
            db.session.rollback()
            return db.session.scalar(select(func.count()).select_from(Job).where(Job.state == "succeeded")) or 0

        ask(N_WORKERS * 4)
        _wait(lambda: n_done() == N_WORKERS * 4)
        started = time.perf_counter()
        ask(N_JOBS)
        _wait(lambda: n_done() == N_JOBS + N_WORKERS * 4)
        ours_s = time.perf_counter() - started
        queue = Queue("short", connection=connect(settings.redis_address))
        started = time.perf_counter()
        bare = [queue.enqueue(nothing) for _ in range(N_JOBS)]
        _wait(lambda: bare[-1].get_status(refresh=True) == "finished" and queue.count == 0)
        bare_s = time.perf_counter() - started
    yield Metric("job.overhead", 1000 * ours_s * N_WORKERS / N_JOBS, "ms")
    yield Metric("job.rate", N_JOBS / ours_s, "1/s")
    yield Metric("job.bare-rq", 1000 * bare_s * N_WORKERS / N_JOBS, "ms")


def _wait(is_done: object) -> None:
    deadline = time.monotonic() + 300
    while not is_done():  # type: ignore[operator]
        if time.monotonic() > deadline:
            raise TimeoutError("the jobs did not end")
        time.sleep(0.02)
