"""Many small news of many rooms, sent to each client as one frame, at most ten a second.

A process publishes what happened in rooms somebody watches; each web process gathers it and gives every socket
one event `frame` with the parts of its rooms. Each part carries its room's `seq`, so that a gap shows.
"""

import json
import logging
import time
from typing import Any
from uuid import uuid4

from flask import Flask

from core.clock import iso, now
from core.realtime import socketio
from core.redis import RedisError, connect

log = logging.getLogger(__name__)

TOPIC = "fieldstation:frames"
WATCHED_KEY = "frames:watched"

FRAME_GAP_S = 0.1
"""At most ten frames a second reach a client."""

TELL_EVERY_S = 0.5
"""How often a web process says which rooms are watched."""

WATCH_LIFE_S = 10.0
"""After this silence of a web process its rooms count as empty."""

MAX_POINTS = 500
"""Points of one room in one frame; what is left out shows as a jump of `seq`, and the client asks for it."""


class Publisher:
    """The sending end, for rooms of one kind; asks now and then which of them anyone is in."""

    def __init__(self, address: str, kind: str, event: str) -> None:
        self.address = address
        self.kind = kind
        self.event = event
        # Numbers of an earlier process are all smaller: a client tells a restart from old news.
        self._first_seq = int(time.time() * 1000)
        self._seq: dict[str, int] = {}
        self._watched: frozenset[str] = frozenset()
        self._asked_at = float("-inf")

    def watched(self) -> frozenset[str]:
        """Keys of the rooms that have a listener."""
        if time.monotonic() - self._asked_at > TELL_EVERY_S:
            self._asked_at = time.monotonic()
            try:
                self._watched = self._ask()
            except RedisError as exc:
                log.warning("nobody can be told of news: %s", exc)
                self._watched = frozenset()
        return self._watched

    def _ask(self) -> frozenset[str]:
        edge = time.time() - WATCH_LIFE_S
        found: set[str] = set()
        for told in connect(self.address).hvals(WATCHED_KEY):
            said_at, rooms = json.loads(told)
            if said_at > edge:
                found.update(room.partition(":")[2] for room in rooms if room.startswith(f"{self.kind}:"))
        return frozenset(found)

    def publish(self, points: dict[str, list[Any]]) -> None:
        """Send points to rooms by key."""
        parts = []
        for key, found in points.items():
            seq = self._seq.get(key, self._first_seq) + (1 if len(found) <= MAX_POINTS else 2)
            self._seq[key] = seq
            parts.append({"event": self.event, "room": f"{self.kind}:{key}", "seq": seq, "points": found[-MAX_POINTS:]})
        if not parts:
            return
        try:
            connect(self.address).publish(TOPIC, json.dumps(parts))
        except RedisError as exc:
            log.warning("live readings are lost: %s", exc)


class Pump:
    """The receiving end in a web process."""

    def __init__(self, app: Flask) -> None:
        self.address: str = app.config["SETTINGS"].redis_address
        self.token = uuid4().hex
        self.pending: dict[str, dict[str, Any]] = {}

    def take(self, parts: list[dict[str, Any]]) -> None:
        """Add news to those that wait for the next frame; points of one room are put together."""
        for part in parts:
            waiting = self.pending.get(part["room"])
            if waiting is None or waiting["event"] != part["event"]:
                self.pending[part["room"]] = part | {"n": 1}
            else:
                waiting["points"] += part["points"]
                waiting["n"] += 1
                waiting["seq"] = part["seq"]

    def deliver(self) -> None:
        """Give every socket the parts of the rooms it is in."""
        pending, self.pending = self.pending, {}
        rooms = socketio.server.manager.rooms.get("/", {})
        by_socket: dict[str, list[dict[str, Any]]] = {}
        for name, part in pending.items():
            for sid in list(rooms.get(name, ())):
                by_socket.setdefault(sid, []).append(part)
        at = iso(now())
        for sid, parts in by_socket.items():
            socketio.server.emit("frame", {"at": at, "parts": parts}, to=sid, ignore_queue=True)

    def tell_watched(self) -> None:
        """Say which rooms have somebody in them."""
        rooms = socketio.server.manager.rooms.get("/", {})
        names = [name for name in list(rooms) if name and ":" in name]
        try:
            connect(self.address).hset(WATCHED_KEY, self.token, json.dumps([time.time(), names]))
        except RedisError as exc:
            log.warning("the rooms watched here could not be told: %s", exc)

    def listen(self) -> None:
        """Gather what is published, for the life of the process."""
        while True:
            try:
                subscription: Any = connect(self.address).pubsub(ignore_subscribe_messages=True)  # type: ignore[no-untyped-call]
                subscription.subscribe(TOPIC)
                for message in subscription.listen():
                    self.take(json.loads(message["data"]))
            except (RedisError, OSError) as exc:
                log.warning("live readings pause: %s", exc)
                socketio.sleep(1.0)

    def run(self) -> None:
        """Send frames for the life of the process."""
        told_at = float("-inf")
        while True:
            if time.monotonic() - told_at > TELL_EVERY_S:
                self.tell_watched()
                told_at = time.monotonic()
            if self.pending:
                self.deliver()
            socketio.sleep(FRAME_GAP_S)


def start(app: Flask) -> None:
    """Begin to send frames in this web process."""
    pump = Pump(app)
    socketio.start_background_task(pump.listen)
    socketio.start_background_task(pump.run)
