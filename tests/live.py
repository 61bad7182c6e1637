"""A whole station for tests: gunicorn with eventlet, a worker and their database, each a real process."""

import os
import signal
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

from flask import Flask

from app import create_app
from blueprints.accounts.models import User
from core.access import Role
from core.config import Settings
from core.db import db
from tests import processes
from tests.conftest import make_settings
from tests.factories import Factory


@dataclass
class Station:
    """A running station, and an editor of its one project with a key."""

    settings: Settings
    url: str
    app: Flask
    user: User
    project_id: str
    key: str
    web: subprocess.Popen[bytes]

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.key}"}

    def restart_web(self) -> None:
        """Kill the web process as a power cut would, and start another."""
        kill_group(self.web)
        self.web = _start_web(self.settings)
        _wait_for(self.url)


def kill_group(process: subprocess.Popen[bytes]) -> None:
    """`kill -9` of a process with all its children."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait(10)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def running_station(
    folder: Path, redis_address: str, *, with_worker: bool = True, **overrides: Any
) -> Iterator[Station]:
    """Start a station on an empty SQLite database in a folder."""
    port = free_port()
    database_url = f"sqlite:///{folder / 'station.sqlite3'}"
    values = {"port": port, "socketio_async_mode": "eventlet"} | overrides
    settings = make_settings(folder, database_url=database_url, redis_url=redis_address, **values)
    own = settings.model_copy(update={"socketio_async_mode": "threading"})
    app = create_app(own)
    with app.app_context():
        db.create_all()
        make = Factory(app)
        group = make.group()
        user = make.member(group, Role.EDITOR)
        project_id, key = str(make.project(group).id), make.api_key(user).key
        web = _start_web(settings)
        worker = processes.start(settings, "-m", "tests.live_worker") if with_worker else None
        station = Station(settings, f"http://127.0.0.1:{port}", app, user, project_id, key, web)
        try:
            _wait_for(station.url)
            yield station
        finally:
            for process in (station.web, worker):
                if process is not None:
                    kill_group(process)
            db.session.remove()
            db.engine.dispose()


def _start_web(settings: Settings) -> subprocess.Popen[bytes]:
    words = ["-m", "gunicorn", "-k", "eventlet", "-w", "1", "--no-control-socket", "-b", f"127.0.0.1:{settings.port}"]
    return processes.start(settings, *words, "tests.live_wsgi:app")


def _wait_for(url: str) -> None:
    processes.wait_until(lambda: _answers(f"{url}/api/openapi.json"), seconds=120, what="the web server")


def _answers(url: str) -> bool:
    try:
        with urlopen(url, timeout=2) as answer:
            return bool(answer.status == 200)
    except (URLError, OSError):
        return False
