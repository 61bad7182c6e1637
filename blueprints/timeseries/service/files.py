"""Files made of a version: where they lie, whether they are there, asking for them."""

from pathlib import Path
from typing import Any, NamedTuple
from uuid import UUID

from blueprints.timeseries.models import Dataset, DatasetVersion
from blueprints.timeseries.schemas.files import PLOTS, FileChoice
from blueprints.timeseries.schemas.jobs import WRITE_FILE, FileParams
from blueprints.timeseries.service.versions import table_of
from core.cache_files import cache_path, find_cached
from core.errors import AppError, invalid
from core.jobs.models import Job
from core.jobs.queue import submit

CODE_VERSION = "files-1"
"""Raised when files look otherwise."""

MEDIA_TYPES = {
    "parquet": "application/vnd.apache.parquet",
    "csv": "text/csv",
    "json": "application/json",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "png": "image/png",
    "svg": "image/svg+xml",
    "pdf": "application/pdf",
}


class Made(NamedTuple):
    """A file's place, the name it is saved under, and its type."""

    path: Path
    name: str
    media_type: str


def suffix_of(choice: FileChoice) -> str:
    return choice.image if choice.kind in PLOTS else choice.kind


def place_of(version: DatasetVersion, dataset: Dataset, choice: FileChoice) -> Made:
    """Where a file of a version belongs. Raises AppError 409 when the version is not ready, 422 for no such column."""
    sha256 = table_of(version)
    if choice.kind in PLOTS and choice.column >= len(version.columns):
        raise invalid("/column", "there is no such column")
    suffix = suffix_of(choice)
    params: dict[str, Any] = {"kind": choice.kind, "units": dataset.columns}
    if choice.kind in PLOTS:
        params |= {"column": choice.column, "image": choice.image}
    path = cache_path("series-files", sha256, params, CODE_VERSION, f".{suffix}")
    stem = "".join(c if c.isalnum() or c in " -_." else "-" for c in dataset.name).strip(" .") or "series"
    part = f"-{choice.kind}" if choice.kind in PLOTS else ""
    return Made(path, f"{stem}-v{version.number}{part}.{suffix}", MEDIA_TYPES[suffix])


def request(version: DatasetVersion, dataset: Dataset, choice: FileChoice, user_id: UUID) -> Job | None:
    """The job that makes a file, None when the file is there already."""
    made = place_of(version, dataset, choice)
    if choice.kind == "parquet" or find_cached(made.path) is not None:
        return None
    return submit(
        WRITE_FILE,
        FileParams(version_id=version.id, kind=choice.kind, options=choice.model_dump(mode="json")),
        title=f"Write {made.name}",
        owner_id=user_id,
        group_id=dataset.group_id,
        project_id=dataset.project_id,
    )


def found(version: DatasetVersion, dataset: Dataset, choice: FileChoice) -> Made:
    """A file that is there. Raises AppError 404 `not-built`."""
    made = place_of(version, dataset, choice)
    if find_cached(made.path) is None:
        raise AppError(404, "not-built", "This file is not made yet. POST to the same address first.")
    return made
