"""The thread beside a running job: it says that the job lives, and ends the process when it must not go on.

Ending the process is safe: whatever was not committed under the claim is rolled back by the database.
"""

import logging
import os
import threading
import time
from dataclasses import dataclass
from pathlib import Path

from flask import Flask
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from core.db import db
from core.jobs import claims, memory_dump, progress
from core.jobs.claims import Claim, LostClaim
from core.redis import RedisError

log = logging.getLogger(__name__)

LOOK_EVERY_S = 0.25
"""How often the stop sign, the clock and the memory are looked at."""

GRACE_S = 0.2
"""Time for the last log line to leave before the process ends."""


@dataclass(frozen=True)
class Limits:
    """What a job may use."""

    time_s: float
    memory_mb: int
    memory_warn_mb: int
    kind: str = ""
    """What is limited, for those who read a dump."""


class Watchdog:
    """Watches one claim from `start` to `stop`."""

    def __init__(self, app: Flask, claim: Claim, limits: Limits) -> None:
        self._app = app
        self._claim = claim
        self._limits = limits
        self._over = threading.Event()
        self._started = time.monotonic()
        self._beat_at = 0.0
        self._has_warned = False
        self._thread = threading.Thread(target=self._watch, name="job-watchdog", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._over.set()
        self._thread.join(timeout=5)

    def _watch(self) -> None:
        with self._app.app_context():
            while not self._over.wait(LOOK_EVERY_S):
                try:
                    self._look()
                except (RedisError, SQLAlchemyError) as exc:
                    log.warning("the watchdog could not look: %s", exc)

    def _look(self) -> None:
        if progress.is_stopped(self._claim.job_id):
            self._leave("it was cancelled")
        if time.monotonic() - self._started > self._limits.time_s:
            self._give_up("time-limit", f"It took longer than {self._limits.time_s:.0f} s.")
        self._check_memory()
        settings = self._app.config["SETTINGS"]
        if time.monotonic() - self._beat_at >= settings.job_heartbeat_s:
            self._beat_at = time.monotonic()
            progress.beat(self._claim.job_id, settings.job_lost_after_s)
            self._beat()

    def _beat(self) -> None:
        try:
            with Session(db.engine) as session:
                claims.hold(self._claim, session)
                session.commit()
        except LostClaim:
            if not self._over.is_set() and not claims.has_written(self._claim):
                self._leave("its claim is gone")

    def _check_memory(self) -> None:
        used_mb = resident_mb()
        if used_mb > self._limits.memory_mb:
            detail = f"It used {used_mb:.0f} MB of memory; the limit is {self._limits.memory_mb} MB."
            self._dump(used_mb)
            self._give_up("memory-limit", detail)
        elif used_mb > self._limits.memory_warn_mb and not self._has_warned:
            self._has_warned = True
            log.warning("job %s uses %.0f MB", self._claim.job_id, used_mb)
            memory_dump.begin_tracing()

    def _dump(self, used_mb: float) -> None:
        """Write what fills the memory; a dump that fails must not keep a job that is too large alive."""
        folder = self._app.config["SETTINGS"].dump_dir
        limit_mb = self._limits.memory_mb
        try:
            path = memory_dump.dump(
                folder, job_id=self._claim.job_id, kind=self._limits.kind, used_mb=used_mb, limit_mb=limit_mb
            )
            log.warning("what filled the memory of job %s is told in %s", self._claim.job_id, path.name)
        except (OSError, MemoryError) as exc:
            log.error("the memory of job %s could not be told: %s", self._claim.job_id, exc)

    def _give_up(self, code: str, detail: str) -> None:
        try:
            claims.fail(self._claim, code, detail, progress.read_log(self._claim.job_id))
        except LostClaim:
            log.info("job %s was no longer ours to fail", self._claim.job_id)
        self._leave(detail)

    def _leave(self, reason: str) -> None:
        if self._over.is_set():
            return
        log.warning("job %s stops here: %s", self._claim.job_id, reason)
        time.sleep(GRACE_S)
        os._exit(1)


def resident_mb() -> float:
    """Resident memory of this process in megabytes; 0 where the system does not tell."""
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[1])
    except (OSError, IndexError, ValueError):
        return 0.0
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6
