"""Work by the clock: one process at a time holds the lease and ticks, however many are started."""

import logging
import os
import signal
import threading
from collections.abc import Callable
from typing import Any, NamedTuple
from uuid import uuid4

from apscheduler.schedulers.background import BackgroundScheduler
from flask import Flask

from core import leases
from core.db import db

log = logging.getLogger(__name__)

LEASE_KEY = "scheduler:lease"
LEASE_S = 6
"""How long a silent holder keeps the others waiting."""

RENEW_EVERY_S = 2.0


class Tick(NamedTuple):
    """Something done every so many seconds."""

    seconds: float
    name: str
    action: Callable[[], Any]


_ticks: list[Tick] = []


def every(seconds: float, name: str, action: Callable[[], Any]) -> None:
    """Register an action; it runs inside the application context and commits for itself."""
    if all(tick.name != name for tick in _ticks):
        _ticks.append(Tick(seconds, name, action))


def ticks() -> list[Tick]:
    return list(_ticks)


def run(app: Flask) -> None:
    """Hold the lease or wait for it, and tick, until SIGTERM or SIGINT."""
    stopping = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopping.set())
    address = app.config["SETTINGS"].redis_address
    token = f"{os.getpid()}-{uuid4()}".encode()
    clock: BackgroundScheduler | None = None
    while not stopping.is_set():
        holds = leases.hold(address, LEASE_KEY, token, life_s=LEASE_S)
        if holds and clock is None:
            clock = _start_clock(app)
            log.info("the scheduler holds the lease")
        elif not holds and clock is not None:
            clock.shutdown(wait=False)
            clock = None
            log.warning("the scheduler lost the lease")
        stopping.wait(RENEW_EVERY_S)
    if clock is not None:
        clock.shutdown(wait=True)
        leases.release(address, LEASE_KEY, token)


def _start_clock(app: Flask) -> BackgroundScheduler:
    clock = BackgroundScheduler(timezone="UTC")
    for tick in _ticks:
        clock.add_job(
            _guarded,
            "interval",
            args=(app, tick),
            seconds=tick.seconds,
            id=tick.name,
            max_instances=1,
            coalesce=True,
            misfire_grace_time=60,
        )
    clock.start()
    return clock


def _guarded(app: Flask, tick: Tick) -> None:
    with app.app_context():
        try:
            tick.action()
        except Exception:
            log.exception("scheduled %s failed", tick.name)
            db.session.rollback()
        finally:
            db.session.remove()
