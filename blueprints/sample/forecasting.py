"""The sample's forecast session: what a heat meter will show tomorrow, trained, judged and forecast by its jobs."""

from datetime import timedelta
from pathlib import Path
from uuid import UUID

import numpy as np

from blueprints.forecasting.models import ForecastOrigin
from blueprints.forecasting.schemas.jobs import FORECAST, ForecastParams
from blueprints.forecasting.schemas.sessions import SessionBody, WatchBody
from blueprints.forecasting.service import runs, sessions, watches
from blueprints.projects.models import Project, Site
from blueprints.sample.scenes import FIRST_EVENING, SEED
from blueprints.timeseries.models import Dataset, VersionOrigin, VersionState
from blueprints.timeseries.service import datasets, versions
from core.clock import EPOCH
from core.db import db
from core.jobs.models import Job
from core.jobs.queue import submit
from processing.timeseries import store
from processing.timeseries.summary import summarise
from processing.timeseries.table import US, Column, Table

DAYS = 100
"""Enough for a training part with many weekends."""

DAY_H = 24
COMFORT_C = 17.0
"""Above this temperature outside nobody heats."""

PARQUET = "application/vnd.apache.parquet"

PLAN = {
    "step_s": 3600,
    "look_back": {"amount": 168, "unit": "hours"},
    "horizon": {"amount": 24, "unit": "hours"},
    "calendar": {"features": ["day", "week", "holidays"], "country": "DE", "region": "BY"},
    "models": [{"kind": "day-profile"}, {"kind": "ridge", "search": {"penalty": [0.01, 0.1, 1.0]}}],
}


def write_table(folder: Path) -> tuple[Path, Table]:
    """A hundred days of hours: temperature outside, and heat that follows it, the hour and the weekday."""
    rng = np.random.default_rng(SEED + 200)
    n = DAYS * DAY_H
    end = round((FIRST_EVENING.replace(minute=0) - EPOCH).total_seconds())
    time = (end - 3600 * np.arange(n - 1, -1, -1)) * US
    hour, day = (time // (3600 * US)) % DAY_H, time // (DAY_H * 3600 * US)
    weather = np.convolve(rng.normal(0, 1.4, n + 71), np.ones(72) / 9, "valid")
    outside = 5 + 3 * np.arange(n) / n + 3 * np.sin(2 * np.pi * (hour - 9) / DAY_H) + weather
    is_weekend = ((day + 3) % 7) >= 5
    wanted = np.maximum(0, COMFORT_C - outside) * (1.6 - 0.35 * is_weekend) + 9
    morning = 7 * np.exp(-0.5 * ((hour - 5.5) / 1.3) ** 2) * np.where(is_weekend, 0.4, 1.0)
    heat = np.maximum(0, wanted + morning + rng.normal(0, 1.2, n))
    table = Table(time, (Column("heat", heat.round(2), unit="kW"), Column("outside", outside.round(2), unit="°C")))
    path = folder / "School heating.parquet"
    store.write(table, path)
    return path, table


def add(project: Project, site: Site, table: Table, sha256: str, size_bytes: int, user_id: UUID) -> None:
    """The dataset with its table, the session, a run of it and a forecast once that is trained. Flushes."""
    dataset = _dataset(project, site, table, sha256, size_bytes, user_id)
    inputs = [
        {"dataset_id": str(dataset.id), "column": "heat", "role": "target"},
        {"dataset_id": str(dataset.id), "column": "outside", "role": "past"},
    ]
    body = SessionBody.model_validate(
        {
            "project_id": project.id,
            "site_id": site.id,
            "name": "Heat of tomorrow",
            "description": "Made for the sample: a day ahead from a week of heat and of the temperature outside.",
            "plan": PLAN | {"inputs": inputs},
        }
    )
    row = sessions.create(project, body, user_id)
    watches.put(row, WatchBody(is_on=True, max_ratio=1.5, n_recent=20), user_id)
    sessions.prepare(row, user_id)
    run = runs.start(row, user_id)
    submit(
        FORECAST,
        ForecastParams(session_id=row.id, origin=ForecastOrigin.PERSON),
        title=f"Forecast {row.name}",
        owner_id=user_id,
        group_id=row.group_id,
        project_id=row.project_id,
        after=[db.session.get_one(Job, run.job_id)],
    )


def _dataset(project: Project, site: Site, table: Table, sha256: str, size_bytes: int, user_id: UUID) -> Dataset:
    notes = {column.name: {"unit": column.unit, "description": ""} for column in table.columns}
    dataset = datasets.add(project, name="School heating", site_id=site.id, columns=notes, created_by=user_id)
    version = versions.add(dataset, title="Made for the sample", origin=VersionOrigin.IMPORT, created_by=user_id)
    summary = summarise(table)
    version.state, version.blob_sha256, version.size_bytes = VersionState.READY, sha256, size_bytes
    version.n_rows = version.n_read = summary.n_rows
    version.step_s = summary.step_s
    version.start_at = EPOCH + timedelta(microseconds=int(table.time[0]))
    version.end_at = EPOCH + timedelta(microseconds=int(table.time[-1]))
    version.columns = [column._asdict() for column in summary.columns]
    dataset.current_version_id = version.id
    db.session.flush()
    return dataset
