"""What is there at the end, held against what was acknowledged."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from bench.faults_load import Ledger, Places
from bench.station import Station
from bench.telemetry_check import difference
from bench.telemetry_feed import wait_until_stored


@dataclass
class Audit:
    """The outcome of a run."""

    acknowledged: dict[str, int] = field(default_factory=dict)
    n_lost: int = 0
    n_doubled: int = 0
    n_stuck: int = 0
    n_jobs: int = 0
    n_failed: int = 0
    findings: list[str] = field(default_factory=list)

    def hold(self, what: str, wanted: list[Any], found: Counter[Any]) -> None:
        """Every acknowledged thing once, nothing more than once."""
        lost = [key for key in set(wanted) if not found[key]]
        doubled = [key for key, n in found.items() if n > 1]
        self.acknowledged[what] = len(set(wanted))
        self.n_lost += len(lost)
        self.n_doubled += len(doubled)
        self.findings += [f"lost: {what} {key}" for key in lost] + [f"doubled: {what} {key}" for key in doubled]


def audit(
    station: Station, places: Places, ledger: Ledger, acknowledged: set[int], sent: set[int], source_id: str,
    patience_s: float,
) -> Audit:  # fmt: skip
    """Wait until every job has ended, then look at everything."""
    outcome = Audit()
    _wait_for_jobs(station, outcome, patience_s)
    project = f"project_id={places.project_id}"
    rows = list(_all(station, f"/api/v1/recordings?{project}"))
    outcome.hold("recordings", ledger.kept.get("recordings", []), Counter(row["name"] for row in rows))
    for row in rows:
        _look_at_recording(station, row, outcome)
    for what, path, name in (
        ("images", f"/api/v1/images?{project}", "file_name"),
        ("sites", f"/api/v1/sites?{project}", "name"),
        ("series", f"/api/v1/dataset-imports?{project}", "file_name"),
        ("exports", f"/api/v1/exports?{project}", "id"),
    ):
        found = Counter(row[name] for row in _all(station, path))
        outcome.hold(what, ledger.kept.get(what, []), found)
    entries = Counter(f"device-{row['notes'].split()[-1]}" for row in _all(station, "/api/v1/dex/entries?"))
    outcome.hold("entries", ledger.kept.get("entries", []), entries)
    _look_at_labels(station, ledger.kept.get("labels", []), outcome)
    wait_until_stored(station, source_id, 600)
    n_missing, n_wrong = difference(station, acknowledged, sent)
    outcome.acknowledged["readings"] = len(acknowledged)
    outcome.n_lost += n_missing
    outcome.n_doubled += n_wrong
    outcome.findings += [f"readings: {n_missing} missing, {n_wrong} wrong"] if n_missing or n_wrong else []
    return outcome


def _wait_for_jobs(station: Station, outcome: Audit, patience_s: float) -> None:
    deadline = time.monotonic() + patience_s
    while time.monotonic() < deadline:
        summary = station.call("GET", "/api/v1/jobs/summary")
        if not summary["running"] and not summary["queued"]:
            break
        time.sleep(2.0)
    jobs = list(_all(station, "/api/v1/jobs?"))
    outcome.n_jobs = len(jobs)
    stuck = [job for job in jobs if job["state"] in {"queued", "running"}]
    failed = [job for job in jobs if job["state"] == "failed"]
    outcome.n_stuck, outcome.n_failed = len(stuck), len(failed)
    outcome.findings += [f"stuck: {job['kind']} {job['id']} {job['state']}" for job in stuck]
    outcome.findings += [f"failed: {job['kind']} {job['title']}: {job['error']}" for job in failed]


def _look_at_recording(station: Station, row: dict[str, Any], outcome: Audit) -> None:
    """Ready, and with one current segmentation of its three calls."""
    if row["state"] != "ready":
        outcome.n_lost += 1
        outcome.findings.append(f"recording {row['name']} is {row['state']}: {row.get('problem')}")
        return
    found = station.call("GET", f"/api/v1/recordings/{row['id']}/segmentations")
    sets = found["results"] if isinstance(found, dict) else found
    n_current = sum(one["is_current"] for one in sets)
    if len(sets) > 1 or n_current > 1:
        outcome.n_doubled += 1
        outcome.findings.append(f"recording {row['name']} has {len(sets)} segmentations, {n_current} current")
    if not sets:
        outcome.n_lost += 1
        outcome.findings.append(f"recording {row['name']} was never searched for calls")


def _look_at_labels(station: Station, kept: list[Any], outcome: Audit) -> None:
    """The last acknowledged word of every call; one client gave them all, one after the other."""
    last = {number: word for ids, word in kept for number in ids}
    outcome.acknowledged["labels"] = len(last)
    numbers = sorted(last)
    for begin in range(0, len(numbers), 50):
        piece = numbers[begin : begin + 50]
        rows = station.call("GET", f"/api/v1/segments?ids={','.join(map(str, piece))}")["results"]
        words = {row["id"]: row["label"] for row in rows}
        for number in piece:
            if words.get(number) != last[number]:
                outcome.n_lost += 1
                outcome.findings.append(f"call {number} is {words.get(number)!r}, not {last[number]!r}")


def _all(station: Station, path: str) -> Iterator[dict[str, Any]]:
    following: str | None = f"{path}&limit=500"
    while following:
        page = station.call("GET", following)
        yield from page["results"]
        following = page["next"]
        if following and following.startswith("http"):
            following = following.removeprefix(station.url)
