"""Work on what lies there already: models, runs, groups, batches, versions, forecasts, timelines, links."""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from bench.faults_client import Client
from bench.faults_load import night

N_RECORDINGS = 8
"""Of each of the two studies; each has three calls."""

N_CALLS = 3 * N_RECORDINGS
N_HOURS = 400
ENDED = frozenset({"ready", "failed"})
REST_S = 5.0
"""After work that costs much."""


@dataclass
class Study:
    """Recordings with named calls, recordings for batches, and a series to forecast."""

    named_id: str
    """Project whose calls are named and stay so."""
    recording_ids: list[str] = field(default_factory=list)
    batches_id: str = ""
    """Project whose calls are given out in batches."""
    dataset_id: str = ""
    version_id: str = ""
    session_id: str = ""


def prepare(client: Client, group_id: str, recipe: dict[str, Any]) -> Study:
    """Fill the two projects while nothing fails yet."""
    named = client.make("/api/v1/projects", "named", {"group_id": group_id, "name": "Named", "recipe": recipe})
    batches = client.make("/api/v1/projects", "batches", {"group_id": group_id, "name": "Batches", "recipe": recipe})
    study = Study(named["id"], batches_id=batches["id"])
    for number in range(N_RECORDINGS):
        for seed, project_id in ((100_000 + number, study.named_id), (200_000 + number, study.batches_id)):
            client.upload(night(seed), kind="recording", filename=f"study-{seed}.wav", project_id=project_id)
    for project_id in (study.named_id, study.batches_id):
        _wait_for_calls(client, project_id)
    study.recording_ids = [row["id"] for row in _recordings(client, study.named_id)]
    for number, recording_id in enumerate(study.recording_ids):
        ids = [segment["id"] for segment in _segments(client, recording_id)]
        client.ask("POST", "/api/v1/segments/labels", json={"segment_ids": ids[:1], "label": "rise"})
        client.ask("POST", "/api/v1/segments/labels", json={"segment_ids": ids[1:], "label": f"fall {number % 2}"})
    _prepare_series(client, study)
    return study


def _prepare_series(client: Client, study: Study) -> None:
    hours = (f"2026-05-{1 + h // 24:02d}T{h % 24:02d}:00:00Z,{(h % 24) + 0.01 * h:.3f}" for h in range(N_HOURS))
    content = ("time,level\n" + "\n".join(hours) + "\n").encode()
    fields = {"project_id": study.named_id, "direct": "true", "time_zone": "UTC"}
    client.upload(content, kind="series", filename="level.csv", **fields)
    while not study.version_id:
        time.sleep(0.5)
        for row in client.ask("GET", f"/api/v1/datasets?project_id={study.named_id}").json()["results"]:
            study.dataset_id, study.version_id = row["id"], row["current_version_id"] or ""
    plan = {
        "inputs": [{"dataset_id": study.dataset_id, "column": "level", "role": "target"}],
        "look_back": {"amount": 24}, "horizon": {"amount": 6}, "models": [{"kind": "ridge"}],
    }  # fmt: skip
    body = {"project_id": study.named_id, "name": "Level", "plan": plan}
    study.session_id = client.make("/api/v1/forecast-sessions", "session", body)["id"]


def _wait_for_calls(client: Client, project_id: str) -> None:
    while True:
        rows = _recordings(client, project_id)
        if len(rows) == N_RECORDINGS and all(len(_segments(client, row["id"])) == 3 for row in rows):
            return
        time.sleep(0.5)


