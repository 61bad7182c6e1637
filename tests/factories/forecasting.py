"""Builders of forecast sessions, runs, models and forecasts; a trained model is made by the job, not here."""

import tempfile
from datetime import timedelta
from pathlib import Path
from typing import Any

import numpy as np

from blueprints.forecasting.models import (
    Forecast,
    ForecastEvaluation,
    ForecastModel,
    ForecastOrigin,
    ForecastPreparation,
    ForecastRun,
    ForecastSession,
    WorkState,
)
from blueprints.projects.models import Project
from blueprints.timeseries.models import Dataset, DatasetVersion, VersionOrigin, VersionState
from core.clock import EPOCH, new_id, now
from core.db import db
from processing.timeseries import store
from processing.timeseries.summary import summarise
from processing.timeseries.table import US, Column, Table
from tests.factories import Factory
from tests.factories.calls import store_blob

FIRST_US = 1_772_323_200 * US
"""1 March 2026, midnight UTC."""

EVALUATION = {
    "scalers": [], "total": {"mae": 1.0}, "baselines": {}, "series": {}, "steps": {}, "levels": [], "importance": [],
}  # fmt: skip


def plan_for(dataset: Any, **fields: Any) -> dict[str, Any]:
    """A small plan: an hour ahead of the dataset's first column, from its last two."""
    plan: dict[str, Any] = {
        "inputs": [{"dataset_id": str(dataset.id), "column": "warm", "role": "target"}],
        "step_s": 60,
        "look_back": {"amount": 4},
        "horizon": {"amount": 2},
        "models": [{"kind": "ridge"}],
    }
    return plan | fields


def build_forecast_session(make: Factory, project: Project | None = None, **fields: Any) -> ForecastSession:
    """A session about a real dataset."""
    from blueprints.forecasting.schemas.plan import PlanBody

    project = project or make.project()
    plan = PlanBody.model_validate(plan_for(make.dataset(project))).model_dump(mode="json")
    values = {"group_id": project.group_id, "project_id": project.id, "name": f"Study {make.number()}", "plan": plan}
    return make.save(ForecastSession(id=new_id(), **(values | fields)))


def build_forecast_preparation(make: Factory, project: Project | None = None) -> ForecastSession:
    """A session whose windows were counted."""
    row = build_forecast_session(make, project)
    db.session.add(
        ForecastPreparation(session_id=row.id, plan_hash="0" * 64, state=WorkState.READY, report={"windows": {}})
    )
    return make.save(row)


def build_forecast_run(make: Factory, project: Project | None = None, **fields: Any) -> ForecastRun:
    from blueprints.forecasting.service import plans

    row = build_forecast_session(make, project, n_runs=1)
    sources = plans.sources_of(row.group_id, plans.plan_of(row))
    values = {
        "session_id": row.id, "number": 1, "plan": row.plan, "plan_hash": "0" * 64, "state": WorkState.READY,
        "inputs": [source.as_dict() for source in sources], "comparison": {"models": []}, "report": {"windows": {}},
    }  # fmt: skip
    return make.save(ForecastRun(id=new_id(), **(values | fields)))


def build_forecast_model(make: Factory, project: Project | None = None, **fields: Any) -> ForecastModel:
    """A model that counts as trained; its file holds no model."""
    run = build_forecast_run(make, project)
    values = {
        "run_id": run.id, "session_id": run.session_id, "position": 0, "method": "ridge", "title": "Ridge regression",
        "state": WorkState.READY, "scores": {"mae": 1.0}, "blob_sha256": store_blob(b"no model", "text/plain"),
    }  # fmt: skip
    model = ForecastModel(id=new_id(), **(values | fields))
    db.session.add(model)
    db.session.flush()
    db.session.add(ForecastEvaluation(model_id=model.id, document=EVALUATION))
    db.session.get_one(ForecastSession, run.session_id).chosen_model_id = model.id
    return make.save(model)


def build_forecast(make: Factory, project: Project | None = None, **fields: Any) -> Forecast:
    """A kept forecast of three steps of a minute."""
    model = build_forecast_model(make, project)
    values = {
        "session_id": model.session_id, "model_id": model.id, "origin": ForecastOrigin.PERSON,
        "start_at": now() - timedelta(minutes=1), "step_s": 60.0, "n_steps": 3, "level": 0.9,
        "series": [{"name": "warm", "unit": "°C", "value": [1.0, 2.0, 3.0], "low": [0.0, 1.0, 2.0],
                    "high": [2.0, 3.0, 4.0]}],
    }  # fmt: skip
    return make.save(Forecast(id=new_id(), **(values | fields)))


def hourly(n: int = 700, *, seed: int = 1, level: float = 20.0) -> Table:
    """A heat meter and the temperature outside by the hour from 1 March 2026 on; power follows day and cold."""
    rng = np.random.default_rng(seed)
    hours = np.arange(n)
    outside = 8 + 5 * np.sin(2 * np.pi * (hours - 9) / 24) + np.cumsum(rng.normal(0, 0.15, n))
    power = level + 1.5 * np.maximum(0, 15 - outside) + 4 * np.sin(2 * np.pi * hours / 24) + rng.normal(0, 0.6, n)
    time = FIRST_US + hours * 3600 * US
    return Table(time, (Column("power", power, unit="kW"), Column("outside", outside, unit="°C")))


def build_measured_dataset(make: Factory, project: Project | None = None, table: Table | None = None) -> Dataset:
    """A dataset whose current version holds this table."""
    project = project or make.project()
    row = Dataset(
        id=new_id(), group_id=project.group_id, project_id=project.id, name=f"Meter {make.number()}", n_versions=0
    )
    db.session.add(row)
    db.session.flush()
    put_version(row, table or hourly())
    return make.save(row)


def put_version(dataset: Dataset, table: Table) -> DatasetVersion:
    """A further version of a dataset, which becomes the current one."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "table.parquet"
        store.write(table, path)
        content = path.read_bytes()
    summary = summarise(table)
    dataset.n_versions += 1
    dataset.columns = {column.name: {"unit": column.unit, "description": ""} for column in table.columns}
    version = DatasetVersion(
        id=new_id(), dataset_id=dataset.id, number=dataset.n_versions, title="Import", origin=VersionOrigin.IMPORT,
        state=VersionState.READY, blob_sha256=store_blob(content, "application/vnd.apache.parquet"),
        size_bytes=len(content), n_rows=summary.n_rows, n_read=summary.n_rows, step_s=summary.step_s,
        start_at=EPOCH + timedelta(microseconds=summary.start or 0),
        end_at=EPOCH + timedelta(microseconds=summary.end or 0),
        columns=[column._asdict() for column in summary.columns],
    )  # fmt: skip
    db.session.add(version)
    db.session.flush()
    dataset.current_version_id = version.id
    db.session.commit()
    return version
