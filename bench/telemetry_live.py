"""Live readings to many clients, each watching many channels."""

from __future__ import annotations

import argparse
import json
import threading
import time
from collections.abc import Iterator
from typing import Any

import socketio

from bench.report import Metric
from bench.station import Station, quantile
from bench.telemetry_feed import Sender, post, telemetry_station, wait_until_stored

N_CLIENTS, N_WATCHED, ROUNDS, ROUNDS_PER_S = 200, 50, 40, 4


def metrics(options: argparse.Namespace) -> Iterator[Metric]:
    """Milliseconds from sending a reading over HTTP to each client's event, frames a second, and what never came.

    Senders, clients and the station share the machine's processors.
    """
    with telemetry_station(options.database[0]) as (station, source_id):
        sender = Sender(station, source_id, None)
        connection = sender.connect()
        post(connection, station, source_id, _round(0.0))
        wait_until_stored(station, source_id, 60)
        found = station.call("GET", f"/api/v1/telemetry/channels?source_id={source_id}&limit=500")["results"]
        ids = [row["id"] for row in found if row["public_id"].startswith("L")]
        counter = _Counter()
        clients = [_client(station, ids, counter) for _ in range(N_CLIENTS)]
        time.sleep(2)
        counter.clear()
        began = time.perf_counter()
        for number in range(ROUNDS):
            time.sleep(max(0.0, began + number / ROUNDS_PER_S - time.perf_counter()))
            post(connection, station, source_id, _round(time.time()))
        expected = N_CLIENTS * N_WATCHED * ROUNDS
        deadline = time.perf_counter() + 30
        while counter.n_points < expected and time.perf_counter() < deadline:
            time.sleep(0.05)
        taken_s = time.perf_counter() - began
        for client in clients:
            client.disconnect()
    yield Metric("live.readings.p50", 1000 * quantile(counter.late, 0.5), "ms")
    yield Metric("live.readings.p99", 1000 * quantile(counter.late, 0.99), "ms")
    yield Metric("live.readings.lost", float(expected - counter.n_points), "readings")
    yield Metric("live.frames_per_client", counter.n_frames / N_CLIENTS / taken_s, "frames/s")


def _round(value: float) -> bytes:
    at_us = time.time_ns() // 1000
    return "\n".join(
        json.dumps({"channel": f"L{n:03d}", "time": at_us, "value": value}) for n in range(N_WATCHED)
    ).encode()


class _Counter:
    """What all clients together have heard."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.clear()

    def clear(self) -> None:
        self.late: list[float] = []
        self.n_points = self.n_frames = 0

    def frame(self, frame: dict[str, Any]) -> None:
        moment = time.time()
        points = [point for part in frame["parts"] for point in part["points"] if point[1] > 0]
        with self.lock:
            self.n_frames += 1
            self.n_points += len(points)
            self.late += [moment - value for _at, value in points[:1]]


def _client(station: Station, ids: list[int], counter: _Counter) -> socketio.Client:
    client = socketio.Client()
    client.on("frame", counter.frame)
    client.connect(station.url, auth={"token": station.token}, transports=["websocket"], wait_timeout=60)
    for channel_id in ids[:-1]:
        client.emit("join", {"room": f"channel:{channel_id}"})
    answer = client.call("join", {"room": f"channel:{ids[-1]}"}, timeout=60)
    if "ok" not in answer:
        raise RuntimeError(f"the room is closed: {answer}")
    return client
