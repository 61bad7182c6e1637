"""Fixtures of the job engine's tests."""

import os
import signal
import subprocess
from collections.abc import Callable, Iterator
from contextlib import suppress
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import func, select

from blueprints.accounts.service.users import create_user
from core.db import db
from core.jobs.kinds import ENDED_STATES
from core.jobs.models import Job
from core.jobs.queue import submit
from tests import processes
from tests.jobs import probe


@pytest.fixture
def person(app: Flask) -> SimpleNamespace:
    return new_person("one")


def new_person(name: str) -> SimpleNamespace:
    """Someone with a group of their own."""
    user = create_user(email=f"{name}@example.org", username=name, password="quiet owls at night")
    db.session.commit()
    return SimpleNamespace(user_id=user.id, group_id=user.personal_group_id)


@pytest.fixture
def ask(person: SimpleNamespace) -> Callable[..., Job]:
    """Submit and commit a probe job."""

    def submit_probe(name: str = "one", *, kind: Any = probe.PROBE, by: Any = None, **fields: Any) -> Job:
        options = {key: fields.pop(key) for key in ("after", "parent") if key in fields}
        who = by or person
        params = probe.ProbeParams(name=name, **fields)
        job = submit(kind, params, title=f"Probe {name}", owner_id=who.user_id, group_id=who.group_id, **options)
        db.session.commit()
        return job

    return submit_probe


@pytest.fixture
def start(app: Flask) -> Iterator[Callable[..., subprocess.Popen[bytes]]]:
    """Start workers and schedulers that end with the test."""
    running: list[subprocess.Popen[bytes]] = []

    def start_process(role: str = "worker") -> subprocess.Popen[bytes]:
        process = processes.start(app.config["SETTINGS"], "-m", "tests.jobs.run", role)
        running.append(process)
        return process

    yield start_process
    for process in running:
        kill_group(process)


def kill_group(process: subprocess.Popen[bytes]) -> None:
    """`kill -9` of a process with all its children."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait(10)


def state_of(job_id: UUID) -> str:
    db.session.rollback()
    return str(db.session.scalar(select(Job.state).where(Job.id == job_id)))


def is_ended(job_id: UUID) -> bool:
    return state_of(job_id) in ENDED_STATES


def wait_for(job_id: UUID, state: str, *, seconds: float = 60.0) -> Job:
    """The job once it is in this state."""
    processes.wait_until(lambda: state_of(job_id) == state, seconds=seconds, what=f"{state} of the job")
    return db.session.get_one(Job, job_id, populate_existing=True)


def count_effects(name: str) -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(probe.Effect).filter_by(name=name)) or 0
