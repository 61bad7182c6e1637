"""The live channel: Socket.IO rooms with checked access, and events that carry `seq` and `at`."""

import logging
import time
from collections.abc import Callable
from functools import cache
from typing import Any, TypeVar, cast

from flask import Flask, current_app, request
from flask_socketio import SocketIO, join_room, leave_room
from socketio import RedisManager

from core.access import Principal
from core.authentication import Authentication, read_token
from core.clock import iso, now
from core.config import Settings
from core.errors import AppError
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


def init_live(app: Flask, settings: Settings) -> None:
    """Attach Socket.IO to the web application."""
    origins = [settings.base_url, *settings.cors_origin_list]
    if not settings.is_production:
        origins += [f"http://{name}:{settings.port}" for name in ("localhost", "127.0.0.1")]
    socketio.init_app(
        app,
        async_mode=settings.socketio_async_mode,
        client_manager=RedisManager(settings.redis_address, channel=CHANNEL),
        cors_allowed_origins=origins,
        ping_interval=25,
        ping_timeout=60,
        max_http_buffer_size=100_000,
        logger=False,
    )


_present: dict[str, Authentication] = {}
"""Who is behind each socket of this process."""


def _sid() -> str:
    return str(request.sid)  # type: ignore[attr-defined]


def _present_principal() -> Principal | None:
    found = _present.get(_sid())
    if found is None or (found.expires_at is not None and found.expires_at < time.time()):
        return None
    return found.principal


Listener = TypeVar("Listener", bound=Callable[..., Any])


def _on(event: str) -> Callable[[Listener], Listener]:
    """Flask-SocketIO's decorator, with the type it has: it gives back what it was given."""
    return cast(Callable[[Listener], Listener], socketio.on(event))


@_on("connect")
def _connect(auth: object = None) -> bool:
    token = auth.get("token") if isinstance(auth, dict) else None
    return isinstance(token, str) and _remember(token)


def _remember(token: str) -> bool:
    try:
        found = read_token(token)
    except AppError:
        return False
    _present[_sid()] = found
    join_room(f"user:{found.principal.user_id}")
    return True


@_on("auth")
def _refresh(message: object = None) -> dict[str, Any]:
    token = message.get("token") if isinstance(message, dict) else None
    if not isinstance(token, str) or not _remember(token):
        return {"error": "token-invalid"}
    return {"ok": True}


@_on("join")
def _join(message: object = None) -> dict[str, Any]:
    name = message.get("room") if isinstance(message, dict) else None
    if not isinstance(name, str) or len(name) > 200:
        return {"error": "bad-room"}
    who = _present_principal()
    if who is None:
        return {"error": "sign-in-needed"}
    kind, _, key = name.partition(":")
    doorkeeper = _doorkeepers.get(kind)
    state = doorkeeper(who, key) if doorkeeper else None
    if state is None:
        return {"error": "not-found"}
    join_room(name)
    return {"ok": True, "seq": last_seq(name), "state": current_app.json.loads(current_app.json.dumps(state))}


@_on("leave")
def _leave(message: object = None) -> dict[str, Any]:
    name = message.get("room") if isinstance(message, dict) else None
    if isinstance(name, str):
        leave_room(name)
    return {"ok": True}


@_on("disconnect")
def _disconnect(_reason: object = None) -> None:
    _present.pop(_sid(), None)


def _failed(exc: Exception) -> dict[str, Any]:
    log.error("live event failed", exc_info=exc)
    return {"error": "internal"}


socketio.on_error_default(_failed)

EXPIRY_CHECK_S = 30


def watch_expiry() -> None:
    """Disconnect sockets whose token ran out; runs for the life of a web process."""
    while True:
        socketio.sleep(EXPIRY_CHECK_S)
        moment = time.time()
        for sid, found in list(_present.items()):
            if found.expires_at is not None and found.expires_at + EXPIRY_CHECK_S < moment:
                _present.pop(sid, None)
                socketio.server.disconnect(sid)
