"""What is there at the end, held against what was acknowledged."""

from __future__ import annotations

import time
from collections import Counter
from typing import Any

from bench.faults_audit_study import look_at_study
from bench.faults_client import Ledger
from bench.faults_load import Places
from bench.faults_outcome import Audit, rows_of
from bench.faults_study import Study
from bench.station import Station
from bench.telemetry_check import difference
from bench.telemetry_feed import wait_until_stored


def audit(
    station: Station, places: Places, study: Study, ledger: Ledger, acknowledged: set[int], sent: set[int],
    patience_s: float,
) -> Audit:  # fmt: skip
    """Wait until every job has ended, then look at everything."""
    outcome = Audit()
    _wait_for_jobs(station, outcome, patience_s)
    project = f"project_id={places.project_id}"
    rows = list(rows_of(station, f"/api/v1/recordings?{project}"))
    outcome.hold("recordings", ledger.kept.get("recordings", []), Counter(row["name"] for row in rows))
    for row in rows:
        _look_at_recording(station, row, outcome)
    for what, path, name in (
        ("images", f"/api/v1/images?{project}", "file_name"),
        ("sites", f"/api/v1/sites?{project}", "name"),
        ("series", f"/api/v1/dataset-imports?{project}", "file_name"),
        ("exports", f"/api/v1/exports?{project}", "id"),
    ):
        found = Counter(row[name] for row in rows_of(station, path))
        outcome.hold(what, ledger.kept.get(what, []), found)
    entries = Counter(f"device-{row['notes'].split()[-1]}" for row in rows_of(station, "/api/v1/dex/entries?"))
    outcome.hold("entries", ledger.kept.get("entries", []), entries)
    _look_at_labels(station, ledger.kept.get("labels", []), outcome)
    look_at_study(station, study, ledger, outcome)
    for source_id in (places.source_id, places.watched_id):
        wait_until_stored(station, source_id, 600)
    _look_at_events(station, places, ledger.kept.get("events", []), outcome, patience_s)
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
    jobs = list(rows_of(station, "/api/v1/jobs?"))
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


def _look_at_events(
    station: Station, places: Places, begins: list[int], outcome: Audit, patience_s: float
) -> None:
    """One event for each stay beyond the limit, once the detector has come to the end of the feed."""
    if not begins:
        return
    deadline, last_us = time.monotonic() + patience_s, 1_000_000 * max(begins)
    while time.monotonic() < deadline:
        shown = station.call("GET", f"/api/v1/telemetry/detectors/{places.detector_id}")
        if (shown["until_us"] or 0) >= last_us:
            break
        time.sleep(2.0)
    rows = rows_of(station, f"/api/v1/telemetry/events?detector_id={places.detector_id}")
    outcome.hold("events", begins, Counter(row["start_us"] // 1_000_000 for row in rows))
