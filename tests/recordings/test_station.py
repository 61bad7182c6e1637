"""The whole way with real processes: a file goes in over HTTP, a worker segments it, tiles come out."""

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests

from blueprints.projects.models import Project
from core.db import db
from tests.factories.recordings import chirps, wav
from tests.live import Station, running_station

pytestmark = pytest.mark.workers


@pytest.fixture
def station(tmp_path: Path, redis_address: str) -> Iterator[Station]:
    with running_station(tmp_path, redis_address) as found:
        yield found


def wait_for(look: Any, *, seconds: float = 30.0) -> Any:
    """What `look` returns once that is true."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        found = look()
        if found:
            return found
        time.sleep(0.05)
    raise AssertionError(f"{look()!r} after {seconds} s")


def test_a_recording_is_read_segmented_and_drawn_on_arrival(station: Station) -> None:
    project = db.session.query(Project).one()
    project.recipe = {"segment": {"method": "adaptive", "preset": "echolocation", "params": {}}, "classify": None}
    db.session.commit()
    http = requests.Session()
    http.headers.update(station.headers)
    sent = http.post(
        f"{station.url}/api/v1/recordings",
        data={"project_id": station.project_id},
        files={"file": ("night.wav", wav(chirps(5.0)))},
        timeout=30,
    )
    assert sent.status_code == 201, sent.text
    url = station.url + sent.json()["url"]

    def chain() -> Any:
        job = http.get(f"{station.url}/api/v1/jobs/{sent.json()['job_id']}", timeout=10).json()
        return job if job["state"] not in ("queued", "running") else None

    ended = wait_for(chain)
    assert (ended["state"], ended["children"]["succeeded"]) == ("succeeded", 3)
    recording = http.get(url, timeout=10).json()
    assert (recording["state"], recording["n_segments"]) == ("ready", 50)
    grid = http.get(f"{url}/spectrogram", timeout=10).json()
    assert grid["is_pyramid_ready"] is True
    for level in (0, len(grid["levels"]) - 1):
        address = station.url + grid["tile_url_template"].format(level=level, index=0)
        tile = http.get(address, timeout=10)
        assert len(tile.content) % grid["n_bins"] == 0
        assert http.get(address, headers={"If-None-Match": tile.headers["ETag"]}, timeout=10).status_code == 304
