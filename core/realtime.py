"""The live channel: rooms with doorkeepers, and events from any process that carry `seq` and `at`."""

import logging
from collections.abc import Callable
from functools import cache
from typing import Any

from flask import current_app
from flask_socketio import SocketIO
from socketio import RedisManager

from core.access import Principal
from core.clock import iso, now
from core.config import Settings
from core.redis import RedisError, connect

log = logging.getLogger(__name__)

CHANNEL = "fieldstation"
"""Redis channel that web processes and workers share; the libraries' defaults differ from each other."""

SEQ_LIFE_S = 7 * 24 * 3600
"""How long a silent room remembers its last sequence number."""

socketio = SocketIO()

RoomState = dict[str, Any]
Doorkeeper = Callable[[Principal, str], RoomState | None]
"""Given who asks and the id behind `kind:`, the room's present state, or None when it is closed to them."""

_doorkeepers: dict[str, Doorkeeper] = {}


def room(kind: str) -> Callable[[Doorkeeper], Doorkeeper]:
    """Register who may join the rooms `kind:<id>` and what they see first."""

    def register(doorkeeper: Doorkeeper) -> Doorkeeper:
        _doorkeepers[kind] = doorkeeper
        return doorkeeper

    return register


def room_kinds() -> list[str]:
    return sorted(_doorkeepers)


def look_in(who: Principal, room_name: str) -> RoomState | None:
    """The present state of a room as this person may see it; None when it is closed to them or does not exist."""
    kind, _, key = room_name.partition(":")
    doorkeeper = _doorkeepers.get(kind)
    return doorkeeper(who, key) if doorkeeper else None


@cache
def _writer(address: str) -> RedisManager:
    return RedisManager(address, channel=CHANNEL, write_only=True)


def emit(event: str, room_name: str, payload: dict[str, Any]) -> None:
    """Send an event to a room from any process; a live channel that is down never fails the work."""
    settings: Settings = current_app.config["SETTINGS"]
    try:
        data = payload | {"room": room_name, "seq": next_seq(settings, room_name), "at": iso(now())}
        data = current_app.json.loads(current_app.json.dumps(data))
        _writer(settings.redis_address).emit(event, data, room=room_name, namespace="/")
    except (RedisError, OSError) as exc:
        log.warning("live event %s to %s is lost: %s", event, room_name, exc)


def next_seq(settings: Settings, room_name: str) -> int:
    """The next number of a room; numbers only grow, so that a client can tell late from new."""
    key = f"live:seq:{room_name}"
    pipe = connect(settings.redis_address).pipeline(transaction=False)
    pipe.incr(key)
    pipe.expire(key, SEQ_LIFE_S)
    return int(pipe.execute()[0])


def last_seq(room_name: str) -> int:
    settings: Settings = current_app.config["SETTINGS"]
    try:
        return int(connect(settings.redis_address).get(f"live:seq:{room_name}") or 0)
    except RedisError:
        return 0
