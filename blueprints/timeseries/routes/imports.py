"""Files on their way in: sent, looked at, corrected, imported, given up."""

from typing import Any
from uuid import UUID

from flask import Response

from blueprints.projects.policy import get_project
from blueprints.timeseries import policy
from blueprints.timeseries.models import DatasetImport
from blueprints.timeseries.routes.area import api
from blueprints.timeseries.schemas.answers import DatasetImportOut, DatasetImportPage
from blueprints.timeseries.schemas.imports import DatasetImportQuery, ImportPlanBody, ImportRunBody, SeriesImportForm
from blueprints.timeseries.service import imports as service
from blueprints.timeseries.service.shapes import shape_import
from core.access import Role, principal
from core.api import IdPath, accepted, no_content
from core.db import db
from core.documents import NOTHING
from core.paging import Ordering, moment, paginate
from core.uploads.multipart import receive_multipart

ORDERINGS = {"created_at": Ordering(DatasetImport.created_at, moment)}


@api.get("/dataset-imports", responses={200: DatasetImportPage})
def list_imports(query: DatasetImportQuery) -> dict[str, Any]:
    """Files of values that arrived and what became of each, the newest first"""
    rows = policy.visible_imports(principal())
    for column, value in (
        (DatasetImport.group_id, query.group_id),
        (DatasetImport.project_id, query.project_id),
        (DatasetImport.state, query.state),
    ):
        if value is not None:
            rows = rows.where(column == value)
    if query.search:
        rows = rows.where(DatasetImport.file_name.icontains(query.search, autoescape=True))
    page = paginate(rows, query, key=DatasetImport.id, orderings=ORDERINGS, default="-created_at")
    return page.shape(shape_import)


@api.post("/dataset-imports", responses={202: DatasetImportOut})
def create_import(form: SeriesImportForm) -> Response:
    """Send a small file of values in one request; large ones come as resumable uploads of kind `series`

    A job then looks at it; what it detects is asked about before anything is imported, unless `direct` is set.
    """
    who = principal()
    get_project(who, form.project_id, Role.EDITOR)
    given = form.model_dump(mode="json", include={"project_id", "site_id", "time_zone"}, exclude_none=True)
    values = {name: str(value) for name, value in given.items()} | {"direct": str(form.direct).lower()}
    upload = receive_multipart(form.file, "series", values, who)
    row = policy.dataset_import(who, UUID((upload.result or {})["id"]))
    return accepted(shape_import(row), f"/api/v1/dataset-imports/{row.id}")


@api.get("/dataset-imports/<uuid:id>", responses={200: DatasetImportOut})
def get_import(path: IdPath) -> dict[str, Any]:
    """One file on its way in, with what was detected in it and its first rows"""
    return shape_import(policy.dataset_import(principal(), path.id))


@api.post("/dataset-imports/<uuid:id>/detection", responses={202: DatasetImportOut})
def correct_detection(path: IdPath, body: ImportPlanBody) -> Response:
    """Correct what was detected; the file is looked at again with that"""
    row = policy.dataset_import(principal(), path.id, Role.EDITOR)
    service.look_again(row, body)
    db.session.commit()
    return accepted(shape_import(row), f"/api/v1/dataset-imports/{row.id}")


@api.post("/dataset-imports/<uuid:id>/run", responses={202: DatasetImportOut})
def run_import(path: IdPath, body: ImportRunBody) -> Response:
    """Import the file as detected and corrected: into a new dataset, or one that it continues"""
    row = policy.dataset_import(principal(), path.id, Role.EDITOR)
    service.run(row, body)
    db.session.commit()
    return accepted(shape_import(row), f"/api/v1/dataset-imports/{row.id}")


@api.delete("/dataset-imports/<uuid:id>", responses={204: NOTHING})
def delete_import(path: IdPath) -> Response:
    """Give a file up; a dataset that was made from it stays"""
    db.session.delete(policy.dataset_import(principal(), path.id, Role.EDITOR))
    db.session.commit()
    return no_content()
