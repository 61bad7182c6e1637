"""Keeps a thread running for every source that connects by itself: begun, restarted with growing waits, ended."""

import logging
import queue
import threading
import time
from dataclasses import dataclass, field
from uuid import UUID

from flask import Flask
from sqlalchemy import select

from blueprints.telemetry.ingest.connectors import Config, Sink, connector_for
from blueprints.telemetry.ingest.pipeline import Delivery
from blueprints.telemetry.ingest.tally import Tally
from blueprints.telemetry.models import Source, SourceState
from core.db import db

log = logging.getLogger(__name__)

FIRST_WAIT_S, LONGEST_WAIT_S = 1.0, 60.0
"""Waits before a failed source is tried again: doubled each time."""

SOUND_AFTER_S = 60.0
"""A run this long counts as a success: the next wait is short again."""

LOOK_EVERY_S = 1.0


@dataclass
class _Running:
    config: Config
    sink: Sink
    thread: threading.Thread = field(repr=False)


class Supervision:
    """Threads of sources, matched to the rows once a second."""

    def __init__(self, app: Flask, into: "queue.Queue[Delivery]", tally: Tally) -> None:
        self.app = app
        self.into = into
        self.tally = tally
        self._running: dict[UUID, _Running] = {}
        self._ended: dict[UUID, Config] = {}
        self._looked_at = float("-inf")

    def match(self) -> None:
        """Begin what is to run, end what is not; a changed row counts as another source."""
        if time.monotonic() - self._looked_at < LOOK_EVERY_S:
            return
        self._looked_at = time.monotonic()
        wanted = self._wanted()
        for source_id, running in list(self._running.items()):
            if wanted.get(source_id) != running.config:
                self._end(source_id)
        for source_id, config in wanted.items():
            if source_id not in self._running and self._ended.get(source_id) != config:
                self._begin(config)

    def stop(self) -> None:
        for running in self._running.values():
            running.sink.stop()
        for running in self._running.values():
            running.thread.join(5.0)
        self._running.clear()

    def _wanted(self) -> dict[UUID, Config]:
        settings = self.app.config["SETTINGS"]
        rows = db.session.scalars(select(Source).where(Source.is_enabled, Source.state != SourceState.ENDED)).all()
        found = {
            row.id: Config(
                row.id,
                row.kind,
                dict(row.settings),
                row.secret,
                row.blob_sha256,
                row.run_token,
                settings.telemetry_private_addresses,
            )
            for row in rows
            if connector_for(row.kind) is not None
        }
        db.session.rollback()
        return found

    def _begin(self, config: Config) -> None:
        sink = Sink(config, self.into, self.tally)
        name = f"source-{config.source_id}"
        thread = threading.Thread(target=self._keep_running, args=(config, sink), name=name, daemon=True)
        self._running[config.source_id] = _Running(config, sink, thread)
        self._ended.pop(config.source_id, None)
        thread.start()
        log.info("source %s (%s) begins", config.source_id, config.kind)

    def _end(self, source_id: UUID) -> None:
        running = self._running.pop(source_id)
        running.sink.stop()
        running.thread.join(5.0)
        log.info("source %s ends", source_id)

    def _keep_running(self, config: Config, sink: Sink) -> None:
        connect, wait_s = connector_for(config.kind), FIRST_WAIT_S
        while connect is not None and not sink.is_stopping:
            began = time.monotonic()
            try:
                with self.app.app_context():
                    connect(config, sink)
            except Exception as exc:
                # The last handler of a source: whatever it fails of, the others go on and it is tried again.
                log.warning("source %s failed: %s", config.source_id, exc, exc_info=not isinstance(exc, OSError))
                sink.state(SourceState.FAILED, f"{type(exc).__name__}: {exc}")
            else:
                if not sink.is_stopping:
                    sink.state(SourceState.ENDED)
                    self._ended[config.source_id] = config
                return
            wait_s = FIRST_WAIT_S if time.monotonic() - began > SOUND_AFTER_S else min(wait_s * 2, LONGEST_WAIT_S)
            if sink.wait(wait_s):
                return
            sink.reconnected()
