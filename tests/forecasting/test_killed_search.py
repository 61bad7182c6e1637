"""A search whose worker is killed goes on where it was and ends with the same result."""

import os
import signal
from pathlib import Path
from typing import Any

import pytest

from blueprints.forecasting.models import ForecastTrial
from core.db import db
from tests import processes
from tests.databases import on_one_database
from tests.jobs.conftest import kill_group, wait_for
from tests.jobs.conftest import start as start_worker

__all__ = ["start_worker"]

pytestmark = [pytest.mark.workers, on_one_database]

PENALTIES = [0.001 * 1.3**n for n in range(30)]


def searched(ask: Any, run: dict[str, Any]) -> dict[str, Any]:
    return dict(ask("GET", f"/forecast-runs/{run['id']}")["models"][0])


def kept() -> list[str]:
    db.session.rollback()
    rows = db.session.query(ForecastTrial).filter(ForecastTrial.key.startswith("candidate-")).order_by(ForecastTrial.id)
    return [row.content.decode() for row in rows]


def work_process(worker: Any) -> int:
    """The child of a worker that carries out the job."""
    return int(Path(f"/proc/{worker.pid}/task/{worker.pid}/children").read_text().split()[-1])


def test_a_killed_search_ends_as_one_that_was_left_alone(
    ask: Any, study: Any, run_jobs: Any, start_worker: Any
) -> None:
    order = {"kind": "ridge", "search": {"penalty": PENALTIES}, "n_candidates": len(PENALTIES)}
    session = study(models=[order], look_back={"amount": 96})
    path = f"/forecast-sessions/{session['id']}/runs"
    killed = ask("POST", path)
    worker = start_worker("areas")
    processes.wait_until(lambda: len(kept()) >= 2, what="the first candidates")
    os.kill(work_process(worker), signal.SIGKILL)
    before = kept()
    job = wait_for_job(ask, killed["id"])
    assert job.attempt == 2
    kill_group(worker)
    alone = ask("POST", path)
    run_jobs()
    one, other = searched(ask, killed), searched(ask, alone)
    assert one["state"] == other["state"] == "ready"
    assert len(before) < len(one["search"]["trials"])
    assert trials(one) == trials(other)
    assert one["params"] == other["params"]
    assert one["scores"] == other["scores"]
    # What was tried before the kill was not tried again: its time is the one that was measured then.
    for text, trial in zip(before, one["search"]["trials"], strict=False):
        assert f'"seconds": {trial["seconds"]}' in text


def trials(model: dict[str, Any]) -> list[Any]:
    return [(one["parameters"], one["score"]) for one in model["search"]["trials"]]


def wait_for_job(ask: Any, run_id: str) -> Any:
    from uuid import UUID

    return wait_for(UUID(ask("GET", f"/forecast-runs/{run_id}")["job_id"]), "succeeded", seconds=90)
