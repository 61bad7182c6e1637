"""Fixtures of time series: the lab of the recordings' tests, files sent, jobs carried out in this process."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.factories import Factory
from tests.recordings.conftest import Lab, lab, run_jobs

__all__ = ["Lab", "dataset", "lab", "run_jobs", "send_series", "worker_jobs"]

START = datetime(2026, 6, 1, tzinfo=UTC)


def logger_csv(n: int = 200, *, gap: range = range(0), spike_at: int | None = None) -> bytes:
    """A temperature logger's file: every ten minutes, one decimal, rows of `gap` left out."""
    rows = ["time,temperature,flow"]
    for i in range(n):
        if i in gap:
            continue
        value = 900.0 if i == spike_at else 10 + (i % 24) / 2
        moment = START + timedelta(minutes=10 * i)
        rows.append(f"{moment:%Y-%m-%d %H:%M:%S},{value:.1f},{i % 7}")
    return ("\n".join(rows) + "\n").encode()


@pytest.fixture
def worker_jobs() -> None:
    """The job functions, which only workers import."""
    import blueprints.timeseries.jobs  # noqa: F401
    import core.uploads.jobs  # noqa: F401


@pytest.fixture
def send_series(client: FlaskClient, lab: Lab, make: Factory) -> Callable[..., Any]:
    """`send_series(content, name, **fields)` sends one file as the editor and returns the response."""

    def _send(content: bytes | None = None, name: str = "logger.csv", *, headers: Any = None, **fields: Any) -> Any:
        given = {"project_id": str(lab.project.id), "time_zone": "UTC", **fields}
        data = {key: value for key, value in given.items() if value is not None}
        data["file"] = make.file(logger_csv() if content is None else content, name)
        return client.post(
            "/api/v1/dataset-imports",
            data=data,
            headers=headers or lab.editor,
            content_type="multipart/form-data",
        )

    return _send


@pytest.fixture
def dataset(client: FlaskClient, lab: Lab, send_series: Any, run_jobs: Any) -> Callable[..., dict[str, Any]]:
    """`dataset(content)` is a file imported as detected, as the API gives it."""

    def _dataset(content: bytes | None = None, name: str = "logger.csv") -> dict[str, Any]:
        sent = send_series(content, name, direct="true").json
        jobs = run_jobs()
        assert [job.error_detail for job in jobs if job.state != "succeeded"] == []
        row = client.get(f"/api/v1/dataset-imports/{sent['id']}", headers=lab.editor).json
        return dict(client.get(f"/api/v1/datasets/{row['dataset_id']}", headers=lab.editor).json)

    return _dataset
