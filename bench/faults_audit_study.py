"""What became of the work on the study, held against what was acknowledged."""

from __future__ import annotations

from collections import Counter
from typing import Any

from bench.faults_client import Ledger
from bench.faults_outcome import Audit, rows_of
from bench.faults_study import N_CALLS, Study
from bench.station import Station


def look_at_study(station: Station, study: Study, ledger: Ledger, outcome: Audit) -> None:
    """Everything asked for is there once, and finished."""
    named, given = f"project_id={study.named_id}", f"project_id={study.batches_id}"
    for what, path, name in (
        ("models", f"/api/v1/classifiers?{named}", "name"),
        ("groupings", f"/api/v1/clustering-runs?{named}", "name"),
        ("batches", f"/api/v1/task-batches?{given}", "name"),
        ("timelines", f"/api/v1/timelines?{named}", "name"),
        ("links", f"/api/v1/public-links?{named}", "name"),
    ):
        rows = list(rows_of(station, path))
        outcome.hold(what, ledger.kept.get(what, []), Counter(row[name] for row in rows))
        _expect_finished(what, rows, outcome)
    made = station.call("GET", f"/api/v1/datasets/{study.dataset_id}/versions")["results"]
    made = [row for row in made if row["parent_id"]]
    outcome.hold("versions", ledger.kept.get("versions", []), Counter(row["title"] for row in made))
    _expect_finished("versions", made, outcome)
    trained = station.call("GET", f"/api/v1/forecast-sessions/{study.session_id}/runs")["results"]
    outcome.count("forecasts", len(ledger.kept.get("forecasts", [])), len(trained))
    _expect_finished("forecasts", trained, outcome)
    _look_at_runs(station, study, ledger.kept.get("runs", []), outcome)
    _look_at_answers(station, study, ledger.kept.get("answers", []), outcome)


def _expect_finished(what: str, rows: list[dict[str, Any]], outcome: Audit) -> None:
    for row in rows:
        if row.get("state", "ready") not in {"ready", "open"}:
            outcome.miss(f"{what} {row.get('name') or row.get('title') or row['id']} is {row['state']}")


def _look_at_runs(station: Station, study: Study, kept: list[Any], outcome: Audit) -> None:
    """Each model was used once on its recording and named its three calls."""
    found: Counter[tuple[str, str]] = Counter()
    for recording_id in study.recording_ids:
        for row in rows_of(station, f"/api/v1/classification-runs?recording_id={recording_id}"):
            found[recording_id, row["classifier_id"]] += 1
            if (row["state"], row["n_predictions"]) != ("ready", 3):
                outcome.miss(f"run {row['id']} is {row['state']} and names {row['n_predictions']} calls")
    outcome.hold("runs", kept, found)


def _look_at_answers(station: Station, study: Study, kept: list[Any], outcome: Audit) -> None:
    """Every task has the answer that was acknowledged for it, and every batch all calls once."""
    said = dict(kept)
    outcome.acknowledged["answers"] = len(said)
    for batch in rows_of(station, f"/api/v1/task-batches?project_id={study.batches_id}"):
        tasks = list(rows_of(station, f"/api/v1/task-batches/{batch['id']}/tasks?"))
        if len(tasks) != N_CALLS:
            outcome.miss(f"batch {batch['name']} has {len(tasks)} tasks, not {N_CALLS}")
        for task in tasks:
            if task["label"] != said.get(task["id"], task["label"]):
                outcome.miss(f"task {task['id']} says {task['label']!r}, not {said[task['id']]!r}")
