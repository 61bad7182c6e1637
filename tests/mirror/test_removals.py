"""From a file that is brought in to rows of the mirror, and their removal with what they tell of."""

from typing import Any

import pytest

import blueprints.mirror.jobs  # noqa: F401 (attaches the functions, as a worker does)
from blueprints.accounts.models import Group
from blueprints.accounts.service.emptying import empty_group
from blueprints.forecasting.models import ForecastSession
from blueprints.forecasting.service import sessions
from blueprints.mirror.schemas import FORGET
from blueprints.projects.models import Project
from blueprints.projects.service import delete_project
from core import signals
from core.db import db
from core.jobs.models import Job
from core.jobs.worker import run_job_now
from tests.core.bucket_server import Tables
from tests.databases import on_one_database

pytestmark = on_one_database


def counts(tables: Tables) -> list[int]:
    """Rows of datasets, versions and forecasts."""
    return [len(rows) for rows in tables.rows.values()]


def test_a_file_brought_in_stands_in_the_mirror_until_it_is_deleted(
    client: Any, lab: Any, tables: Tables, dataset: Any, run_jobs: Any
) -> None:
    found = dataset()
    run_jobs()
    (row,) = tables.rows["fieldstation_datasets"].values()
    (version,) = tables.rows["fieldstation_dataset_versions"].values()
    assert (row["id"], row["name"]) == (found["id"], found["name"])
    assert (version["dataset_id"], version["n_rows"]) == (found["id"], found["current"]["n_rows"])
    tables.rows["fieldstation_datasets"]["another station's"] = {"id": "another station's", "project_id": "x"}
    assert client.delete(f"/api/v1/datasets/{found['id']}", headers=lab.editor).status_code == 204
    run_jobs()
    assert list(tables.rows["fieldstation_datasets"]) == ["another station's"]
    assert not tables.rows["fieldstation_dataset_versions"]


@pytest.fixture
def mirrored(tables: Tables, make: Any, run_jobs: Any) -> Any:
    """A version and a forecast of one project, as rows of the mirror."""
    version = make.dataset_version()
    forecast = make.forecast()
    signals.dataset_stored.send(version, version=version)
    signals.forecast_stored.send(forecast, forecast=forecast)
    db.session.commit()
    run_jobs()
    assert counts(tables) == [1, 1, 1]
    return version, forecast


def test_forecasts_go_with_their_session(tables: Tables, mirrored: Any, run_jobs: Any) -> None:
    sessions.remove(db.session.get_one(ForecastSession, mirrored[1].session_id))
    db.session.commit()
    run_jobs()
    assert counts(tables) == [1, 1, 0]


def test_all_of_a_group_goes_with_it(tables: Tables, mirrored: Any, run_jobs: Any) -> None:
    for group in db.session.query(Group):
        empty_group(group.id)
    db.session.commit()
    run_jobs()
    assert counts(tables) == [0, 0, 0]


def test_all_of_a_project_goes_with_it(tables: Tables, mirrored: Any, run_jobs: Any) -> None:
    for project in db.session.query(Project):
        delete_project(project)
    db.session.commit()
    run_jobs()
    assert counts(tables) == [0, 0, 0]


def test_a_removal_waits_for_a_project_that_does_not_answer(tables: Tables, mirrored: Any) -> None:
    tables.refusal = (503, "PGRST001")
    signals.removed.send(what="version", id=mirrored[0].id)
    db.session.commit()
    job = db.session.query(Job).filter_by(kind=FORGET.name).one()
    run_job_now(job.id)
    job = db.session.get_one(Job, job.id, populate_existing=True)
    assert (job.state, job.error_code) == ("queued", "mirror-unreachable")
    assert counts(tables) == [1, 1, 1]


def test_without_the_setting_no_removal_is_asked_for(make: Any) -> None:
    signals.removed.send(what="dataset", id=make.dataset_version().dataset_id)
    assert db.session.query(Job).filter_by(kind=FORGET.name).count() == 0
