"""Files on their way in: arrived, looked at, corrected, read."""

from pathlib import PurePosixPath
from typing import Any
from uuid import UUID

from sqlalchemy import select

from blueprints.projects.models import Project
from blueprints.timeseries.models import Dataset, DatasetImport, DatasetVersion, ImportState, VersionOrigin
from blueprints.timeseries.schemas.imports import ImportPlanBody, ImportRunBody
from blueprints.timeseries.schemas.jobs import DETECT, IMPORT, SeriesImportParams
from blueprints.timeseries.service import datasets, versions
from blueprints.timeseries.service.news import announce, announce_import
from core.clock import new_id
from core.db import db
from core.errors import AppError, conflict, invalid
from core.jobs.kinds import JobKind
from core.jobs.models import Job
from core.jobs.queue import submit
from core.storage.blobs import Blob
from processing.errors import ProcessingError

ASKING = (ImportState.DETECTED, ImportState.FAILED, ImportState.DONE)
"""States in which a person may correct and decide; what is imported once can be imported again, otherwise."""


def find_here(project_id: UUID, sha256: str) -> DatasetImport | None:
    """The file of a project that has this content and could be read."""
    return db.session.scalar(
        select(DatasetImport)
        .where(
            DatasetImport.project_id == project_id,
            DatasetImport.blob_sha256 == sha256,
            DatasetImport.state != ImportState.FAILED,
        )
        .limit(1)
    )


def arrive(
    blob: Blob,
    *,
    group_id: UUID,
    project_id: UUID,
    site_id: UUID | None,
    file_name: str,
    time_zone: str,
    is_direct: bool,
    created_by: UUID | None,
) -> DatasetImport:
    """The row of a stored file, and the job that looks at it."""
    row = DatasetImport(
        id=new_id(),
        group_id=group_id,
        project_id=project_id,
        site_id=site_id,
        file_name=file_name[:255],
        size_bytes=blob.size_bytes,
        blob_sha256=blob.sha256,
        time_zone=time_zone,
        is_direct=is_direct,
        state=ImportState.DETECTING,
        created_by=created_by,
    )
    db.session.add(row)
    db.session.flush()
    _start(DETECT, row, f"Look at {row.file_name}")
    return row


def _start(kind: JobKind[Any], row: DatasetImport, title: str) -> Job:
    job = submit(
        kind,
        SeriesImportParams(import_id=row.id),
        title=title,
        owner_id=row.created_by,
        group_id=row.group_id,
        project_id=row.project_id,
    )
    row.job_id = job.id
    row.problem_code = row.problem_detail = None
    announce_import(row)
    return job


def _check_asking(row: DatasetImport) -> None:
    if row.state not in ASKING:
        raise conflict("import-not-open", f"This file is {row.state}; nothing can be decided about it now.")


def checked_plan(told: dict[str, Any]) -> dict[str, Any]:
    """A plan for reading as the numbers take it. Raises AppError 422."""
    # The reader stands on pyarrow, which a web process loads when it first needs it.
    from processing.timeseries.read import ReadPlan  # noqa: PLC0415

    try:
        return ReadPlan.from_dict(told).as_dict()
    except ProcessingError as exc:
        raise invalid("/plan", exc.message, exc.code) from exc


def check_complete(told: dict[str, Any]) -> None:
    """What the file leaves open must be answered by a person, never by a guess. Raises AppError 409 `import-asks`."""
    # The reader stands on pyarrow, which a web process loads when it first needs it.
    from processing.timeseries.read import ReadPlan, check_plan  # noqa: PLC0415

    try:
        check_plan(ReadPlan.from_dict(told))
    except ProcessingError as exc:
        raise AppError(409, "import-asks", exc.message) from exc


def look_again(row: DatasetImport, body: ImportPlanBody) -> None:
    """Look at the file with a person's corrections. Raises AppError 409 `import-not-open`, 422 for no plan."""
    _check_asking(row)
    row.plan = checked_plan(body.plan) if body.plan else {}
    row.time_zone = body.time_zone or row.time_zone
    row.state = ImportState.DETECTING
    _start(DETECT, row, f"Look at {row.file_name} again")


def run(row: DatasetImport, body: ImportRunBody) -> DatasetVersion:
    """Read the file into a dataset, a new one or one that it continues.

    Raises AppError 409 `import-not-open`, `import-asks`, 422 for a site or a dataset of another project.
    """
    _check_asking(row)
    if row.detection is None and not body.plan:
        raise conflict("import-not-open", "What the file holds could not be detected. Send a plan for reading it.")
    if body.plan:
        row.plan = checked_plan(body.plan)
    row.plan = row.plan or (row.detection or {})["plan"]
    check_complete(row.plan)
    site_id = body.site_id or row.site_id
    datasets.check_site(row.project_id, site_id)
    dataset = _dataset_for(row, body, site_id)
    return begin(row, dataset)


def begin(row: DatasetImport, dataset: Dataset) -> DatasetVersion:
    """The version a file becomes, and the job that reads it."""
    parent = db.session.get(DatasetVersion, dataset.current_version_id) if dataset.current_version_id else None
    version = versions.add(
        dataset,
        title=f"Import {row.file_name}",
        origin=VersionOrigin.IMPORT,
        parent=parent,
        settings={"import_id": str(row.id), "plan": row.plan, "continues": bool(parent)},
        inputs=[{"sha256": row.blob_sha256 or "", "name": row.file_name, "version_id": None}],
        created_by=row.created_by,
    )
    row.dataset_id, row.state = dataset.id, ImportState.IMPORTING
    job = _start(IMPORT, row, f"Import {row.file_name}")
    version.job_id = job.id
    announce(dataset)
    return version


def new_dataset(row: DatasetImport, body: ImportRunBody, site_id: UUID | None) -> Dataset:
    name = body.name or PurePosixPath(row.file_name).stem[:120] or "Series"
    return datasets.add(
        db.session.get_one(Project, row.project_id),
        name=name,
        site_id=site_id,
        description=body.description,
        columns={column: note.model_dump() for column, note in body.columns.items()},
        created_by=row.created_by,
    )


def _dataset_for(row: DatasetImport, body: ImportRunBody, site_id: UUID | None) -> Dataset:
    if body.dataset_id is None:
        return new_dataset(row, body, site_id)
    found = db.session.get(Dataset, body.dataset_id)
    if found is None or found.project_id != row.project_id:
        raise invalid("/dataset_id", "there is no such dataset in this project", "not-found")
    if found.current_version_id is None:
        raise conflict("version-not-ready", "The dataset has no table yet that could be continued.")
    return found
