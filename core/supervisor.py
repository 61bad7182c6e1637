"""One command, everything on this machine: Redis, migrations, web, workers and scheduler as children.

Ctrl-C (or SIGTERM) stops the children in order and loses nothing: jobs under way are given back by their
heartbeat, queued ones wait in the data folder.
"""

import contextlib
import fcntl
import logging
import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field
from typing import IO

from core import embedded_redis
from core.config import ROOT, Settings

log = logging.getLogger(__name__)

STOP_TIMEOUT_S = 10.0
"""How long a child may take to stop before it is killed."""

RESTART_PAUSE_S = 0.25
"""Between the end of a child and its next start, so that a broken one does not spin; doubled with each quick end."""

LONGEST_PAUSE_S = 30.0

QUICK_DEATHS = 5
"""Quick ends one after the other after which a child that never lived longer is given up, and the station stops."""

QUICK_DEATH_S = 5.0
"""A child that ends sooner has ended quickly."""


class StationError(Exception):
    """The station cannot be started; the message says why."""


@dataclass
class Child:
    """One process of the station."""

    name: str
    words: list[str]
    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0
    n_quick_deaths: int = 0
    has_lived: bool = False
    """Whether it once ran for longer than a start that fails: then what ends it now will pass."""
    restart_at: float | None = None
    """Set while it is down."""

    def start(self, env: dict[str, str]) -> None:
        self.started_at, self.restart_at = time.monotonic(), None
        # A session of its own: Ctrl-C reaches the parent alone, which stops its children in the right order.
        self.process = subprocess.Popen(self.words, env=env, cwd=ROOT, start_new_session=True)  # noqa: S603

    def is_running(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def note_end(self) -> None:
        """Settle when it starts again, and end what it left running, which would hold its port."""
        is_quick = time.monotonic() - self.started_at < QUICK_DEATH_S
        self.has_lived = self.has_lived or not is_quick
        self.n_quick_deaths = self.n_quick_deaths + 1 if is_quick else 0
        pause_s = min(LONGEST_PAUSE_S, RESTART_PAUSE_S * 2 ** max(0, self.n_quick_deaths - 1))
        self.restart_at = time.monotonic() + pause_s
        self._kill_group()

    def is_hopeless(self) -> bool:
        return self.n_quick_deaths >= QUICK_DEATHS and not self.has_lived

    def stop(self) -> None:
        if self.process is None or not self.is_running():
            return
        self.process.terminate()
        try:
            self.process.wait(STOP_TIMEOUT_S)
        except subprocess.TimeoutExpired:
            log.warning("%s did not stop in time and is killed", self.name)
        self._kill_group()

    def _kill_group(self) -> None:
        assert self.process is not None
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


@dataclass
class Station:
    """The running children, and whether it is time to go."""

    settings: Settings
    children: list[Child] = field(default_factory=list)
    redis: subprocess.Popen[bytes] | None = None
    redis_restart_at: float = 0.0
    is_stopping: bool = False

    def run(self) -> int:
        """Start everything and watch it until a signal comes."""
        lock = self._lock()
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._ask_to_stop)
        try:
            try:
                self._start_redis()
            except embedded_redis.EmbeddedRedisError as exc:
                raise StationError(str(exc)) from exc
            self.children = _children(self.settings)
            for child in self.children:
                child.start(_environment(self.settings))
            return self._watch()
        finally:
            self._stop()
            lock.close()

    def _ask_to_stop(self, _number: int, _frame: object) -> None:
        self.is_stopping = True

    def _lock(self) -> IO[str]:
        """Two stations on one data folder would fight over it."""
        self.settings.data_dir.mkdir(parents=True, exist_ok=True)
        lock = (self.settings.data_dir / "station.lock").open("w")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as exc:
            raise StationError(f"a station already runs on {self.settings.data_dir}") from exc
        return lock

    def _start_redis(self) -> None:
        if not self.settings.redis_url:
            socket = self.settings.redis_socket
            self.redis = embedded_redis.start(self.settings.data_dir / "redis", socket)

    def _watch(self) -> int:
        while not self.is_stopping:
            time.sleep(0.2)
            self._keep_redis()
            if not all(self._keep(child) for child in self.children):
                return 1
        return 0

    def _keep_redis(self) -> None:
        """Start an ended server again, as often as it takes: it may end once more, or find no room on the disk."""
        if self.redis is None or self.redis.poll() is None or time.monotonic() < self.redis_restart_at:
            return
        log.warning("the embedded Redis server ended and is started again")
        try:
            self._start_redis()
        except embedded_redis.EmbeddedRedisError as exc:
            log.error("%s", exc)
            self.redis_restart_at = time.monotonic() + RESTART_PAUSE_S

    def _keep(self, child: Child) -> bool:
        """Start an ended child again after its pause; False when there is no hope."""
        if child.is_running() or self.is_stopping:
            return True
        if child.restart_at is None:
            child.note_end()
            if child.is_hopeless():
                log.error("%s ends again and again; the station stops", child.name)
                return False
            log.warning("%s ended and is started again", child.name)
        if child.restart_at is not None and time.monotonic() >= child.restart_at:
            child.start(_environment(self.settings))
        return True

    def _stop(self) -> None:
        for child in self.children:
            if child.process is not None and child.is_running():
                child.process.terminate()
        for child in self.children:
            child.stop()
        if self.redis is not None:
            self.redis.terminate()
            self.redis.wait(STOP_TIMEOUT_S)


_processes: dict[str, tuple[str, ...]] = {}
"""Further processes by name, which is their role too: the words of the command each runs."""


def register_process(name: str, *command: str) -> None:
    """Let the station run `flask COMMAND` beside the web server, in an application of the role `name`."""
    _processes[name] = command


def _children(settings: Settings) -> list[Child]:
    """The web server, the workers, the scheduler and what areas registered, in the order of their start."""
    web = Child("web", [sys.executable, "-m", "gunicorn"])
    workers = [Child(f"worker {n + 1}", _flask("worker", "jobs", "work")) for n in range(settings.workers)]
    others = [Child(name, _flask(name, *command)) for name, command in _processes.items()]
    return [web, *workers, Child("scheduler", _flask("scheduler", "jobs", "schedule")), *others]


def _flask(role: str, *command: str) -> list[str]:
    return [sys.executable, "-m", "flask", "--app", f"app:create_app(role='{role}')", *command]


def _environment(settings: Settings) -> dict[str, str]:
    """The children's environment: one numeric thread each, and what gunicorn reads before the application."""
    threads = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
    web = {"SOCKETIO_ASYNC_MODE": settings.socketio_async_mode, "HOST": settings.host, "PORT": str(settings.port)}
    return threads | dict(os.environ) | web
