"""`python -m bench.faults --minutes 20`: load over every area while everything that can fail is made to fail.

Web, workers, scheduler, ingest, detection, Redis and PostgreSQL are killed and stalled, the disk fills. At the end
nothing that was acknowledged may be lost, nothing may be there twice, and no job may be stuck. `--report FILE` writes
what happened as a page.
"""

from __future__ import annotations

import argparse
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bench.faults_audit import audit
from bench.faults_client import Client, Ledger
from bench.faults_load import AREAS, FEED_T0_S, WATCHED, Places, run
from bench.faults_outcome import Audit
from bench.faults_study import STUDIES, Study, prepare
from bench.faults_world import World, world
from bench.report import Metric, print_metrics
from bench.station import Station
from bench.telemetry_feed import Sender, bodies

PACE_S = 1.0
"""Between two things a client asks for."""

BODIES_PER_S = 2
"""Bodies of a thousand readings."""

BETWEEN_S = (3.0, 12.0)
"""Between two faults."""

PATIENCE_S = 900
"""How long after the last fault everything may take to be answered and every job to end."""


def main() -> int:
    parser = argparse.ArgumentParser(prog="bench.faults", description=__doc__)
    parser.add_argument("--minutes", type=float, default=60.0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--report", type=Path, help="write the story of the run as Markdown")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    with world(options.seed) as found:
        outcome, ledger = _suffer(found, options.minutes * 60)
        print_metrics(_metrics(found, ledger, outcome), as_json=options.json)
        for line in [*outcome.findings, *ledger.refused][:60]:
            print(line, file=sys.stderr)
        if options.report:
            options.report.write_text(_page(found, ledger, outcome, options.minutes))
    return 1 if outcome.n_lost or outcome.n_doubled or outcome.n_stuck else 0


def _suffer(found: World, seconds: float) -> tuple[Audit, Ledger]:
    ledger, ending, over = Ledger(), threading.Event(), threading.Event()
    places, study = _prepare(found.station, Client(found.station, Ledger(), over))
    areas: list[tuple[str, Any, Any]] = [(name, area, places) for name, area in AREAS.items()]
    areas += [(name, work, study) for name, work in STUDIES.items()]
    threads = [
        threading.Thread(target=run, args=(name, area, Client(found.station, ledger, over), place, ending, PACE_S))
        for name, area, place in areas
    ]
    made = list(bodies(int(seconds * BODIES_PER_S)))
    sender = Sender(found.station, places.source_id, BODIES_PER_S, n_threads=2)
    threads.append(threading.Thread(target=sender.run, args=(made, seconds + PATIENCE_S)))
    for thread in threads:
        thread.start()
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        found.strike()
        time.sleep(found.chance.uniform(*BETWEEN_S))
    ending.set()
    deadline = time.monotonic() + PATIENCE_S
    for thread in threads:
        thread.join(max(1.0, deadline - time.monotonic()))
    over.set()
    sent = {number for _, numbers in made for number in numbers}
    return audit(found.station, places, study, ledger, sender.acknowledged, sent, PATIENCE_S), ledger


def _prepare(station: Station, client: Client) -> tuple[Places, Study]:
    me = station.call("GET", "/api/v1/me")
    group_id = me["active_group_id"]
    recipe = {"segment": {"method": "adaptive", "preset": "echolocation", "params": {}}, "classify": None}
    body = {"group_id": group_id, "name": "Faults", "recipe": recipe}
    project = station.call("POST", "/api/v1/projects", json=body)
    species = station.call("POST", "/api/v1/species", json={"scientific_name": "Myotis myotis", "group_id": group_id})
    places = Places(project["id"], group_id, species["id"])
    places.source_id = _source(station, places, "Many")
    places.watched_id = _source(station, places, "Watched")
    places.detector_id = _detector(station, places)
    return places, prepare(client, group_id, recipe)


def _source(station: Station, places: Places, name: str) -> str:
    body = {"project_id": places.project_id, "name": name, "settings": {"kind": "push"}}
    return str(station.call("POST", "/api/v1/telemetry/sources", json=body)["id"])


def _detector(station: Station, places: Places) -> str:
    """A limit that the watched channel crosses once a minute of its own time."""
    first = {"channel": WATCHED, "time": FEED_T0_S, "value": 0.0}
    path = f"/api/v1/telemetry/sources/{places.watched_id}/readings?wait=30"
    station.call("POST", path, json=[first])
    channel = station.call("GET", f"/api/v1/telemetry/channels?source_id={places.watched_id}")["results"][0]
    body = {
        "project_id": places.project_id, "name": "Too much", "method": "limit", "params": {"high": 10.0},
        "channel_ids": [channel["id"]], "late_s": 0, "every_s": 5, "is_notified": False,
        "since_us": FEED_T0_S * 1_000_000,
    }  # fmt: skip
    return str(station.call("POST", "/api/v1/telemetry/detectors", json=body)["id"])


def _metrics(found: World, ledger: Ledger, outcome: Audit) -> Iterator[Metric]:
    for name, n in sorted(found.done.items()):
        yield Metric(f"faults.{name.replace(' ', '_')}", float(n), "times")
    for what, n_kept in outcome.acknowledged.items():
        yield Metric(f"acknowledged.{what}", float(n_kept), "things")
    yield Metric("requests", float(ledger.n_requests), "requests")
    yield Metric("tries", float(ledger.n_tries), "requests")
    yield Metric("jobs", float(outcome.n_jobs), "jobs")
    yield Metric("jobs.failed", float(outcome.n_failed), "jobs")
    yield Metric("refused", float(len(ledger.refused)), "things")
    yield Metric("lost", float(outcome.n_lost), "things")
    yield Metric("doubled", float(outcome.n_doubled), "things")
    yield Metric("stuck", float(outcome.n_stuck), "jobs")


def _page(found: World, ledger: Ledger, outcome: Audit, minutes: float) -> str:
    rows: list[Any] = [(name, n) for name, n in sorted(found.done.items())]
    kept = [(what, n) for what, n in outcome.acknowledged.items()]
    lines = [
        "# What a station survives",
        "",
        "Made by `python -m bench.faults --report`; run it again to see it with your own eyes. A station on PostgreSQL",
        "with two workers, its data on a disk of its own, served clients of every area that repeat a request until it",
        "is answered, while faults came every few seconds. At the end everything was held against what had been",
        "acknowledged.",
        "",
        f"* Length of the load: {minutes:g} minutes; faults: {sum(found.done.values())}.",
        f"* Requests: {ledger.n_requests}, sent {ledger.n_tries} times in all. Jobs: {outcome.n_jobs}, of which",
        f"  {outcome.n_failed} failed.",
        f"* **Lost: {outcome.n_lost}. Doubled: {outcome.n_doubled}. Stuck: {outcome.n_stuck}.**",
        "",
        "| acknowledged | how many |",
        "|---|---|",
        *(f"| {what} | {n} |" for what, n in kept),
        "",
        "| fault | times |",
        "|---|---|",
        *(f"| {name} | {n} |" for name, n in rows),
        "",
    ]
    if outcome.findings or ledger.refused:
        lines += ["## Findings", "", *(f"* {line}" for line in [*outcome.findings, *ledger.refused]), ""]
    return "\n".join([*lines, "## The faults in their order", "", "```", *found.log, "```", ""])


if __name__ == "__main__":
    raise SystemExit(main())
