"""Redis goes away and comes back, or everything does: queued jobs are still done, once."""

import shutil
import signal
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from app import create_app
from core import embedded_redis
from core.db import db
from core.jobs.queue import submit
from tests import processes
from tests.conftest import make_settings
from tests.jobs import probe
from tests.jobs.conftest import count_effects, kill_group, new_person, state_of, wait_for
from tests.processes import wait_until

pytestmark = pytest.mark.workers


@pytest.fixture
def folder() -> Iterator[Path]:
    path = Path(tempfile.mkdtemp(prefix="fs-"))
    yield path
    shutil.rmtree(path, ignore_errors=True)


class Station:
    """A database and a Redis of its own, with processes that can be killed and started again."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.socket = folder / "redis.sock"
        self.settings = make_settings(
            folder, database_url=f"sqlite:///{folder / 'station.sqlite3'}", redis_url=f"unix://{self.socket}"
        )
        self.start_redis()
        self.app = create_app(self.settings)
        self.children: list = []

    def start_redis(self) -> None:
        self.redis = embedded_redis.start(self.folder / "redis", self.socket)

    def kill_redis(self) -> None:
        self.redis.send_signal(signal.SIGKILL)
        self.redis.wait(10)

    def start(self, *roles: str) -> None:
        self.children += [processes.start(self.settings, "-m", "tests.jobs.run", role) for role in roles]

    def stop(self) -> None:
        for child in self.children:
            kill_group(child)
        self.children.clear()


@pytest.fixture
def station(folder: Path) -> Iterator[Station]:
    found = Station(folder)
    with found.app.app_context():
        db.create_all()
        yield found
        found.stop()
        db.session.remove()
        db.engine.dispose()
    found.kill_redis()


def ask(app: Flask, name: str, *, n: int = 1, **fields: object) -> list:
    person = new_person(name)
    jobs = [
        submit(
            probe.PROBE,
            probe.ProbeParams(name=f"{name}{index}", **fields),
            title=name,
            owner_id=person.user_id,
            group_id=person.group_id,
        )
        for index in range(n)
    ]
    db.session.commit()
    return [job.id for job in jobs]


def test_jobs_queued_before_redis_was_killed_are_done_after_it_came_back(station):
    ids = ask(station.app, "kept", n=5)
    station.kill_redis()
    station.start_redis()
    station.start("worker", "scheduler")
    for index, job_id in enumerate(ids):
        wait_for(job_id, "succeeded", seconds=90)
        assert count_effects(f"kept{index}") == 1


def test_a_job_asked_for_while_redis_was_away_is_done_later(station):
    station.kill_redis()
    (job_id,) = ask(station.app, "away")
    assert state_of(job_id) == "queued"
    station.start_redis()
    station.start("worker", "scheduler")
    wait_for(job_id, "succeeded", seconds=90)
    assert count_effects("away0") == 1


def test_a_worker_outlives_a_restart_of_redis(station):
    station.start("worker", "scheduler")
    (first,) = ask(station.app, "before")
    wait_for(first, "succeeded", seconds=90)
    station.kill_redis()
    station.start_redis()
    (second,) = ask(station.app, "after")
    wait_for(second, "succeeded", seconds=60)


def test_everything_killed_and_started_again_carries_on(station, tmp_path):
    sign = tmp_path / "sign"
    ids = ask(station.app, "all", n=3, steps=15, step_s=0.1, sign_path=str(sign))
    station.start("worker", "scheduler")
    wait_until(sign.exists, what="the first attempt")
    station.stop()
    station.kill_redis()
    station.start_redis()
    station.start("worker", "scheduler")
    for index, job_id in enumerate(ids):
        wait_for(job_id, "succeeded", seconds=60)
        assert count_effects(f"all{index}") == 1
