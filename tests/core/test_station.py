"""`python app.py`: everything starts from nothing, stops on Ctrl-C, and carries on."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
import requests

from core.config import ROOT
from tests.processes import wait_until

pytestmark = pytest.mark.workers


@pytest.fixture
def folder() -> Iterator[Path]:
    path = Path(tempfile.mkdtemp(prefix="fs-"))
    yield path
    shutil.rmtree(path, ignore_errors=True)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def env_of(folder: Path, port: int, **more: str) -> dict[str, str]:
    plain = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "REDIS_URL"}}
    own = {
        "DATA_DIR": str(folder / "data"),
        "CHUNK_DIR": str(folder / "chunks"),
        "PORT": str(port),
        "WORKERS": "1",
        "RATE_LIMITS": "false",
    }
    return plain | own | more


def is_ready(port: int) -> bool:
    try:
        return requests.get(f"http://127.0.0.1:{port}/ready", timeout=2).ok
    except requests.RequestException:
        return False


@contextmanager
def station(folder: Path, port: int) -> Iterator[Path]:
    """A running station; gives the file it prints to."""
    log = folder / "station.log"
    with log.open("w") as out:
        process = subprocess.Popen(
            [sys.executable, "app.py"], cwd=ROOT, env=env_of(folder, port), stdout=out, stderr=out
        )
    try:
        wait_until(lambda: is_ready(port), seconds=150, what="a ready station")
        yield log
    finally:
        process.send_signal(signal.SIGINT)
        assert process.wait(90) == 0


def processes_of(folder: Path) -> dict[int, str]:
    """Processes whose environment or arguments name the folder, with their command lines."""
    found = {}
    for proc in Path("/proc").glob("[0-9]*"):
        try:
            text = (proc / "environ").read_bytes() + (proc / "cmdline").read_bytes()
        except OSError:
            continue
        if str(folder).encode() in text and int(proc.name) != os.getpid():
            found[int(proc.name)] = (proc / "cmdline").read_bytes().replace(b"\0", b" ").decode()
    return found


@pytest.mark.timeout(600)
def test_a_station_starts_from_nothing_stops_whole_and_carries_on(folder):
    port = free_port()
    with station(folder, port) as log:
        token = re.search(r"setup\?token=(\S+)", log.read_text())[1]
        person = {"email": "a@example.org", "username": "ann", "password": "quiet owls at night", "token": token}
        url = f"http://127.0.0.1:{port}"
        answer = requests.post(f"{url}/api/v1/setup", json=person | {"display_name": "Ann"}, timeout=20)
        assert answer.status_code in (200, 201), answer.text
        headers = {"Authorization": f"Bearer {answer.json()['access_token']}"}
        job = requests.post(f"{url}/api/v1/sample-project", json={}, headers=headers, timeout=20).json()
        second = subprocess.run(
            [sys.executable, "app.py"], cwd=ROOT, env=env_of(folder, free_port()), capture_output=True, timeout=150
        )
        assert second.returncode == 2, "two stations do not share a folder"
        assert b"already runs" in second.stderr
    assert processes_of(folder) == {}
    stopped = datetime.now(UTC)
    with station(folder, port) as log:
        assert "setup?token" not in log.read_text()

        def is_taken_up() -> bool:
            found = requests.get(f"{url}/api/v1/jobs/{job['id']}", headers=headers, timeout=20).json()
            begun = datetime.fromisoformat(found["started_at"] or "0001-01-01T00:00:00+00:00")
            return bool(found["state"] in {"running", "succeeded"} and begun > stopped)

        wait_until(is_taken_up, seconds=120, what="the job asked for before the stop")
    assert processes_of(folder) == {}


def pids(folder: Path, word: str) -> set[int]:
    return {pid for pid, line in processes_of(folder).items() if word in line}


@pytest.mark.timeout(600)
def test_what_is_killed_is_started_again_even_when_it_is_killed_while_it_starts(folder):
    port = free_port()
    with station(folder, port):
        for _ in range(3):
            wait_until(lambda: pids(folder, "valkey"), seconds=60, what="a Redis server")
            [redis] = pids(folder, "valkey")
            os.kill(redis, signal.SIGKILL)
            wait_until(lambda gone=redis: gone not in pids(folder, "valkey"), seconds=20, what="its end")
        web = pids(folder, "gunicorn")
        os.kill(min(web), signal.SIGKILL)
        wait_until(lambda: pids(folder, "gunicorn") - web and is_ready(port), seconds=120, what="a ready station")
        assert not pids(folder, "gunicorn") & web, "what the killed server left behind would hold its port"


def test_a_wrong_setting_stops_the_start_and_is_named(folder):
    broken = env_of(folder, 8080, SOCKETIO_ASYNC_MODE="magic")
    done = subprocess.run([sys.executable, "app.py"], cwd=ROOT, env=broken, capture_output=True, timeout=60)
    assert done.returncode == 2
    assert b"SOCKETIO_ASYNC_MODE" in done.stderr


def test_production_without_secrets_does_not_start(folder):
    bare = env_of(folder, 8080, FIELDSTATION_ENV="production", SECRET_KEY="", JWT_SECRET_KEY="")
    done = subprocess.run([sys.executable, "app.py"], cwd=ROOT, env=bare, capture_output=True, timeout=60)
    assert done.returncode == 2
    assert b"SECRET_KEY" in done.stderr
