"""Datasets: listed, read, changed, pointed at another version, removed; several put together."""

from typing import Any

from flask import Response

from blueprints.timeseries import policy
from blueprints.timeseries.models import Dataset
from blueprints.timeseries.routes.area import api
from blueprints.timeseries.schemas.answers import DatasetOut, DatasetPage, DatasetVersionOut, DatasetVersionsOut
from blueprints.timeseries.schemas.datasets import CurrentBody, DatasetPatch, DatasetQuery, VersionBody
from blueprints.timeseries.service import datasets as service
from blueprints.timeseries.service import registry, versions
from blueprints.timeseries.service.shapes import shape_dataset, shape_datasets, shape_version, tallies_of
from core.access import Role, principal
from core.api import IdPath, accepted, check_version, no_content, with_version
from core.db import db
from core.documents import NOTHING
from core.paging import Ordering, moment, paginate

ORDERINGS = {
    "created_at": Ordering(Dataset.created_at, moment),
    "updated_at": Ordering(Dataset.updated_at, moment),
    "name": Ordering(Dataset.name),
}


@api.get("/datasets", responses={200: DatasetPage})
def list_datasets(query: DatasetQuery) -> dict[str, Any]:
    """Datasets of one's groups, the newest first, each with its current version"""
    rows = policy.visible_datasets(principal())
    for column, value in (
        (Dataset.group_id, query.group_id),
        (Dataset.project_id, query.project_id),
        (Dataset.site_id, query.site_id),
    ):
        if value is not None:
            rows = rows.where(column == value)
    if query.search:
        rows = rows.where(Dataset.name.icontains(query.search, autoescape=True))
    page = paginate(rows, query, key=Dataset.id, orderings=ORDERINGS, default="-created_at")
    shown = {row["id"]: row for row in shape_datasets(page.rows)}
    return page.shape(lambda row: shown[row.id])


@api.get("/datasets/<uuid:id>", responses={200: DatasetOut})
def get_dataset(path: IdPath) -> Response:
    """One dataset with its current version"""
    row = policy.dataset(principal(), path.id)
    return with_version(shape_dataset(row), row.version)


@api.patch("/datasets/<uuid:id>", responses={200: DatasetOut})
def change_dataset(path: IdPath, body: DatasetPatch) -> Response:
    """Rename or describe a dataset, move it to a site, note units and meanings of columns"""
    row = policy.dataset(principal(), path.id, Role.EDITOR)
    check_version(row.version)
    service.change(row, body)
    db.session.commit()
    return with_version(shape_dataset(row), row.version)


@api.delete("/datasets/<uuid:id>", responses={204: NOTHING})
def delete_dataset(path: IdPath) -> Response:
    """Delete a dataset with all its versions"""
    row = policy.dataset(principal(), path.id, Role.EDITOR)
    check_version(row.version)
    service.remove(row)
    db.session.commit()
    return no_content()


@api.put("/datasets/<uuid:id>/current", responses={200: DatasetOut})
def choose_version(path: IdPath, body: CurrentBody) -> Response:
    """Choose the version that is shown and worked on: an earlier one is how a step is undone"""
    row = policy.dataset(principal(), path.id, Role.EDITOR)
    check_version(row.version)
    service.choose(row, body.version_id)
    db.session.commit()
    return with_version(shape_dataset(row), row.version)


@api.get("/datasets/<uuid:id>/versions", responses={200: DatasetVersionsOut})
def list_versions(path: IdPath) -> dict[str, Any]:
    """Every version of a dataset, the oldest first; `parent_id` makes the tree"""
    row = policy.dataset(principal(), path.id)
    found = versions.all_of(row)
    tallies = tallies_of([version.id for version in found])
    return {"results": [shape_version(version, row, tallies) for version in found]}


@api.post("/datasets/<uuid:id>/versions", responses={202: DatasetVersionOut})
def create_version(path: IdPath, body: VersionBody) -> Response:
    """Apply steps to a version; the result is a new one, whose job says how far it is"""
    who = principal()
    row = policy.dataset(who, path.id, Role.EDITOR)
    steps = registry.checked_steps(body.steps)
    parent = versions.parent_of(row, body.parent_id)
    version = versions.apply_steps(
        row,
        steps,
        parent=parent,
        title=body.title or registry.title_of(steps),
        created_by=who.user_id,
        make_current=body.make_current,
    )
    db.session.commit()
    return accepted(shape_version(version, row, {}), f"/api/v1/dataset-versions/{version.id}")
