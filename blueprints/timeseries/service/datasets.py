"""Datasets: made, changed, pointed at another version, removed."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import select

from blueprints.projects.models import Project, Site
from blueprints.timeseries.models import Dataset, DatasetVersion, VersionState
from blueprints.timeseries.schemas.datasets import DatasetPatch
from blueprints.timeseries.service.news import announce
from core import signals
from core.clock import new_id
from core.db import db
from core.errors import conflict, invalid


def check_site(project_id: UUID, site_id: UUID | None) -> None:
    """Raises AppError 422 when the site is of another project."""
    site = db.session.get(Site, site_id) if site_id else None
    if site_id and (site is None or site.project_id != project_id):
        raise invalid("/site_id", "there is no such site in this project", "not-found")


def zone_of(site_id: UUID | None, given: str | None = None) -> str:
    """The zone of times without one: as given, else the site's; empty when nobody said."""
    if given:
        return given
    site = db.session.get(Site, site_id) if site_id else None
    return site.time_zone if site and site.time_zone else ""


def free_name(group_id: UUID, wanted: str) -> str:
    """The name itself, or with a number behind it when the group has a dataset of that name."""
    taken = set(
        db.session.scalars(
            select(Dataset.name).where(
                Dataset.group_id == group_id, Dataset.name.startswith(wanted[:110], autoescape=True)
            )
        )
    )
    name, number = wanted, 2
    while name in taken:
        name, number = f"{wanted[:110]} ({number})", number + 1
    return name


def add(
    project: Project,
    *,
    name: str,
    site_id: UUID | None = None,
    description: str = "",
    columns: Mapping[str, Any] | None = None,
    created_by: UUID | None = None,
) -> Dataset:
    """A dataset without a version yet."""
    row = Dataset(
        id=new_id(),
        group_id=project.group_id,
        project_id=project.id,
        site_id=site_id,
        name=free_name(project.group_id, name),
        description=description,
        columns=dict(columns or {}),
        n_versions=0,
        created_by=created_by,
    )
    db.session.add(row)
    db.session.flush()
    return row


def change(row: Dataset, patch: DatasetPatch) -> None:
    """Rename, describe, move to a site, note units."""
    given = patch.model_fields_set
    if "site_id" in given:
        check_site(row.project_id, patch.site_id)
        row.site_id = patch.site_id
    if patch.name is not None:
        row.name = patch.name
    if patch.description is not None:
        row.description = patch.description
    if patch.columns is not None:
        row.columns = dict(row.columns) | {name: note.model_dump() for name, note in patch.columns.items()}
    row.version += 1
    announce(row)


def choose(row: Dataset, version_id: UUID) -> None:
    """Make a version the current one. Raises AppError 422 for another dataset's, 409 when it is not ready."""
    version = db.session.get(DatasetVersion, version_id)
    if version is None or version.dataset_id != row.id:
        raise invalid("/version_id", "there is no such version of this dataset", "not-found")
    if version.state != VersionState.READY:
        raise conflict("version-not-ready", "This version is not made yet, or could not be made.")
    row.current_version_id = version.id
    row.version += 1
    announce(row)


def remove(row: Dataset) -> None:
    """Delete a dataset with all its versions."""
    announce(row, is_deleted=True)
    signals.removed.send(row, what="dataset", id=row.id)
    db.session.delete(row)
    db.session.flush()
