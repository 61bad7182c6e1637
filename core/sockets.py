"""The web process's side of the live channel: who is behind each socket, and which rooms they may stay in."""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar, cast

from flask import Flask, current_app, request
from flask_socketio import join_room, leave_room
from socketio import RedisManager

from core.access import Principal
from core.authentication import Authentication, read_token
from core.config import Settings
from core.errors import AppError
from core.realtime import CHANNEL, last_seq, look_in, socketio

log = logging.getLogger(__name__)

RECHECK_S = 30
"""How long a socket may go on hearing what its person may no longer hear."""


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


@dataclass
class _Visitor:
    """The person behind a socket, and the token that says so."""

    token: str
    found: Authentication

    @property
    def is_expired(self) -> bool:
        return self.found.expires_at is not None and self.found.expires_at < time.time()


_visitors: dict[str, _Visitor] = {}
"""By socket id, of this process."""

Listener = TypeVar("Listener", bound=Callable[..., Any])


def _on(event: str) -> Callable[[Listener], Listener]:
    """Flask-SocketIO's decorator, with the type it has: it gives back what it was given."""
    return cast(Callable[[Listener], Listener], socketio.on(event))


def _sid() -> str:
    return str(request.sid)  # type: ignore[attr-defined]


def _who() -> Principal | None:
    visitor = _visitors.get(_sid())
    return None if visitor is None or visitor.is_expired else visitor.found.principal


@_on("connect")
def _connect(auth: object = None) -> bool:
    token = auth.get("token") if isinstance(auth, dict) else None
    return isinstance(token, str) and _remember(token)


def _remember(token: str) -> bool:
    try:
        found = read_token(token)
    except AppError:
        return False
    before = _visitors.get(_sid())
    if before is not None and before.found.principal.user_id != found.principal.user_id:
        return False
    _visitors[_sid()] = _Visitor(token, found)
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
    who = _who()
    if who is None:
        return {"error": "sign-in-needed"}
    state = look_in(who, name)
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
    _visitors.pop(_sid(), None)


def _failed(exc: Exception) -> dict[str, Any]:
    log.error("live event failed", exc_info=exc)
    return {"error": "internal"}


socketio.on_error_default(_failed)


def watch(app: Flask) -> None:
    """Look at every socket again and again, for the life of a web process."""
    while True:
        socketio.sleep(RECHECK_S)
        with app.app_context():
            recheck()


def recheck() -> None:
    """Send away sockets whose token is no longer good, and out of rooms their person may no longer see."""
    for sid, visitor in list(_visitors.items()):
        socketio.sleep(0)
        try:
            visitor.found = read_token(visitor.token)
        except AppError:
            _visitors.pop(sid, None)
            socketio.server.disconnect(sid)
            continue
        for name in list(socketio.server.rooms(sid)):
            if ":" in name and look_in(visitor.found.principal, name) is None:
                socketio.server.leave_room(sid, name)
