"""The fixtures of time series, and the tables of a project that the station mirrors to."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.core.bucket_server import KEY, Tables, bucket_server
from tests.timeseries.conftest import dataset, lab, run_jobs, send_series, worker_jobs

__all__ = ["dataset", "lab", "run_jobs", "send_series", "tables", "worker_jobs"]

NAMES = ("fieldstation_datasets", "fieldstation_dataset_versions", "fieldstation_forecasts")


@pytest.fixture
def tables(app: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Tables]:
    """The tables of a project that this station mirrors to."""
    found, settings = Tables({name: {} for name in NAMES}), app.config["SETTINGS"]
    with bucket_server(found) as address:
        for name, value in {"supabase_url": address, "supabase_key": KEY, "supabase_mirror": True}.items():
            monkeypatch.setattr(settings, name, value)
        yield found
