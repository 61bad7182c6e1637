"""The main journey on several processes behind nginx, one of which is killed on the way."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import requests
import socketio
from sqlalchemy import create_engine, text

from tests.core import notes
from tests.core.notes import OCTETS, TUS
from tests.factories.recordings import wav
from tests.processes import wait_until
from tests.production.cluster import NGINX, Cluster, running_cluster

pytestmark = [
    pytest.mark.workers,
    pytest.mark.timeout(400),
    pytest.mark.skipif(NGINX is None, reason="nginx is not installed (apt install nginx-light)"),
]


@pytest.fixture(scope="module")
def cluster(postgresql_address: str, redis_address: str) -> Iterator[Cluster]:
    server = create_engine(postgresql_address, isolation_level="AUTOCOMMIT")
    with server.connect() as connection:
        connection.execute(text("CREATE DATABASE cluster"))
    url = server.url.set(database="cluster").render_as_string(hide_password=False)
    server.dispose()
    # Processes of nginx run as another user and have to reach what lies here.
    folder = Path(tempfile.mkdtemp(prefix="fs-nginx-"))
    folder.chmod(0o755)
    try:
        with running_cluster(folder, url, redis_address) as found:
            yield found
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def sound() -> bytes:
    """A second with three calls, about 200 kB."""
    sr = 96_000
    y = np.random.default_rng(5).normal(0, 0.002, sr)
    t = np.arange(int(0.008 * sr)) / sr
    call = 0.5 * np.hanning(t.size) * np.sin(2 * np.pi * (40_000 * t - 1_200_000 * t**2))
    for at in (0.2, 0.5, 0.8):
        y[int(at * sr) : int(at * sr) + t.size] += call
    return wav(y.astype(np.float32), sr)


def test_a_recording_goes_all_the_way_though_the_web_process_that_takes_it_in_is_killed(cluster):
    events: list[str] = []
    listener = socketio.Client(reconnection_delay=0.2, reconnection_delay_max=1)
    listener.on("job.state", lambda data: events.append(data["state"]))
    listener.on("connect", lambda: listener.emit("join", {"room": f"group:{cluster.group_id}"}))
    listener.connect(cluster.url, auth={"token": cluster.key})
    content = sound()
    named = notes.metadata(kind="recording", filename="night.wav", project_id=cluster.project_id)
    begin = cluster.headers | TUS | {"Upload-Length": str(len(content)), "Upload-Metadata": named}
    made = requests.post(f"{cluster.url}/api/v1/uploads", headers=begin, timeout=10)
    assert made.status_code == 201, made.text
    place = cluster.url + made.headers["Location"]

    def send(offset: int, stop: int) -> int:
        headers = cluster.headers | TUS | OCTETS | {"Upload-Offset": str(offset)}
        answer = requests.patch(place, headers=headers, data=content[offset:stop], timeout=30)
        assert answer.status_code == 204, answer.text
        return int(answer.headers["Upload-Offset"])

    half = send(0, len(content) // 2)
    killed = cluster.kill_serving()
    head = requests.head(place, headers=cluster.headers | TUS, timeout=30)
    assert int(head.headers["Upload-Offset"]) == half
    assert send(half, len(content)) == len(content)

    def recording() -> dict:
        address = f"{cluster.url}/api/v1/recordings?project_id={cluster.project_id}"
        rows = requests.get(address, headers=cluster.headers, timeout=10).json()["results"]
        return rows[0] if rows else {}

    wait_until(lambda: recording().get("n_segments") == 3, seconds=60, what="three calls found")
    calls = requests.get(f"{cluster.url}/api/v1/results/calls", headers=cluster.headers, timeout=10).json()
    assert calls["count"] == 3
    table = requests.get(f"{cluster.url}/api/v1/results/calls/export?format=csv", headers=cluster.headers, timeout=10)
    assert table.text.count("night.wav") == 3
    wait_until(lambda: "succeeded" in events, seconds=20, what="news of the job, by the other web process")
    listener.disconnect()
    cluster.start_web(killed)


def test_a_process_that_has_come_back_serves_when_the_other_goes(cluster):
    requests.get(f"{cluster.url}/health", timeout=10)
    killed = cluster.kill_serving()
    wait_until(
        lambda: requests.get(f"{cluster.url}/ready", timeout=10).status_code in {200, 503},
        seconds=10,
        what="the other process",
    )
    answer = requests.get(f"{cluster.url}/api/v1/me", headers=cluster.headers, timeout=10)
    assert answer.status_code == 200
    cluster.start_web(killed)


def test_metrics_are_not_for_those_outside(cluster):
    assert requests.get(f"{cluster.url}/metrics", timeout=10).status_code == 403


def test_the_maintenance_page_is_shown_while_its_sign_is_there(cluster):
    cluster.maintenance.touch()
    answer = requests.get(f"{cluster.url}/api/v1/me", headers=cluster.headers, timeout=10)
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "30"
    assert "being looked after" in answer.text
    cluster.maintenance.unlink()
    assert requests.get(f"{cluster.url}/api/v1/me", headers=cluster.headers, timeout=10).status_code == 200
