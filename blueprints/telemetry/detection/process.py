"""The detection process: looks with each detector when its time has come or its channels have news."""

from __future__ import annotations

import logging
import os
import signal
import threading
import time
from typing import NamedTuple
from uuid import UUID, uuid4

from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from blueprints.telemetry.detection import channel_limits, feeds
from blueprints.telemetry.detection.looking import look, newest_arrival
from blueprints.telemetry.models import Detector
from core import leases
from core.db import db

log = logging.getLogger(__name__)

LEASE_KEY = "telemetry:detection"
LEASE_S = 10
"""How long a silent process keeps another waiting."""

PASS_EVERY_S = 1.0
"""Pause between two passes over the detectors; the greater part of the latency."""

PROMPT_S = 2.0
"""A detector whose channels have news waits at least this long between looks."""

FOLLOW_EVERY_S = 15.0
"""How often the limits of channels are compared with their detectors."""


def run(app: Flask) -> None:
    """Hold the lease or wait for it, and detect, until SIGTERM or SIGINT."""
    stopping = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopping.set())
    address = app.config["SETTINGS"].redis_address
    token = f"{os.getpid()}-{uuid4()}".encode()
    followed = 0.0
    while not stopping.is_set():
        with app.app_context():
            if leases.hold(address, LEASE_KEY, token, life_s=LEASE_S):
                if time.monotonic() - followed > FOLLOW_EVERY_S:
                    followed = time.monotonic()
                    guarded(channel_limits.follow)
                pass_over(stopping)
            db.session.remove()
        stopping.wait(PASS_EVERY_S)
    leases.release(address, LEASE_KEY, token)


def guarded(action: object, *arguments: object) -> None:
    """Carry something out; its failure is logged and the next pass goes on."""
    try:
        action(*arguments)  # type: ignore[operator]
    except (SQLAlchemyError, OSError):
        log.exception("detection failed for a moment")
        db.session.rollback()


def pass_over(stopping: threading.Event | None = None) -> int:
    """Look with every detector that is due; returns how many looked."""
    clock, n_looked = feeds.FeedClock(), 0
    for detector_id in list(db.session.scalars(select(Detector.id).where(Detector.is_enabled))):
        if stopping is not None and stopping.is_set():
            break
        n_looked += _look_if_due(detector_id, clock)
    return n_looked


class _Look(NamedTuple):
    """The last look of this process with a detector."""

    at: float
    revision: int
    arrival_us: int
    until_us: int


_looks: dict[UUID, _Look] = {}


def _look_if_due(detector_id: UUID, clock: feeds.FeedClock) -> bool:
    row = db.session.get(Detector, detector_id, populate_existing=True)
    if row is None:
        _looks.pop(detector_id, None)
        return False
    slots = feeds.slots_of(row)
    this = _Look(time.monotonic(), row.revision, newest_arrival(slots), clock.of(slots))
    if not _is_due(row, _looks.get(detector_id), this):
        return False
    _looks[detector_id] = this
    guarded(look, row, clock)
    return True


def _is_due(row: Detector, last: _Look | None, this: _Look) -> bool:
    """Soon after its channels have news; by its schedule when only the time of the feed went on."""
    if last is None or last.revision != this.revision:
        return True
    passed_s = this.at - last.at
    if this.arrival_us > last.arrival_us:
        return passed_s >= min(PROMPT_S, row.every_s)
    return this.until_us > last.until_us and passed_s >= row.every_s
