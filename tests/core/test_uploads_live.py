"""Resumable uploads against a real web server, with clients that others wrote."""

import base64
import hashlib
import os
import signal
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlparse

import pytest
import requests
from tusclient import client as tus_client

from tests import live, processes
from tests.core import notes
from tests.core.notes import OCTETS, TUS

pytestmark = pytest.mark.workers

CONTENT = b"NOTE" + os.urandom(3_000_000)


@pytest.fixture(scope="module")
def station(tmp_path_factory: pytest.TempPathFactory, redis_address: str) -> Iterator[live.Station]:
    folder = tmp_path_factory.mktemp("live")
    with live.running_station(folder, redis_address) as running:
        yield running


@pytest.fixture
def content() -> bytes:
    """New content each time, as equal content is already here."""
    return CONTENT + os.urandom(8)


def begin(station: live.Station, size: int, **fields: object) -> str:
    metadata = notes.metadata(project_id=station.project_id, **fields)
    headers = station.headers | TUS | {"Upload-Length": str(size), "Upload-Metadata": metadata}
    answer = requests.post(f"{station.url}/api/v1/uploads", headers=headers, timeout=10)
    assert answer.status_code == 201, answer.text
    return station.url + answer.headers["Location"]


def offset_of(station: live.Station, url: str) -> int:
    answer = requests.head(url, headers=station.headers | TUS, timeout=10)
    assert answer.status_code == 200
    return int(answer.headers["Upload-Offset"])


def outcome(station: live.Station, url: str) -> dict[str, object]:
    """The upload once it has ended."""

    def look() -> dict[str, object]:
        return requests.get(url, headers=station.headers, timeout=10).json()

    processes.wait_until(lambda: look()["state"] in ("stored", "rejected"), seconds=30, what="the verification")
    return look()


def half_a_patch(station: live.Station, url: str, content: bytes, n_bytes: int, **more: str) -> socket.socket:
    """Announce all of the content, send only the first bytes, and keep the connection open."""
    place = urlparse(url)
    connection = socket.create_connection((place.hostname, place.port), timeout=10)
    headers = station.headers | TUS | OCTETS | {"Upload-Offset": "0", "Content-Length": str(len(content))} | more
    lines = [f"PATCH {place.path} HTTP/1.1", "Host: localhost", *(f"{key}: {value}" for key, value in headers.items())]
    connection.sendall("\r\n".join(lines).encode() + b"\r\n\r\n" + content[:n_bytes])
    return connection


def staged_size(station: live.Station, url: str) -> int:
    path = station.settings.chunk_dir / url.rsplit("/", 1)[-1]
    return path.stat().st_size


def test_tuspy_uploads_unmodified(station, content, tmp_path):
    path = tmp_path / "owl.note"
    path.write_bytes(content)
    sender = tus_client.TusClient(f"{station.url}/api/v1/uploads", headers=station.headers)
    metadata = {"kind": "note", "filename": path.name, "project_id": station.project_id}
    uploader = sender.uploader(str(path), chunk_size=1_000_000, metadata=metadata, upload_checksum=True)
    uploader.upload()
    ended = outcome(station, uploader.url)
    assert ended["state"] == "stored"
    assert ended["result"]["id"] == hashlib.sha256(content).hexdigest()


def test_an_upload_goes_on_after_kill_9_of_the_server(station, content):
    url = begin(station, len(content))
    connection = half_a_patch(station, url, content, 1_500_000)
    processes.wait_until(lambda: staged_size(station, url) >= 1_400_000, what="the first bytes on disk")
    station.restart_web()
    connection.close()
    offset = offset_of(station, url)
    assert 1_400_000 <= offset <= 1_500_000
    headers = station.headers | TUS | OCTETS | {"Upload-Offset": str(offset)}
    assert requests.patch(url, headers=headers, data=content[offset:], timeout=30).status_code == 204
    ended = outcome(station, url)
    assert ended["result"]["id"] == hashlib.sha256(content).hexdigest()


