"""What is written where: rows of the other tables, by the names of their columns."""

from typing import Any, NamedTuple
from uuid import UUID

from blueprints.forecasting.models import Forecast, ForecastModel, ForecastSession
from blueprints.timeseries.models import Dataset, DatasetVersion
from core.clock import iso
from core.db import db

PREFIX = "fieldstation_"
"""What the names of the other tables begin with, in a project that may hold much else."""


DATASETS, VERSIONS, FORECASTS = f"{PREFIX}datasets", f"{PREFIX}dataset_versions", f"{PREFIX}forecasts"


class MirrorRow(NamedTuple):
    """A row of another table, which replaces the one of its id."""

    table: str
    values: dict[str, Any]


def rows_of_version(version_id: UUID) -> list[MirrorRow]:
    """The dataset and this version of it as they are now; none when they went meanwhile."""
    version = db.session.get(DatasetVersion, version_id)
    dataset = db.session.get(Dataset, version.dataset_id) if version else None
    if version is None or dataset is None:
        return []
    return [
        MirrorRow(
            DATASETS,
            {
                "id": str(dataset.id),
                "group_id": str(dataset.group_id),
                "project_id": str(dataset.project_id),
                "site_id": _text(dataset.site_id),
                "name": dataset.name,
                "description": dataset.description,
                "current_version_id": _text(dataset.current_version_id),
                "n_versions": dataset.n_versions,
                "created_at": iso(dataset.created_at),
                "updated_at": iso(dataset.updated_at),
            },
        ),
        MirrorRow(
            VERSIONS,
            {
                "id": str(version.id),
                "dataset_id": str(dataset.id),
                "parent_id": _text(version.parent_id),
                "number": version.number,
                "title": version.title,
                "origin": version.origin,
                "steps": version.steps,
                "code_version": version.code_version,
                "sha256": version.blob_sha256,
                "n_rows": version.n_rows,
                "start_at": iso(version.start_at),
                "end_at": iso(version.end_at),
                "step_s": version.step_s,
                "columns": version.columns,
                "created_at": iso(version.created_at),
            },
        ),
    ]


def rows_of_forecast(forecast_id: UUID) -> list[MirrorRow]:
    """A forecast with its session's and its model's names; none when it went meanwhile."""
    forecast = db.session.get(Forecast, forecast_id)
    if forecast is None:
        return []
    session = db.session.get_one(ForecastSession, forecast.session_id)
    model = db.session.get_one(ForecastModel, forecast.model_id)
    values = {
        "id": str(forecast.id),
        "group_id": str(session.group_id),
        "project_id": str(session.project_id),
        "site_id": _text(session.site_id),
        "session_id": str(session.id),
        "session_name": session.name,
        "model_id": str(model.id),
        "model_title": model.title,
        "origin": forecast.origin,
        "start_at": iso(forecast.start_at),
        "step_s": forecast.step_s,
        "n_steps": forecast.n_steps,
        "level": forecast.level,
        "series": forecast.series,
        "created_at": iso(forecast.created_at),
    }
    return [MirrorRow(FORECASTS, values)]


def _text(number: UUID | None) -> str | None:
    return str(number) if number else None
