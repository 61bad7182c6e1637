"""Fixtures of forecasting: the lab of the recordings' tests, a measured dataset, a session trained once a test."""

from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient

from blueprints.timeseries.models import Dataset
from tests.factories import Factory
from tests.recordings.conftest import Lab, lab, run_jobs

__all__ = ["Lab", "ask", "lab", "meter", "run_jobs", "study", "trained", "worker_jobs"]


@pytest.fixture
def worker_jobs() -> None:
    """The job functions, which only workers import."""
    import blueprints.forecasting.jobs  # noqa: F401


@pytest.fixture
def meter(make: Factory, lab: Lab) -> Dataset:
    """A month of hours of power and the temperature outside."""
    return make.measured_dataset(lab.project)


@pytest.fixture
def ask(client: FlaskClient, lab: Lab) -> Callable[..., Any]:
    """`ask("GET", "/forecast-sessions", …)` as the editor; the answer must be good."""

    def _ask(method: str, path: str, json: Any = None, *, headers: Any = None, **more: Any) -> Any:
        answer = client.open(f"/api/v1{path}", method=method, json=json, headers=headers or lab.editor, **more)
        assert answer.status_code < 400, answer.data
        return answer.json if answer.is_json else answer

    return _ask


def plan_of(meter: Dataset, **changes: Any) -> dict[str, Any]:
    """Power, six hours ahead, from a day of itself and of the temperature, by ridge regression."""
    plan: dict[str, Any] = {
        "inputs": [
            {"dataset_id": str(meter.id), "column": "power", "role": "target"},
            {"dataset_id": str(meter.id), "column": "outside", "role": "past"},
        ],
        "step_s": 3600,
        "look_back": {"amount": 1440, "unit": "minutes"},
        "horizon": {"amount": 6, "unit": "hours"},
        "calendar": {"features": ["day", "week"]},
        "models": [{"kind": "ridge"}],
    }
    return plan | changes


@pytest.fixture
def study(ask: Any, lab: Lab, meter: Dataset) -> Callable[..., dict[str, Any]]:
    """`study(models=[…])` is a new session, as the API gives it; arguments change its plan."""

    def _study(*, site_id: str | None = None, **changes: Any) -> dict[str, Any]:
        plan = plan_of(meter, **changes)
        body = {"project_id": str(lab.project.id), "site_id": site_id, "name": "Heat", "plan": plan}
        return dict(ask("POST", "/forecast-sessions", body))

    return _study


@pytest.fixture
def trained(ask: Any, study: Any, run_jobs: Any) -> Callable[..., dict[str, Any]]:
    """`trained(models=[…])` is a run whose job has ended, as the API gives it."""

    def _trained(**changes: Any) -> dict[str, Any]:
        session = study(**changes)
        run = ask("POST", f"/forecast-sessions/{session['id']}/runs")
        run_jobs()
        return dict(ask("GET", f"/forecast-runs/{run['id']}"))

    return _trained
