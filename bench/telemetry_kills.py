"""Killing the web server or the ingest process at random moments while readings are sent."""

from __future__ import annotations

import argparse
import http.client
import random
import threading
import time
from collections.abc import Iterator

import psutil

from bench.report import Metric
from bench.station import Station, quantile
from bench.telemetry_check import difference
from bench.telemetry_feed import Sender, bodies, post, probe_body, telemetry_station, wait_until_stored

PER_S = 5
"""Bodies a second: enough that every kill hits some."""


def metrics(options: argparse.Namespace) -> Iterator[Metric]:
    """What was lost or doubled after so many kills, and how long until readings were stored again."""
    for database in options.database:
        with telemetry_station(database) as (station, source_id):
            yield from _killed(database, station, source_id, options.kills)


def _killed(database: str, station: Station, source_id: str, n_kills: int) -> Iterator[Metric]:
    rng = random.Random(5)
    wait_until_stored(station, source_id, 60)
    made = list(bodies(n_kills * 25 * PER_S))
    sender = Sender(station, source_id, PER_S)
    stopping = [10_000.0]
    thread = threading.Thread(target=lambda: sender.run(made, stopping[0]))
    thread.start()
    downs: list[float] = []
    for number in range(n_kills):
        time.sleep(rng.uniform(0.5, 2.5))
        victim = _process(station, "gunicorn" if number % 2 else "telemetry")
        victim.kill()
        began = time.perf_counter()
        _until_serving(sender)
        downs.append(time.perf_counter() - began)
        if thread.is_alive() is False:
            break
    made.clear()
    sender.per_s = 1e9
    thread.join(600)
    wait_until_stored(station, source_id, 600)
    sent = sender.acknowledged | {number for _body, numbers in bodies(n_kills * 25 * PER_S) for number in numbers}
    n_missing, n_wrong = difference(station, sender.acknowledged, sent)
    yield Metric(f"kills.{database}.n", float(len(downs)), "kills")
    yield Metric(f"kills.{database}.acknowledged", float(len(sender.acknowledged)), "readings")
    yield Metric(f"kills.{database}.lost", float(n_missing), "readings")
    yield Metric(f"kills.{database}.doubled_or_wrong", float(n_wrong), "readings")
    yield Metric(f"kills.{database}.down.p50", quantile(downs, 0.5), "s")
    yield Metric(f"kills.{database}.down.max", max(downs), "s")


def _process(station: Station, word: str) -> psutil.Process:
    """A child of the station by a word of its command line."""
    folder = str(station.folder)
    for process in psutil.process_iter(["cmdline", "environ"]):
        words = process.info["cmdline"] or []
        if any(word in part for part in words) and folder in str(process.info["environ"] or {}):
            return process
    raise RuntimeError(f"the station has no process {word}")


def _until_serving(sender: Sender) -> None:
    """Until a reading is taken and stored again."""
    deadline = time.perf_counter() + 120
    while time.perf_counter() < deadline:
        try:
            status, _body = post(
                sender.connect(), sender.station, sender.source_id, probe_body("probe", 1.0), "?wait=30"
            )
        except (OSError, http.client.HTTPException):
            time.sleep(0.02)
            continue
        if status == 200:
            return
        time.sleep(0.02)
    raise TimeoutError("the station did not come back")
