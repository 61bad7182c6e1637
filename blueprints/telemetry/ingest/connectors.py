"""Sources that run by themselves: the registry, and what one is given to work with.

A connector is a function of (config, sink) that returns when it has sent all there is or `sink.is_stopping`, and
raises when the connection fails: it is then begun again after a while. Add one in ten lines:

    @connector("weather")
    def follow(config: Config, sink: Sink) -> None:
        while not sink.wait(60):
            sink.put([Message("temperature", sink.now_us(), read_thermometer())])
"""

import queue
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from blueprints.telemetry.ingest.pipeline import Delivery
from blueprints.telemetry.ingest.tally import Tally
from blueprints.telemetry.models import SourceState
from processing.telemetry.messages import Message, Refusal


@dataclass(frozen=True)
class Config:
    """A source's row as its thread sees it; a change of the row begins a new thread."""

    source_id: UUID
    kind: str
    settings: dict[str, Any]
    secret: str | None
    blob_sha256: str | None
    """A replay's file, under its hash in the storage."""
    run_token: int
    is_private_allowed: bool
    """Whether addresses of the station's own network may be connected to."""


class Sink:
    """Where a connector's messages go, and where it says how it is doing."""

    def __init__(self, config: Config, into: "queue.Queue[Delivery]", tally: Tally) -> None:
        self.config = config
        self._into = into
        self._tally = tally
        self._stop = threading.Event()
        self._n = 0
        self._run = f"run-{time.time_ns():x}"

    @property
    def is_stopping(self) -> bool:
        return self._stop.is_set()

    def stop(self) -> None:
        self._stop.set()

    def wait(self, seconds: float) -> bool:
        """Sleep; true when it is time to end."""
        return self._stop.wait(seconds)

    @staticmethod
    def now_us() -> int:
        return time.time_ns() // 1000

    def put(
        self,
        messages: Sequence[Message],
        done: Callable[[], object] | None = None,
        *,
        refused: Sequence[Refusal] = (),
    ) -> None:
        """Hand messages over; waits while the store is behind, so that the far end slows down and nothing is lost."""
        self._n += 1
        delivery = Delivery(self.config.source_id, messages, self.now_us(), f"{self._run}/{self._n}", done, refused)
        while not self.is_stopping:
            try:
                self._into.put(delivery, timeout=0.5)
            except queue.Full:
                continue
            return

    def state(self, state: SourceState, error: str | None = None) -> None:
        entry = self._tally.of(self.config.source_id)
        entry.state = state
        if error is not None:
            entry.last_error = error
            entry.n_errors += 1

    def reconnected(self) -> None:
        self._tally.of(self.config.source_id).n_reconnects += 1

    def progress(self, **reached: object) -> None:
        self._tally.of(self.config.source_id).progress = reached


Connect = Callable[[Config, Sink], None]

_connectors: dict[str, Connect] = {}


def connector(kind: str) -> Callable[[Connect], Connect]:
    """Register the function that runs sources of a kind."""

    def register(function: Connect) -> Connect:
        _connectors[kind] = function
        return function

    return register


def connector_for(kind: str) -> Connect | None:
    """None for kinds that only wait to be sent to."""
    return _connectors.get(kind)
