"""Versions: asked for, filled in by jobs, removed."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import exists, select

from blueprints.timeseries.models import Dataset, DatasetVersion, VersionOrigin, VersionState
from blueprints.timeseries.schemas.jobs import APPLY, VersionParams
from blueprints.timeseries.service.news import announce
from core import signals
from core.access import Principal
from core.clock import new_id
from core.db import db
from core.errors import conflict, invalid, not_found
from core.jobs.kinds import JobKind
from core.jobs.models import Job
from core.jobs.queue import submit


def parent_of(dataset: Dataset, parent_id: UUID | None) -> DatasetVersion:
    """The version to start from: as named, else the current one.

    Raises AppError 422 for a version of another dataset, 409 `version-not-ready`.
    """
    wanted = parent_id or dataset.current_version_id
    found = db.session.get(DatasetVersion, wanted) if wanted else None
    if parent_id is not None and (found is None or found.dataset_id != dataset.id):
        raise invalid("/parent_id", "there is no such version of this dataset", "not-found")
    if found is None:
        raise conflict("version-not-ready", "The dataset has no version to start from yet.")
    return ready(found)


def ready(row: DatasetVersion) -> DatasetVersion:
    """The version itself. Raises AppError 409 when its table is not there."""
    if row.state != VersionState.READY or row.blob_sha256 is None:
        raise conflict("version-not-ready", "This version is not made yet, or could not be made.")
    return row


def table_of(row: DatasetVersion) -> str:
    """Hash of the version's Parquet file. Raises AppError 409 when it is not there."""
    return ready(row).blob_sha256 or ""


def add(
    dataset: Dataset,
    *,
    title: str,
    origin: VersionOrigin,
    parent: DatasetVersion | None = None,
    steps: Sequence[dict[str, Any]] = (),
    settings: dict[str, Any] | None = None,
    inputs: Sequence[dict[str, Any]] = (),
    created_by: UUID | None = None,
) -> DatasetVersion:
    """A version that waits for its job."""
    dataset.n_versions += 1
    row = DatasetVersion(
        id=new_id(),
        dataset_id=dataset.id,
        parent_id=parent.id if parent else None,
        number=dataset.n_versions,
        title=title[:200],
        origin=origin,
        steps=list(steps),
        settings=settings or {},
        inputs=list(inputs),
        created_by=created_by,
    )
    db.session.add(row)
    db.session.flush()
    return row


def start(kind: JobKind[Any], row: DatasetVersion, dataset: Dataset, *, title: str, after: Sequence[Job] = ()) -> Job:
    """Submit the job that makes a version."""
    job = submit(
        kind,
        VersionParams(version_id=row.id),
        title=title,
        owner_id=row.created_by,
        group_id=dataset.group_id,
        project_id=dataset.project_id,
        after=after,
    )
    row.job_id = job.id
    announce(dataset)
    return job


def apply_steps(
    dataset: Dataset,
    steps: Sequence[dict[str, Any]],
    *,
    parent: DatasetVersion,
    title: str,
    created_by: UUID | None,
    make_current: bool = True,
    after: Sequence[Job] = (),
) -> DatasetVersion:
    """A new version from checked steps; the job says how far it is."""
    source = {"sha256": parent.blob_sha256 or "", "name": f"version {parent.number}", "version_id": str(parent.id)}
    row = add(
        dataset,
        title=title,
        origin=VersionOrigin.STEPS,
        parent=parent,
        steps=steps,
        settings={"make_current": make_current},
        inputs=[source],
        created_by=created_by,
    )
    start(APPLY, row, dataset, title=f"{title}: {dataset.name}", after=after)
    return row


def several(who: Principal, version_ids: Sequence[UUID]) -> list[tuple[DatasetVersion, Dataset]]:
    """Versions a person may see, in the order asked for. Raises AppError 404, 409 when one is not ready."""
    found = {
        version.id: (version, dataset)
        for version, dataset in db.session.execute(
            select(DatasetVersion, Dataset)
            .join(Dataset, Dataset.id == DatasetVersion.dataset_id)
            .where(DatasetVersion.id.in_(version_ids), Dataset.group_id.in_(who.group_ids))
        )
    }
    if len(set(version_ids)) != len(found):
        raise not_found("version")
    for version, _dataset in found.values():
        ready(version)
    return [found[version_id] for version_id in version_ids]


def remove(row: DatasetVersion, dataset: Dataset) -> None:
    """Delete a version that nothing was made from and that is not shown.

    Raises AppError 409 `version-in-use`.
    """
    if dataset.current_version_id == row.id:
        raise conflict("version-in-use", "This is the current version. Choose another one first.")
    if db.session.scalar(select(exists().where(DatasetVersion.parent_id == row.id))):
        raise conflict("version-in-use", "Other versions were made from this one. Delete those first.")
    signals.removed.send(row, what="version", id=row.id)
    db.session.delete(row)
    db.session.flush()
    announce(dataset)


def all_of(dataset: Dataset) -> list[DatasetVersion]:
    """Every version of a dataset, the oldest first."""
    rows = select(DatasetVersion).where(DatasetVersion.dataset_id == dataset.id).order_by(DatasetVersion.number)
    return list(db.session.scalars(rows))