def _recordings(client: Client, project_id: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = client.ask("GET", f"/api/v1/recordings?project_id={project_id}").json()["results"]
    return rows


def _segments(client: Client, recording_id: str) -> list[dict[str, Any]]:
    sets = client.ask("GET", f"/api/v1/recordings/{recording_id}/segmentations").json()["results"]
    current = [one["id"] for one in sets if one["is_current"]]
    if not current:
        return []
    rows: list[dict[str, Any]] = client.ask("GET", f"/api/v1/segmentations/{current[0]}/segments").json()["results"]
    return rows


def models(client: Client, study: Study, number: int) -> None:
    """Train a classifier and let it name the calls of a recording."""
    name = f"Model {number:05d}"
    source = {"kind": "segments", "project_id": study.named_id}
    body = {"name": name, "project_id": study.named_id, "method": "logistic", "source": source}
    made = client.make("/api/v1/classifiers", name, body)
    client.ledger.keep("models", name)
    if made is None:
        return
    if client.wait_for(f"/api/v1/classifiers/{made['id']}", states=ENDED)["state"] == "ready":
        recording_id = study.recording_ids[number % len(study.recording_ids)]
        client.make("/api/v1/classification-runs", f"Run {number:05d}",
                    {"classifier_id": made["id"], "recording_id": recording_id})  # fmt: skip
        client.ledger.keep("runs", (recording_id, made["id"]))
    time.sleep(REST_S)


def groupings(client: Client, study: Study, number: int) -> None:
    name = f"Grouping {number:05d}"
    body = {"project_id": study.named_id, "name": name, "method": "kmeans", "feature_set": "warble27"}
    made = client.make("/api/v1/clustering-runs", name, body)
    client.ledger.keep("groupings", name)
    if made is not None:
        client.wait_for(f"/api/v1/clustering-runs/{made['id']}", states=ENDED)


def batches(client: Client, study: Study, number: int) -> None:
    """Give out the calls of a project and answer them; each answer has a key and may be sent again."""
    name = f"Batch {number:05d}"
    source = {"kind": "segments", "only_unlabelled": False}
    made = client.make("/api/v1/task-batches", name, {"project_id": study.batches_id, "name": name, "source": source})
    client.ledger.keep("batches", name)
    if made is None:
        return
    path = f"/api/v1/task-batches/{made['id']}"
    client.wait_for(path, states=frozenset({"open", "failed"}))
    while tasks := client.ask("POST", f"{path}/next", json={"n": 5}).json()["results"]:
        said = [
            {"key": str(uuid.uuid4()), "task_id": task["id"], "action": "label", "label": f"said {number}"}
            for task in tasks
        ]
        outcomes = client.ask("POST", f"{path}/decisions", json={"decisions": said}).json()["results"]
        refused = [outcome for outcome in outcomes if outcome["outcome"] == "refused"]
        if refused:
            raise RuntimeError(f"answers were refused: {refused[:2]}")
        for one in said:
            client.ledger.keep("answers", (one["task_id"], one["label"]))
    time.sleep(REST_S)


def versions(client: Client, study: Study, number: int) -> None:
    """Clean a series; the version everybody sees stays the first."""
    title = f"Version {number:05d}"
    steps = [{"name": "limits", "params": {"high": 10 + number}}]
    body = {"title": title, "parent_id": study.version_id, "steps": steps, "make_current": False}
    client.make(f"/api/v1/datasets/{study.dataset_id}/versions", title, body)
    client.ledger.keep("versions", title)


def forecasts(client: Client, study: Study, number: int) -> None:
    """Train the models of a plan."""
    key = f"Forecast {number:05d}"
    made = client.make(f"/api/v1/forecast-sessions/{study.session_id}/runs", key, {})
    client.ledger.keep("forecasts", key)
    if made is not None:
        client.wait_for(f"/api/v1/forecast-runs/{made['id']}", states=ENDED)
    time.sleep(REST_S)


def timelines(client: Client, study: Study, number: int) -> None:
    """Save a timeline and show it to the public."""
    name = f"Timeline {number:05d}"
    body = {"project_id": study.named_id, "name": name, "tracks": [{"kind": "calls"}]}
    made = client.make("/api/v1/timelines", name, body)
    client.ledger.keep("timelines", name)
    if made is not None:
        link = {"project_id": study.named_id, "name": name, "timeline_ids": [made["id"]]}
        client.make("/api/v1/public-links", f"Link {number:05d}", link)
        client.ledger.keep("links", name)


STUDIES: dict[str, Callable[[Client, Study, int], None]] = {
    "models": models,
    "groupings": groupings,
    "batches": batches,
    "versions": versions,
    "forecasts": forecasts,
    "timelines": timelines,
}
"""What each client does over and over; the number is new every time."""
