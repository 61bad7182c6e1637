"""The Python client against a station served here, with someone who works off its jobs."""

import sys
import threading
import time
from collections.abc import Iterator
from importlib import import_module
from typing import Any

import pytest
from flask import Flask

from core.config import ROOT
from core.db import db
from core.jobs import claims
from core.jobs.kinds import Queue
from core.jobs.worker import run_claimed
from tests.architecture.sockets import serving

sys.path.insert(0, str(ROOT / "client"))


@pytest.fixture
def worker(app: Flask) -> Iterator[None]:
    """Works off the queues in a thread, as a worker does in its processes."""
    # Functions are attached to their kinds where workers import them.
    for name in ("core.uploads", "blueprints.recordings", "blueprints.calls", "blueprints.exchange"):
        import_module(f"{name}.jobs")
    stopping = threading.Event()

    def work() -> None:
        while not stopping.is_set():
            with app.app_context():
                found = [claims.claim_next(queue.value, rq_id=None, worker="thread") for queue in Queue]
                for claim in found:
                    if claim is not None:
                        run_claimed(app, claim, is_watched=False)
                db.session.remove()
            time.sleep(0.02)

    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    yield
    stopping.set()
    thread.join(30)


@pytest.fixture
def lab(app: Flask, make: Any) -> Iterator[Any]:
    """A served station with a project, and a key of its editor."""
    from types import SimpleNamespace

    from fieldstation_client import Station

    project = make.project(make.group())
    person = make.member(_group(project), "editor")
    key = make.api_key(person).key
    with serving(app) as address:
        yield SimpleNamespace(station=Station(address, key), project=str(project.id), person=person)


def _group(project: Any) -> Any:
    from blueprints.accounts.models import Group

    return db.session.get_one(Group, project.group_id)
