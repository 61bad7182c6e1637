"""Readings through HTTP into each store, beside bare inserts of the same rows in the same run."""

from __future__ import annotations

import argparse
import sqlite3
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

from bench.report import Metric
from bench.station import Station, quantile
from bench.telemetry_check import difference
from bench.telemetry_feed import (
    BATCH,
    Sender,
    bodies,
    database_url,
    post,
    probe_body,
    reading,
    telemetry_station,
    wait_until_stored,
)

BARS = {"sqlite": 10_000, "postgresql": 50_000}
"""Messages a second that are to be sustained."""

PROBE_EVERY_S = 0.25
BARE_ROWS = 400_000
FLAT_OUT_S = 20.0


def metrics(options: argparse.Namespace) -> Iterator[Metric]:
    """Sustained at the bar with the time from receipt to queryable, then flat out, then bare."""
    for database in options.database:
        with telemetry_station(database) as (station, source_id):
            yield from _paced(database, station, source_id, options.seconds)
        with telemetry_station(database) as (station, source_id):
            yield from _flat_out(database, station, source_id, min(FLAT_OUT_S, options.seconds))
        yield Metric(f"ingest.{database}.bare", _bare(database), "readings/s")


def _paced(database: str, station: Station, source_id: str, seconds: float) -> Iterator[Metric]:
    per_s = BARS[database] / BATCH
    made = list(bodies(int(seconds * per_s)))
    sender = Sender(station, source_id, per_s)
    waits: list[float] = []
    done = threading.Event()
    prober = threading.Thread(target=_probe, args=(sender, waits, done))
    wait_until_stored(station, source_id, 60)
    prober.start()
    taken_s = sender.run(made, seconds * 3)
    lag_s = wait_until_stored(station, source_id, 600)
    done.set()
    prober.join()
    n_missing, n_wrong = difference(station, sender.acknowledged)
    yield Metric(f"ingest.{database}.sustained", sender.n_messages / (taken_s + lag_s), "messages/s")
    yield Metric(f"ingest.{database}.refused_bodies", float(sender.n_refused), "bodies")
    yield Metric(f"ingest.{database}.queryable.p50", 1000 * quantile(waits, 0.5), "ms")
    yield Metric(f"ingest.{database}.queryable.p99", 1000 * quantile(waits, 0.99), "ms")
    yield Metric(f"ingest.{database}.missing", float(n_missing), "readings")
    yield Metric(f"ingest.{database}.wrong", float(n_wrong), "readings")


def _probe(sender: Sender, waits: list[float], done: threading.Event) -> None:
    """Single readings among the load: from sending to the answer that they are stored."""
    connection = sender.connect()
    while not done.wait(PROBE_EVERY_S):
        began = time.perf_counter()
        status, _body = post(connection, sender.station, sender.source_id, probe_body("probe", began), "?wait=30")
        if status == 200:
            waits.append(time.perf_counter() - began)


def _flat_out(database: str, station: Station, source_id: str, seconds: float) -> Iterator[Metric]:
    made = list(bodies(int(seconds * 120)))
    wait_until_stored(station, source_id, 60)
    sender = Sender(station, source_id, None)
    taken_s = sender.run(made, seconds)
    lag_s = wait_until_stored(station, source_id, 600)
    yield Metric(f"ingest.{database}.acknowledged", sender.n_messages / taken_s, "messages/s")
    yield Metric(f"ingest.{database}.stored", sender.n_messages / (taken_s + lag_s), "messages/s")


def _bare(database: str) -> float:
    """Rows a second of a plain executemany, or of a plain COPY, into the same kind of table."""
    rows = [(*reading(k), None, 0) for k in range(BARE_ROWS)]
    rows = [(channel, at_us, value, text, received) for channel, at_us, value, text, received in rows]
    if database == "sqlite":
        return _bare_sqlite(rows)
    import psycopg

    with database_url(database) as url, psycopg.connect(url) as connection, connection.cursor() as cursor:
        cursor.execute(
            "CREATE TABLE bare (channel_id bigint, at_us bigint, value float8, text text, received_us bigint, "
            "PRIMARY KEY (channel_id, at_us))"
        )
        began = time.perf_counter()
        with cursor.copy("COPY bare FROM STDIN (FORMAT BINARY)") as copy:
            copy.set_types(["int8", "int8", "float8", "text", "int8"])
            for row in rows:
                copy.write_row(row)
        connection.commit()
        return BARE_ROWS / (time.perf_counter() - began)


def _bare_sqlite(rows: list[tuple[object, ...]]) -> float:
    with tempfile.TemporaryDirectory() as folder:
        connection = sqlite3.connect(Path(folder) / "bare.sqlite3")
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute(
            "CREATE TABLE bare (channel_id INTEGER, at_us INTEGER, value REAL, text TEXT, received_us INTEGER, "
            "PRIMARY KEY (channel_id, at_us)) WITHOUT ROWID"
        )
        began = time.perf_counter()
        for begin in range(0, len(rows), 10_000):
            with connection:
                connection.executemany("INSERT INTO bare VALUES (?, ?, ?, ?, ?)", rows[begin : begin + 10_000])
        taken_s = time.perf_counter() - began
        connection.close()
    return len(rows) / taken_s
