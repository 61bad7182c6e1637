"""A list page over a project of 100,000 recordings."""

from __future__ import annotations

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import requests

from bench.report import Metric
from bench.station import Station, quantile, settings_of

N_RECORDINGS = 100_000
CHUNK = 5000
N_REQUESTS, N_AT_ONCE = 150, 4
PAGES = {
    "first": "",
    "filtered": "&segmented=true&min_duration_s=5",
    "searched": "&search=night0421",
    "sorted": "&ordering=-duration_s",
}
"""Query of each page measured."""


def metrics(station: Station) -> Iterator[Metric]:
    """Latency of single requests by kind of page, and requests a second by four at once."""
    group_id = station.call("GET", "/api/v1/me")["active_group_id"]
    project = station.call("POST", "/api/v1/projects", json={"group_id": group_id, "name": "Large"})
    fill(station, UUID(group_id), UUID(project["id"]))
    session = station.session()
    base = f"{station.url}/api/v1/recordings?project_id={project['id']}&limit=50"
    for name, query in PAGES.items():
        seconds = [_timed(session, base + query) for _ in range(N_REQUESTS // 3)]
        yield Metric(f"list.{name}.p50", 1000 * quantile(seconds, 0.5), "ms")
        yield Metric(f"list.{name}.p95", 1000 * quantile(seconds, 0.95), "ms")
    sessions = [station.session() for _ in range(N_AT_ONCE)]
    started = time.perf_counter()
    with ThreadPoolExecutor(N_AT_ONCE) as pool:
        list(pool.map(lambda n: _timed(sessions[n % N_AT_ONCE], base), range(N_REQUESTS)))
    yield Metric("list.first.rate", N_REQUESTS / (time.perf_counter() - started), "1/s")


def _timed(session: requests.Session, address: str) -> float:
    started = time.perf_counter()
    session.get(address, timeout=60).raise_for_status()
    return time.perf_counter() - started


def fill(station: Station, group_id: UUID, project_id: UUID) -> None:
    """Put recordings into a project, straight into the database."""
    from sqlalchemy import insert

    from app import create_app
    from blueprints.recordings.models import Recording
    from core.db import db
    from core.storage.blobs import Blob

    with create_app(settings_of(station), role="cli").app_context():
        for first in range(0, N_RECORDINGS, CHUNK):
            numbers = range(first, first + CHUNK)
            blobs = [{"sha256": f"{n:064x}", "size_bytes": 1000, "media_type": "audio/wav"} for n in numbers]
            db.session.execute(insert(Blob), blobs)
            db.session.execute(insert(Recording), [_recording(n, group_id, project_id) for n in numbers])
            db.session.commit()


def _recording(n: int, group_id: UUID, project_id: UUID) -> dict[str, Any]:
    name = f"NIGHT{n:06d}.wav"
    moment = datetime(2024, 1, 1, tzinfo=UTC) + timedelta(minutes=7 * n)
    return {
        "group_id": group_id,
        "project_id": project_id,
        "blob_sha256": f"{n:064x}",
        "state": "ready",
        "file_name": name,
        "name": name,
        "sort_name": name.lower(),
        "search_text": name.lower(),
        "size_bytes": 1000,
        "container": "wav",
        "subtype": "PCM_16",
        "bit_depth": 16,
        "sr_hz": 250_000,
        "file_sr_hz": 250_000,
        "n_channels": 1,
        "n_frames": 1_250_000 + n,
        "duration_s": 5 + (n * 7919 % 5000) / 100,
        "recorded_at": moment,
        "timeline_at": moment,
        "n_segments": n % 50,
    }
