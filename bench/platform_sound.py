"""Uploads beside a plain copy, the chain from upload to classified calls, and spectrogram tiles."""

from __future__ import annotations

import base64
import os
import shutil
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import requests
import soundfile

from bench.report import Metric
from bench.station import Station, quantile
from processing.audio import synthesis

CHUNK_BYTES = 10_000_000
"""Chunk size the server suggests."""

UPLOAD_S = 400.0
"""Length of the recording whose upload is timed: 200 MB."""

CHAIN_S = 60.0
AT_ONCE = 20
N_COLD, N_WARM = 120, 120
N_CHAINS = 3


def metrics(station: Station) -> Iterator[Metric]:
    """Everything about one recording's way in and onto the screen."""
    job = station.call("POST", "/api/v1/sample-project", json={})
    station.wait_for_job(job["id"])
    _wait_until_quiet(station)
    project = station.call("GET", "/api/v1/projects")["results"][0]
    yield from _uploads(station, project["id"])
    _wait_until_quiet(station)
    recording_id, seconds = "", []
    for seed in range(N_CHAINS):
        recording_id, taken_s = _chain(station, project["id"], seed)
        seconds.append(taken_s)
    yield Metric("chain.upload-to-classified.median", quantile(seconds, 0.5), "s")
    yield from _tiles(station, recording_id)


def _wait_until_quiet(station: Station) -> None:
    while any(station.call("GET", "/api/v1/jobs/summary")[name] for name in ("running", "queued")):
        time.sleep(0.2)


def _make_recording(path: Path, duration_s: float, seed: int) -> None:
    scene = synthesis.night(duration_s, rng=np.random.default_rng(1000 + seed))
    soundfile.write(path, scene.y, scene.sr, subtype="PCM_16")


def _tus(station: Station, path: Path, project_id: str) -> tuple[str, float]:
    """Upload a file by tus; its address and the seconds the bytes took."""
    fields = {"filename": path.name, "kind": "recording", "project_id": project_id}
    metadata = ",".join(f"{k} {base64.b64encode(v.encode()).decode()}" for k, v in fields.items())
    session = station.session()
    session.headers["Tus-Resumable"] = "1.0.0"
    started = time.perf_counter()
    made = session.post(
        station.url + "/api/v1/uploads",
        headers={"Upload-Length": str(path.stat().st_size), "Upload-Metadata": metadata},
        timeout=60,
    )
    made.raise_for_status()
    address, offset = requests.compat.urljoin(station.url, made.headers["Location"]), 0
    with path.open("rb") as file:
        while chunk := file.read(CHUNK_BYTES):
            headers = {"Upload-Offset": str(offset), "Content-Type": "application/offset+octet-stream"}
            session.patch(address, data=chunk, headers=headers, timeout=120).raise_for_status()
            offset += len(chunk)
    return address, time.perf_counter() - started


def _uploads(station: Station, project_id: str) -> Iterator[Metric]:
    path = station.folder / "long.wav"
    _make_recording(path, UPLOAD_S, 0)
    megabytes = path.stat().st_size / 1e6
    started = time.perf_counter()
    with path.open("rb") as source, (station.folder / "copy.wav").open("wb") as target:
        shutil.copyfileobj(source, target, 1 << 20)
        target.flush()
        os.fsync(target.fileno())
    copy_s = time.perf_counter() - started
    _, upload_s = _tus(station, path, project_id)
    yield Metric("upload.tus", megabytes / upload_s, "MB/s")
    yield Metric("upload.plain-copy", megabytes / copy_s, "MB/s")


def _chain(station: Station, project_id: str, seed: int) -> tuple[str, float]:
    """Upload a recording; its id, and the seconds from the last byte to its classified calls."""
    path = station.folder / f"chain{seed}.wav"
    _make_recording(path, CHAIN_S, seed + 1)
    address, _ = _tus(station, path, project_id)
    started = time.perf_counter()
    recording_id = _stored(station, address)
    while not station.call("GET", f"/api/v1/recordings/{recording_id}")["is_classified"]:
        time.sleep(0.02)
    taken_s = time.perf_counter() - started
    _wait_until_quiet(station)
    return recording_id, taken_s


def _stored(station: Station, address: str) -> str:
    while True:
        upload = requests.get(address, headers=station.headers, timeout=30).json()
        if upload["state"] == "rejected":
            raise RuntimeError(upload["problem"])
        if upload["state"] == "stored":
            return str(upload["result"]["id"])
        time.sleep(0.02)


def _tiles(station: Station, recording_id: str) -> Iterator[Metric]:
    meta = station.call("GET", f"/api/v1/recordings/{recording_id}/spectrogram")
    addresses = _addresses(station, meta)
    session = station.session()
    with _Bystander(station) as bystander:
        cold = [_timed(session, address) for address in addresses[:N_COLD]]
        burst = [_burst(station, addresses[first : first + AT_ONCE]) for first in range(N_COLD, N_COLD + 80, AT_ONCE)]
    warm = [_timed(session, address) for address in addresses[:N_WARM]]
    for name, values in (("cold", cold), ("warm", warm)):
        yield Metric(f"tile.{name}.p50", 1000 * quantile(values, 0.5), "ms")
        yield Metric(f"tile.{name}.p95", 1000 * quantile(values, 0.95), "ms")
    yield Metric("tile.20-at-once.median", 1000 * quantile(burst, 0.5), "ms")
    yield Metric("tile.20-at-once.max", 1000 * max(burst), "ms")
    yield Metric("tile.other-request.p99", 1000 * quantile(bystander.seconds, 0.99), "ms")


def _addresses(station: Station, meta: dict[str, Any]) -> list[str]:
    """Tiles of the finest level in an order in which nobody could read ahead."""
    template = station.url + meta["tile_url_template"]
    finest = meta["levels"][0]
    order = np.random.default_rng(3).permutation(finest["n_tiles"])
    return [template.replace("{level}", "0").replace("{index}", str(index)) for index in order]


def _timed(session: requests.Session, address: str) -> float:
    started = time.perf_counter()
    session.get(address, timeout=60).raise_for_status()
    return time.perf_counter() - started


def _burst(station: Station, addresses: list[str]) -> float:
    """Seconds until the last of many tiles asked for at once has come."""
    sessions = [station.session() for _ in addresses]
    with ThreadPoolExecutor(len(addresses)) as pool:
        started = time.perf_counter()
        list(pool.map(_timed, sessions, addresses))
        return time.perf_counter() - started


class _Bystander:
    """Someone else who asks for a small thing again and again meanwhile."""

    def __init__(self, station: Station) -> None:
        self.seconds: list[float] = []
        self._station = station
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._ask, daemon=True)

    def __enter__(self) -> _Bystander:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def _ask(self) -> None:
        session = self._station.session()
        while not self._over.wait(0.01):
            self.seconds.append(_timed(session, self._station.url + "/api/v1/me"))
