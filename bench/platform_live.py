"""Delivery of live events to many clients."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator

import socketio

from bench.report import Metric
from bench.station import Station, quantile, settings_of

N_CLIENTS, N_EVENTS, EVENTS_PER_S = 200, 40, 10


def metrics(station: Station) -> Iterator[Metric]:
    """Milliseconds from a worker's emit to each client, and how many events never came.

    Emitting, receiving and the server share the machine's processors: the clients' own share is in the figure.
    """
    from app import create_app
    from core import realtime

    me = station.call("GET", "/api/v1/me")
    room = f"group:{me['active_group_id']}"
    late: list[float] = []
    lock = threading.Lock()

    def note(payload: dict[str, float]) -> None:
        taken_s = time.perf_counter() - payload["sent"]
        with lock:
            late.append(taken_s)

    clients = [_client(station, room, note) for _ in range(N_CLIENTS)]
    with create_app(settings_of(station), role="worker").app_context():
        for _ in range(N_EVENTS):
            realtime.emit("job.state", room, {"sent": time.perf_counter()})
            time.sleep(1 / EVENTS_PER_S)
        deadline = time.monotonic() + 10
        while len(late) < N_CLIENTS * N_EVENTS and time.monotonic() < deadline:
            time.sleep(0.05)
    for client in clients:
        client.disconnect()
    yield Metric("live.delivery.p50", 1000 * quantile(late, 0.5), "ms")
    yield Metric("live.delivery.p99", 1000 * quantile(late, 0.99), "ms")
    yield Metric("live.lost", float(N_CLIENTS * N_EVENTS - len(late)), "events")


def _client(station: Station, room: str, note: object) -> socketio.Client:
    client = socketio.Client()
    client.on("job.state", note)
    client.connect(station.url, auth={"token": station.token}, transports=["websocket"], wait_timeout=30)
    answer = client.call("join", {"room": room}, timeout=30)
    if "ok" not in answer:
        raise RuntimeError(f"the room is closed: {answer}")
    return client
