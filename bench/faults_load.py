"""Clients of every area that never give up: each asks for one thing after another and notes what was acknowledged."""

from __future__ import annotations

import base64
import io
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urljoin

import numpy as np
import requests
import soundfile

from bench.station import Station

PAUSE_S = 0.3
"""Between two tries of a request that got no good answer."""

PASSING = frozenset({429, 500, 502, 503, 504, 507})
"""Answers after which the same request is sent again."""

GOOD = frozenset({200, 201, 202, 204})
"""Answers of requests that were carried out."""

WAITING = frozenset({"idempotency-in-progress", "upload-busy"})
"""Codes that say that the first try may still be at work."""


class GaveUp(Exception):  # noqa: N818 (an outcome, not a fault)
    """The load is over and the request was not answered yet."""


@dataclass
class Ledger:
    """What was acknowledged, by what the audit looks it up by, and what was refused."""

    kept: dict[str, list[Any]] = field(default_factory=dict)
    refused: list[str] = field(default_factory=list)
    n_tries: int = 0
    n_requests: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def keep(self, what: str, key: Any) -> None:
        with self._lock:
            self.kept.setdefault(what, []).append(key)

    def refuse(self, line: str) -> None:
        with self._lock:
            self.refused.append(line)


@dataclass
class Client:
    """One connection that repeats a request until it is answered for good."""

    station: Station
    ledger: Ledger
    over: threading.Event
    """Set when no request may be tried any more."""
    session: requests.Session = field(default_factory=requests.Session)

    def ask(self, method: str, path: str, *, ok: frozenset[int] = GOOD, **options: Any) -> Any:
        """The answer, once it is good. Raises GaveUp, or RuntimeError for an answer that will not become better."""
        self.ledger.n_requests += 1
        headers = self.station.headers | options.pop("headers", {})
        while not self.over.is_set():
            self.ledger.n_tries += 1
            try:
                made = options.get("files")
                files = {name: (part[0], io.BytesIO(part[1])) for name, part in made.items()} if made else None
                given = options | ({"files": files} if files else {})
                url = urljoin(self.station.url, path)
                answer = self.session.request(method, url, headers=headers, timeout=30, **given)
            except requests.RequestException:
                self.session.close()
                time.sleep(PAUSE_S)
                continue
            if answer.status_code in PASSING or _code(answer) in WAITING:
                time.sleep(PAUSE_S)
                continue
            if answer.status_code in ok:
                return answer
            raise RuntimeError(f"{method} {path}: {answer.status_code} {answer.text[:300]}")
        raise GaveUp(path)

    def upload(self, content: bytes, **fields: str) -> dict[str, Any]:
        """Send a file by tus, in three pieces, from wherever the station says it is; the ended upload."""
        words = ",".join(f"{k} {base64.b64encode(v.encode()).decode()}" for k, v in fields.items())
        tus = {"Tus-Resumable": "1.0.0"}
        begin = tus | {"Upload-Length": str(len(content)), "Upload-Metadata": words}
        place = self.ask("POST", "/api/v1/uploads", headers=begin).headers["Location"]
        piece = len(content) // 3 + 1
        while True:
            offset = int(self.ask("HEAD", place, headers=tus).headers["Upload-Offset"])
            if offset == len(content):
                break
            more = {"Upload-Offset": str(offset), "Content-Type": "application/offset+octet-stream"}
            # Whatever became of it, the station is asked anew how far it has come.
            self.ask("PATCH", place, headers=tus | more, data=content[offset : offset + piece],
                     ok=frozenset({204, 400, 409, 423, 460}))  # fmt: skip
        while True:
            upload: dict[str, Any] = self.ask("GET", place, headers=tus).json()
            if upload["state"] not in {"receiving", "verifying"}:
                return upload
            time.sleep(PAUSE_S)


def _code(answer: requests.Response) -> str:
    if "problem+json" not in answer.headers.get("Content-Type", ""):
        return ""
    return str(answer.json().get("code", ""))


@dataclass
class Places:
    """What the load is put into."""

    project_id: str
    group_id: str
    species_id: str


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
    if answer.status_code == 409 and _code(answer) not in {"already-here", "answer-not-kept"}:
        client.ledger.refuse(f"image {name}: {answer.text[:200]}")
    client.ledger.keep("images", name)


def sites(client: Client, places: Places, number: int) -> None:
    name = f"Site {number:05d}"
    body = {"project_id": places.project_id, "name": name}
    answer = client.ask("POST", "/api/v1/sites", json=body, headers={"Idempotency-Key": name}, ok=frozenset({201, 409}))
    if answer.status_code == 409 and _code(answer) not in {"name-taken", "answer-not-kept"}:
        client.ledger.refuse(f"site {name}: {answer.text[:200]}")
    client.ledger.keep("sites", name)


def entries(client: Client, places: Places, number: int) -> None:
    body = {"species_id": places.species_id, "client_id": f"device-{number:05d}", "notes": f"entry {number:05d}"}
    client.ask("POST", "/api/v1/dex/entries", json=body)
    client.ledger.keep("entries", body["client_id"])


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


AREAS: dict[str, Callable[[Client, Places, int], None]] = {
    "recordings": recordings,
    "series": series,
    "images": images,
    "sites": sites,
    "entries": entries,
    "labels": labels,
    "exports": exports,
}
"""What each client does over and over; the number is new every time."""


def run(area: str, client: Client, places: Places, ending: threading.Event, pace_s: float) -> None:
    """Ask for one thing after another until the load ends; the last one is seen through."""
    number = 0
    while not ending.is_set() and not client.over.is_set():
        number += 1
        try:
            AREAS[area](client, places, number)
        except GaveUp as exc:
            client.ledger.refuse(f"{area} {number}: no answer until the end ({exc})")
        except (RuntimeError, KeyError, StopIteration) as exc:
            client.ledger.refuse(f"{area} {number}: {exc!r}")
        ending.wait(pace_s)