def test_a_checked_piece_cut_off_by_kill_9_leaves_the_offset_unchanged(station, content):
    url = begin(station, len(content))
    digest = base64.b64encode(hashlib.sha1(content).digest()).decode()
    connection = half_a_patch(station, url, content, 1_500_000, **{"Upload-Checksum": f"sha1 {digest}"})
    processes.wait_until(lambda: staged_size(station, url) >= 1_400_000, what="the first bytes on disk")
    station.restart_web()
    connection.close()
    assert offset_of(station, url) == 0


def test_a_broken_connection_keeps_what_came(station, content):
    url = begin(station, len(content))
    half_a_patch(station, url, content, 1_000_000).close()
    processes.wait_until(lambda: offset_of(station, url) > 900_000, what="the offset")


def test_two_requests_cannot_write_to_one_upload_and_others_are_served(station, content):
    url = begin(station, len(content))
    connection = half_a_patch(station, url, content, 500_000)
    processes.wait_until(lambda: staged_size(station, url) > 0, what="the first bytes")
    headers = station.headers | TUS | OCTETS | {"Upload-Offset": "0"}
    answer = requests.patch(url, headers=headers, data=content, timeout=30)
    assert answer.status_code == 423
    connection.close()


def test_curl_uploads_without_a_length(station, content, tmp_path):
    path = tmp_path / "owl.note"
    path.write_bytes(content)
    url = begin(station, len(content))
    command = ["curl", "-sS", "-o", "/dev/null", "-w", "%{http_code}", "-X", "PATCH", "-T", "-"]
    for key, value in (station.headers | TUS | OCTETS | {"Upload-Offset": "0"}).items():
        command += ["-H", f"{key}: {value}"]
    with path.open("rb") as file:
        done = subprocess.run([*command, url], stdin=file, capture_output=True, text=True, timeout=60)
    assert done.stdout == "204", done.stderr
    assert outcome(station, url)["state"] == "stored"


def test_progress_and_the_outcome_reach_the_room(station, content):
    import socketio

    events: list[tuple[str, dict[str, object]]] = []
    listener = socketio.Client()
    for name in ("upload.progress", "upload.state"):
        listener.on(name, lambda data, name=name: events.append((name, data)))
    url = begin(station, len(content))
    upload_id = url.rsplit("/", 1)[-1]
    listener.connect(station.url, auth={"token": station.key})
    joined = listener.call("join", {"room": f"upload:{upload_id}"})
    assert joined["ok"]
    assert joined["state"]["state"] == "receiving"
    assert listener.call("join", {"room": "upload:019a0000-0000-7000-8000-000000000000"}) == {"error": "not-found"}
    assert listener.call("join", {"room": "upload:x"}) == {"error": "not-found"}
    headers = station.headers | TUS | OCTETS
    for begin_at in range(0, len(content), 500_000):
        part = content[begin_at : begin_at + 500_000]
        requests.patch(url, headers=headers | {"Upload-Offset": str(begin_at)}, data=part, timeout=30)
    processes.wait_until(lambda: ("upload.state", "stored") in [(n, d.get("state")) for n, d in events])
    listener.disconnect()
    progress = [data for name, data in events if name == "upload.progress"]
    assert progress[-1]["offset"] == progress[-1]["size"] == len(content)
    assert progress[-1]["percent"] == 100.0
    numbers = [data["seq"] for _name, data in events]
    assert numbers == sorted(numbers)
    assert [data["state"] for name, data in events if name == "upload.state"] == ["verifying", "stored"]


def test_a_server_asked_to_stop_keeps_what_came(station, content):
    url = begin(station, len(content))
    connection = half_a_patch(station, url, content, 1_000_000)
    processes.wait_until(lambda: staged_size(station, url) > 900_000, what="the first bytes")
    os.kill(station.web.pid, signal.SIGTERM)
    connection.close()
    station.web.wait(40)
    station.restart_web()
    assert offset_of(station, url) > 900_000


def test_nothing_is_left_in_the_staging_folder_of_stored_uploads(station, content):
    url = begin(station, len(content))
    headers = station.headers | TUS | OCTETS | {"Upload-Offset": "0"}
    requests.patch(url, headers=headers, data=content, timeout=30)
    outcome(station, url)
    path: Path = station.settings.chunk_dir / url.rsplit("/", 1)[-1]
    processes.wait_until(lambda: not path.exists(), what="removal of the staged file")
