"""The ingest process: reads the spool, runs the sources, stores, and keeps the roll-ups up."""

import contextlib
import fcntl
import gc
import logging
import queue
import signal
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import IO
from uuid import uuid4

from flask import Flask
from sqlalchemy.exc import DBAPIError

from blueprints.telemetry.ingest import kinds  # noqa: F401 (registers the connectors)
from blueprints.telemetry.ingest.pipeline import Delivery, Pipeline
from blueprints.telemetry.ingest.spool import Record, lanes, read_records, segment_path, spool_folder, tidy
from blueprints.telemetry.ingest.supervision import Supervision
from blueprints.telemetry.service.retention import keep_from, remove_orphans
from blueprints.telemetry.store import store
from core import leases
from core.db import db

log = logging.getLogger(__name__)

IDLE_S = 0.02
"""Between two looks at an empty spool."""

LOT_RECORDS, LOT_BYTES, LOT_MESSAGES = 64, 8_000_000, 50_000
"""What is stored at most in one transaction: enough to be fast, little enough to be queryable within a moment."""

QUEUE_DELIVERIES = 200
"""Deliveries of connected sources that may wait; beyond, the sources are held back."""

TIDY_EVERY_S, ROLL_UP_EVERY_S, RETAIN_EVERY_S = 2.0, 10.0, 3600.0

ROLL_UP_HOURS = 200
"""Hours of channels that are worked on at a stretch."""

LEASE_KEY, LEASE_S = "telemetry:sources", 15
"""Sources that connect by themselves run once, however many ingest processes there are."""


class Ingest:
    """One ingest process over one spool folder."""

    def __init__(self, app: Flask) -> None:
        settings = app.config["SETTINGS"]
        self.app = app
        self.folder = spool_folder(settings)
        self.folder.mkdir(parents=True, exist_ok=True)
        self.deliveries: queue.Queue[Delivery] = queue.Queue(QUEUE_DELIVERIES)
        self.pipeline = Pipeline(store(), settings.redis_address)
        self.supervision = Supervision(app, self.deliveries, self.pipeline.tally)
        self.stopping = threading.Event()
        self._places: dict[str, tuple[int, int]] = {}
        self._tidied_at = time.monotonic()
        self._lease = (settings.redis_address, uuid4().bytes)
        self._leased_until = 0.0

    def run(self) -> None:
        """Work until told to stop; another process on the same folder is waited for."""
        lock = self._wait_for_folder()
        upkeep = threading.Thread(target=self._upkeep, name="roll-ups", daemon=True)
        upkeep.start()
        try:
            while not self.stopping.is_set():
                if not self._guarded_step():
                    self.stopping.wait(IDLE_S)
        finally:
            self.supervision.stop()
            self.drain()
            leases.release(self._lease[0], LEASE_KEY, self._lease[1])
            upkeep.join(10.0)
            lock.close()

    def _wait_for_folder(self) -> IO[bytes]:
        lock = (self.folder / "ingest.lock").open("wb")
        while not self.stopping.is_set():
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                self.stopping.wait(0.2)
        return lock

    def _guarded_step(self) -> int:
        try:
            return self.step()
        except DBAPIError as exc:
            # What was acknowledged stays in the spool until the database takes it.
            log.warning("readings wait, the database does not take them: %s", exc)
            db.session.rollback()
            self._places.clear()
            self.stopping.wait(1.0)
            return 0

    def step(self) -> int:
        """Store what waits, once; returns how many messages there were."""
        if self._holds_lease():
            self.supervision.match()
        records = self._records()
        deliveries = self._waiting_deliveries()
        with _without_collector():
            n = self.pipeline.store(records, deliveries) if records or deliveries else 0
        for record in records:
            self._places[record.lane] = (record.segment, record.end)
        self.pipeline.news.publish()
        self.pipeline.tally.flush()
        self._tidy()
        db.session.rollback()
        return n

    def drain(self) -> None:
        """Store everything that is there, and write the tallies."""
        while self.step():
            pass
        self.pipeline.tally.flush(is_last=True)

    def _holds_lease(self) -> bool:
        moment = time.monotonic()
        if moment > self._leased_until:
            if leases.hold(self._lease[0], LEASE_KEY, self._lease[1], life_s=LEASE_S):
                self._leased_until = moment + LEASE_S / 3
            elif self._leased_until:
                self.supervision.stop()
                self._leased_until = 0.0
        return moment <= self._leased_until

    def _records(self) -> list[Record]:
        found: list[Record] = []
        n_bytes = 0
        for lane in lanes(self.folder):
            segment, offset = self._place(lane)
            for record in read_records(lane, segment, offset):
                found.append(record)
                n_bytes += len(record.body)
                if len(found) >= LOT_RECORDS or n_bytes >= LOT_BYTES:
                    return found
        return found

    def _place(self, lane: Path) -> tuple[int, int]:
        place = self._places.get(lane.name)
        if place is None:
            cursor = self.pipeline.readings.cursor(lane.name)
            place = self._places[lane.name] = (cursor.segment, cursor.offset) if cursor else (1, 0)
        return place

    def _waiting_deliveries(self) -> list[Delivery]:
        found: list[Delivery] = []
        n = 0
        while n < LOT_MESSAGES:
            try:
                found.append(self.deliveries.get_nowait())
            except queue.Empty:
                break
            n += len(found[-1].messages)
        return found

    def _tidy(self) -> None:
        if time.monotonic() - self._tidied_at < TIDY_EVERY_S:
            return
        self._tidied_at = time.monotonic()
        for lane in lanes(self.folder):
            segment, offset = self._place(lane)
            if not segment_path(lane, segment).exists() and segment_path(lane, segment + 1).exists():
                segment, offset = segment + 1, 0
            if tidy(lane, segment, offset):
                self._places.pop(lane.name, None)
                self.pipeline.readings.forget_cursor(lane.name)

    def _upkeep(self) -> None:
        """Roll-ups and retention, beside the writer, which has the first claim on processor and database."""
        retained_at, pause_s = time.monotonic(), ROLL_UP_EVERY_S
        while not self.stopping.wait(pause_s):
            began = time.monotonic()
            with self.app.app_context():
                try:
                    is_full = self.pipeline.readings.roll_up(limit=ROLL_UP_HOURS) == ROLL_UP_HOURS
                    if time.monotonic() - retained_at > RETAIN_EVERY_S:
                        retained_at = time.monotonic()
                        remove_orphans()
                        self.pipeline.readings.retain(keep_from())
                except DBAPIError as exc:
                    is_full = False
                    log.warning("roll-ups wait: %s", exc)
                finally:
                    db.session.remove()
            # A backlog is worked on a quarter of the time; charts read what is behind from the readings themselves.
            pause_s = max(0.05, 3.0 * (time.monotonic() - began)) if is_full else ROLL_UP_EVERY_S


@contextlib.contextmanager
def _without_collector() -> Iterator[None]:
    """A lot is a crowd of small objects, none in a cycle: looking through them again and again is half of the work.

    What other threads leave in cycles meanwhile is found after the lot.
    """
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def run(app: Flask) -> None:
    """Run the ingest process until SIGTERM or SIGINT."""
    ingest = Ingest(app)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: ingest.stopping.set())
    log.info("telemetry is taken in")
    ingest.run()
