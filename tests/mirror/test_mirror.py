"""What is stored here is written to the tables of a Supabase project by its own client, and never holds work up."""

from typing import Any

import pytest
from sqlalchemy import select

import blueprints.mirror.jobs  # noqa: F401 (attaches the function, as a worker does)
from blueprints.forecasting.models import Forecast
from blueprints.mirror.schemas import MIRROR
from blueprints.timeseries.models import Dataset, DatasetVersion
from core import signals
from core.db import db
from core.jobs.models import Job
from core.jobs.worker import run_job_now
from tests.core.bucket_server import Tables
from tests.databases import on_one_database

pytestmark = on_one_database


def store(version: DatasetVersion) -> None:
    """What the job that makes a version says at its end."""
    signals.dataset_stored.send(version, version=version)
    db.session.commit()


def write() -> Job:
    """Carry out the last job of the mirror."""
    jobs = select(Job).where(Job.kind == MIRROR.name).order_by(Job.created_at.desc(), Job.id.desc())
    job = db.session.scalars(jobs).first()
    assert job is not None
    run_job_now(job.id)
    return db.session.get_one(Job, job.id, populate_existing=True)


def test_a_version_and_its_dataset_are_written_and_written_over(tables: Tables, make: Any) -> None:
    version = make.dataset_version()
    store(version)
    assert write().state == "succeeded"
    dataset = db.session.get_one(Dataset, version.dataset_id)
    (row,) = tables.rows["fieldstation_datasets"].values()
    assert (row["id"], row["name"], row["n_versions"]) == (str(dataset.id), dataset.name, dataset.n_versions)
    (written,) = tables.rows["fieldstation_dataset_versions"].values()
    assert (written["dataset_id"], written["sha256"]) == (str(dataset.id), version.blob_sha256)
    assert (written["n_rows"], written["columns"]) == (version.n_rows, version.columns)
    dataset.name = "Another name"
    store(version)
    write()
    assert [row["name"] for row in tables.rows["fieldstation_datasets"].values()] == ["Another name"]


def test_a_forecast_is_written_with_what_it_says(tables: Tables, make: Any) -> None:
    forecast = make.forecast()
    signals.forecast_stored.send(forecast, forecast=forecast)
    db.session.commit()
    assert write().state == "succeeded"
    (row,) = tables.rows["fieldstation_forecasts"].values()
    assert (row["id"], row["series"], row["n_steps"]) == (str(forecast.id), forecast.series, forecast.n_steps)


def test_what_went_meanwhile_is_not_written(tables: Tables, make: Any) -> None:
    forecast = make.forecast()
    signals.forecast_stored.send(forecast, forecast=forecast)
    db.session.delete(db.session.get_one(Forecast, forecast.id))
    db.session.commit()
    assert write().state == "succeeded"
    assert tables.n_asked == 0


@pytest.mark.parametrize("refusal", [(503, "PGRST001"), (500, "57014"), (504, "")])
def test_a_project_that_cannot_take_it_now_is_asked_again_later(
    tables: Tables, make: Any, refusal: tuple[int, str]
) -> None:
    tables.refusal = refusal
    store(make.dataset_version())
    job = write()
    assert (job.state, job.n_faults, job.error_code) == ("queued", 1, "mirror-unreachable")
    tables.refusal = None
    assert write().state == "succeeded"


def test_a_project_that_is_not_there_is_asked_again_later(
    app: Any, tables: Tables, make: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(app.config["SETTINGS"], "supabase_url", "http://127.0.0.1:1")
    store(make.dataset_version())
    job = write()
    assert (job.state, job.error_code) == ("queued", "mirror-unreachable")


def test_a_project_without_the_tables_fails_the_mirror_alone_and_says_why(tables: Tables, make: Any) -> None:
    tables.rows.clear()
    version = make.dataset_version()
    store(version)
    job = write()
    assert (job.state, job.error_code) == ("failed", "mirror-refused")
    assert "fieldstation_datasets" in (job.error_detail or "")
    assert db.session.get_one(DatasetVersion, version.id, populate_existing=True).state == "ready"


def test_without_the_setting_nothing_is_asked_for(make: Any) -> None:
    store(make.dataset_version())
    assert db.session.query(Job).filter_by(kind=MIRROR.name).count() == 0
