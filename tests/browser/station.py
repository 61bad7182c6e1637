"""One whole station for the browser: started as people start it, with its web server, workers and Redis."""

import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import requests

from tests.live import free_port

ROOT = Path(__file__).parents[2]
START_S = 120
"""A station starts in about 5 s; a machine with other work on it takes longer."""

STOP_S = 60
CLOSED_STATES = {"succeeded", "failed", "cancelled"}


@dataclass(frozen=True)
class Person:
    """Who signs in, and with what."""

    username: str
    email: str
    password: str
    name: str


ADMINISTRATOR = Person("ada", "ada@example.org", "forty two quiet herons", "Ada Marsh")


@dataclass
class Station:
    """A running station: its address, the path of its first-run link, and its API as the administrator."""

    url: str
    first_run_path: str
    key: str = ""

    def sign_in(self, person: Person) -> dict[str, Any]:
        """The answer to a sign-in by password."""
        body = {"login": person.username, "password": person.password, "cookie": False}
        answer = requests.post(f"{self.url}/api/v1/auth/login", json=body, timeout=60)
        answer.raise_for_status()
        return dict(answer.json())

    def call(self, method: str, path: str, **options: Any) -> Any:
        headers = {"Authorization": f"Bearer {self.key}"}
        answer = requests.request(method, f"{self.url}/api/v1{path}", headers=headers, timeout=60, **options)
        answer.raise_for_status()
        return answer.json() if answer.content else None

    def rows(self, path: str) -> list[dict[str, Any]]:
        return list(self.call("GET", path)["results"])

    def wait_until_idle(self, *, seconds: float) -> None:
        """Wait until no job is open; no job may have failed.

        Raises TimeoutError when work is still open after `seconds`, AssertionError when a job failed.
        """
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            summary = self.call("GET", "/jobs/summary")
            if not summary["running"] and not summary["queued"]:
                failed = self.rows("/jobs?state=failed")
                assert failed == [], failed
                return
            time.sleep(0.3)
        raise TimeoutError(f"jobs are still open after {seconds} s: {self.rows('/jobs?state=queued,running')}")


@contextmanager
def running_station() -> Iterator[Station]:
    """Start `python app.py` on an empty folder and a free port; request budgets are off."""
    folder = Path(tempfile.mkdtemp(prefix="fsp-"))
    port = free_port()
    env = {
        **os.environ,
        "DATA_DIR": str(folder / "data"),
        "CHUNK_DIR": str(folder / "chunks"),
        "PORT": str(port),
        "WORKERS": "2",
        "RATE_LIMITS": "false",
        "LOG_LEVEL": "WARNING",
        "MIN_FREE_DISK_MB": "10",
    }
    log_path = folder / "station.log"
    with log_path.open("w") as log:
        process = subprocess.Popen([sys.executable, "app.py"], cwd=ROOT, env=env, stdout=log, stderr=log)
    try:
        yield _when_up(f"http://127.0.0.1:{port}", process, log_path)
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(STOP_S)
        shutil.rmtree(folder, ignore_errors=True)


def _when_up(url: str, process: subprocess.Popen[bytes], log_path: Path) -> Station:
    deadline = time.monotonic() + START_S
    while time.monotonic() < deadline and process.poll() is None:
        found = re.search(r"setup\?token=(\S+)", log_path.read_text())
        if found and _is_ready(url):
            return Station(url, f"/setup?token={found[1]}")
        time.sleep(0.1)
    raise RuntimeError(f"the station did not start: {log_path.read_text()[-2000:]}")


def _is_ready(url: str) -> bool:
    try:
        return bool(requests.get(f"{url}/ready", timeout=5).ok)
    except requests.RequestException:
        return False
