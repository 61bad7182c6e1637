"""Taking readings in over HTTP: written down durably, acknowledged, stored by the ingest process."""

import json
import os
import time
from typing import Any
from uuid import UUID

from flask import current_app

from blueprints.telemetry.ingest.spool import Envelope, Lane, spool_folder, waiting_bytes
from core.clock import new_id
from core.config import Settings
from core.disk import MB, require_space
from core.errors import AppError
from core.realtime import socketio
from core.redis import RedisError, connect
from core.security import run_off_loop

_KEY = "fieldstation-telemetry-lane"

LOOK_EVERY_S = 1.0
"""How often the spool's size is looked at."""

POLL_S = 0.02


class _Door:
    """The lane of this web process, and how full the spool was when last looked at."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.folder = spool_folder(settings)
        self.lane = Lane(self.folder, sync=_sync)
        self._looked_at = float("-inf")

    def require_room(self, n_bytes: int) -> None:
        if time.monotonic() - self._looked_at < LOOK_EVERY_S:
            return
        self._looked_at = time.monotonic()
        require_space(self.settings, self.folder, n_bytes)
        if waiting_bytes(self.folder) > self.settings.telemetry_spool_mb * MB:
            self._looked_at = float("-inf")
            raise AppError(
                503,
                "ingest-behind",
                "More readings wait to be stored than the station takes. Nothing was taken; send them again later.",
                headers={"Retry-After": "10"},
            )


def _sync(number: int) -> None:
    """Only this waits for the disk; the event loop goes on meanwhile."""
    run_off_loop(os.fsync, number)


def _door() -> _Door:
    found: _Door | None = current_app.extensions.get(_KEY)
    if found is None:
        found = current_app.extensions[_KEY] = _Door(current_app.config["SETTINGS"])
    return found


def receive(
    source_id: UUID, body: bytes, *, form: str, is_gzip: bool, precision: str | None, is_awaited: bool
) -> Envelope:
    """Write a body down; when this returns it survives the end of any process and of the machine.

    Raises AppError 503 `ingest-behind`, 507 when the disk is full.
    """
    door = _door()
    door.require_room(len(body))
    ticket = new_id().hex if is_awaited else None
    envelope = Envelope(source_id, form, is_gzip, time.time_ns() // 1000, precision, ticket)
    door.lane.append(envelope, body)
    return envelope


def verdict(ticket: str, wait_s: float) -> dict[str, Any] | None:
    """What became of a body, as soon as it is stored; None when that takes longer than `wait_s`."""
    address = current_app.config["SETTINGS"].redis_address
    deadline = time.monotonic() + wait_s
    while time.monotonic() < deadline:
        try:
            found = connect(address).get(f"telemetry:verdict:{ticket}")
        except RedisError:
            return None
        if found is not None:
            answer: dict[str, Any] = json.loads(found)
            return answer
        socketio.sleep(POLL_S)
    return None
