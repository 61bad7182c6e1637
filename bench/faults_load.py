"""What clients of the areas ask for, over and over: sound, pictures, series, labels, sightings, readings."""

from __future__ import annotations

import io
import json
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import soundfile

from bench.faults_client import Client, GaveUp, code_of

WATCHED = "W"
"""The channel a detector looks at."""

FEED_T0_S = 1_700_000_000
"""Where its feed time begins, in seconds since 1970."""


@dataclass
class Places:
    """What the load is put into."""

    project_id: str
    """Recordings, pictures, series and exports come into it."""
    group_id: str
    species_id: str
    source_id: str = ""
    """Sends many readings."""
    watched_id: str = ""
    """Sends what a detector looks at."""
    detector_id: str = ""


def night(number: int) -> bytes:
    """A second of faint noise with three calls, never twice the same."""
    rng = np.random.default_rng(number)
    sr = 96_000
    y = rng.normal(0, 0.002, sr)
    t = np.arange(int(0.008 * sr)) / sr
    call = 0.5 * np.hanning(t.size) * np.sin(2 * np.pi * (40_000 * t - 1_200_000 * t**2))
    for at in (0.2, 0.5, 0.8):
        y[int(at * sr) : int(at * sr) + t.size] += call
    buffer = io.BytesIO()
    soundfile.write(buffer, y, sr, format="WAV", subtype="PCM_16")
    return buffer.getvalue()


def picture(number: int) -> bytes:
    from PIL import Image

    shades = np.random.default_rng(number).integers(0, 255, (60, 80, 3), dtype=np.uint8)
    buffer = io.BytesIO()
    Image.fromarray(shades).save(buffer, "PNG")
    return buffer.getvalue()


def table(number: int) -> bytes:
    """An hour of a logger."""
    rows = (f"2026-06-12 {m // 60:02d}:{m % 60:02d}:00,{number}.{m:03d}" for m in range(60))
    return ("time,value\n" + "\n".join(rows) + "\n").encode()


def recordings(client: Client, places: Places, number: int) -> None:
    name = f"night-{number:05d}.wav"
    upload = client.upload(night(number), kind="recording", filename=name, project_id=places.project_id)
    if upload["state"] != "stored":
        client.ledger.refuse(f"recording {name}: {upload['state']} {upload['problem']}")
    client.ledger.keep("recordings", name)


def series(client: Client, places: Places, number: int) -> None:
    name = f"logger-{number:05d}.csv"
    upload = client.upload(table(number), kind="series", filename=name, project_id=places.project_id)
    if upload["state"] != "stored":
        client.ledger.refuse(f"series {name}: {upload['state']} {upload['problem']}")
    client.ledger.keep("series", name)


def images(client: Client, places: Places, number: int) -> None:
    name = f"photo-{number:05d}.png"
    answer = client.ask(
        "POST", "/api/v1/images", headers={"Idempotency-Key": name}, data={"project_id": places.project_id},
        files={"file": (name, picture(number))}, ok=frozenset({201, 409}),
    )  # fmt: skip
    if answer.status_code == 409 and code_of(answer) not in {"already-here", "answer-not-kept"}:
        client.ledger.refuse(f"image {name}: {answer.text[:200]}")
    client.ledger.keep("images", name)


def sites(client: Client, places: Places, number: int) -> None:
    name = f"Site {number:05d}"
    body = {"project_id": places.project_id, "name": name}
    answer = client.ask("POST", "/api/v1/sites", json=body, headers={"Idempotency-Key": name}, ok=frozenset({201, 409}))
    if answer.status_code == 409 and code_of(answer) not in {"name-taken", "answer-not-kept"}:
        client.ledger.refuse(f"site {name}: {answer.text[:200]}")
    client.ledger.keep("sites", name)


def entries(client: Client, places: Places, number: int) -> None:
    """Every other one as a device that was away sends it."""
    name = f"device-{number:05d}"
    fields = {"species_id": places.species_id, "notes": f"entry {number:05d}"}
    if number % 2:
        client.ask("POST", "/api/v1/dex/entries", json={"client_id": name} | fields)
    else:
        write = {"op": "create", "client_id": name, "fields": fields}
        client.ask("POST", "/api/v1/dex/sync/writes", json={"writes": [write]})
    client.ledger.keep("entries", name)


def labels(client: Client, places: Places, number: int) -> None:
    """Name the calls of some recording anew; the last acknowledged word is the one that must be there."""
    page = client.ask("GET", f"/api/v1/recordings?project_id={places.project_id}&segmented=true&limit=50").json()
    if not page["results"]:
        time.sleep(1.0)
        return
    row = page["results"][number % len(page["results"])]
    chosen = row.get("current_segmentation_id")
    if chosen is None:
        found = client.ask("GET", f"/api/v1/recordings/{row['id']}/segmentations").json()["results"]
        chosen = next(one["id"] for one in found if one["is_current"])
    segments = client.ask("GET", f"/api/v1/segmentations/{chosen}/segments?limit=50").json()["results"]
    ids = [segment["id"] for segment in segments]
    if not ids:
        return
    word = f"word {number:05d}"
    client.ask("POST", "/api/v1/segments/labels", json={"segment_ids": ids, "label": word})
    client.ledger.keep("labels", (tuple(ids), word))


def exports(client: Client, places: Places, number: int) -> None:
    key = f"export-{number:05d}"
    body = {"kind": "features", "project_id": places.project_id}
    answer = client.ask("POST", "/api/v1/exports", json=body, headers={"Idempotency-Key": key},
                        ok=frozenset({202, 409, 422}))  # fmt: skip
    if answer.status_code == 202:
        client.ledger.keep("exports", answer.json()["id"])
    time.sleep(5.0)


def events(client: Client, places: Places, number: int) -> None:
    """A value beyond its limit for ten seconds of feed time, once a minute of it."""
    begins = event_begins_s(number)
    told = ((-10, 0.0), (0, 20.0), (10, 0.0))
    lines = [{"channel": WATCHED, "time": begins + s, "value": value} for s, value in told]
    body = "\n".join(json.dumps(line) for line in lines).encode()
    path = f"/api/v1/telemetry/sources/{places.watched_id}/readings"
    client.ask("POST", path, data=body, headers={"Content-Type": "application/x-ndjson"})
    client.ledger.keep("events", begins)


def event_begins_s(number: int) -> int:
    return FEED_T0_S + 60 * number


AREAS: dict[str, Callable[[Client, Places, int], None]] = {
    "recordings": recordings,
    "series": series,
    "images": images,
    "sites": sites,
    "entries": entries,
    "labels": labels,
    "exports": exports,
    "events": events,
}
"""What each client does over and over; the number is new every time."""


def run(
    name: str, area: Callable[[Client, Places, int], None], client: Client, places: Places, ending: threading.Event,
    pace_s: float,
) -> None:  # fmt: skip
    """Ask for one thing after another until the load ends; the last one is seen through."""
    number = 0
    while not ending.is_set() and not client.over.is_set():
        number += 1
        try:
            area(client, places, number)
        except GaveUp as exc:
            client.ledger.refuse(f"{name} {number}: no answer until the end ({exc})")
        except (RuntimeError, KeyError, StopIteration) as exc:
            client.ledger.refuse(f"{name} {number}: {exc!r}")
        ending.wait(pace_s)
