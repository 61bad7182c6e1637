"""A whole station of its own for benches: started as people start it, signed in, stopped, removed."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import requests

ROOT = Path(__file__).resolve().parent.parent
START_TIMEOUT_S = 300


@dataclass
class Station:
    """A running station with its first administrator signed in."""

    url: str
    folder: Path
    env: dict[str, str]
    token: str = ""

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}

    def session(self) -> requests.Session:
        """A connection of its own that is kept open, as a browser's."""
        session = requests.Session()
        session.headers.update(self.headers)
        return session

    def call(self, method: str, path: str, **options: Any) -> Any:
        answer = requests.request(method, self.url + path, headers=self.headers, timeout=120, **options)
        answer.raise_for_status()
        return answer.json() if answer.content else None

    def wait_for_job(self, job_id: str, *, seconds: float = 300) -> dict[str, Any]:
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            job: dict[str, Any] = self.call("GET", f"/api/v1/jobs/{job_id}")
            if job["state"] in {"succeeded", "failed", "cancelled"}:
                if job["state"] != "succeeded":
                    raise RuntimeError(f"{job['title']}: {job['error']}")
                return job
            time.sleep(0.02)
        raise TimeoutError(f"job {job_id} did not end within {seconds} s")


@contextmanager
def running_station(*, folder: Path | None = None, **settings: str) -> Iterator[Station]:
    """Start `python app.py` on an empty folder (one of its own, if none is given) and a free port; no budgets."""
    folder = folder or Path(tempfile.mkdtemp(prefix="fsb-"))
    port = free_port()
    env = {
        **os.environ,
        "DATA_DIR": str(folder / "data"),
        "CHUNK_DIR": str(folder / "chunks"),
        "PORT": str(port),
        "RATE_LIMITS": "false",
        "LOG_LEVEL": "WARNING",
        "MIN_FREE_DISK_MB": "10",
        **settings,
    }
    log = (folder / "station.log").open("w+")
    process = subprocess.Popen([sys.executable, "app.py"], cwd=ROOT, env=env, stdout=log, stderr=log)
    station = Station(f"http://127.0.0.1:{port}", folder, env)
    try:
        wait_until_up(station.url, process, folder / "station.log")
        station.token = _set_up(station, folder / "station.log")
        yield station
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(60)
        shutil.rmtree(folder, ignore_errors=True)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_until_up(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    """Until the station at this address is ready; its last words when it ends instead."""
    deadline = time.monotonic() + START_TIMEOUT_S
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise RuntimeError(log.read_text()[-2000:])
        try:
            if requests.get(url + "/ready", timeout=2).ok:
                return
        except requests.RequestException:
            pass
        time.sleep(0.1)
    raise TimeoutError("the station did not start")


def _set_up(station: Station, log: Path) -> str:
    found = re.search(r"setup\?token=(\S+)", log.read_text())
    if found is None:
        raise RuntimeError("the station printed no first-run link")
    person = {
        "token": found[1],
        "email": "bench@example.org",
        "username": "bench",
        "password": "forty two quiet herons",
        "display_name": "Bench",
    }
    answer = requests.post(station.url + "/api/v1/setup", json=person, timeout=30)
    answer.raise_for_status()
    return str(answer.json()["access_token"])


def settings_of(station: Station) -> Any:
    """The station's settings, for benches that write to its database themselves."""
    from core.config import load_settings

    with _environment(station.env):
        return load_settings()


@contextmanager
def _environment(values: Mapping[str, str]) -> Iterator[None]:
    before = dict(os.environ)
    os.environ.update(values)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


def quantile(values: list[float], part: float) -> float:
    """The value below which that part of the values lies (nearest rank)."""
    ordered = sorted(values)
    return ordered[min(int(part * len(ordered)), len(ordered) - 1)]
