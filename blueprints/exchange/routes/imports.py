"""Projects from another station, and what became of each."""

from typing import Any
from uuid import UUID

from flask import Response

from blueprints.exchange import policy
from blueprints.exchange.models import ProjectImport
from blueprints.exchange.routes.area import api
from blueprints.exchange.schemas.answers import ProjectImportOut, ProjectImportPage
from blueprints.exchange.schemas.requests import ProjectImportForm, ProjectImportQuery
from blueprints.exchange.service.shapes import shape_import
from core.access import principal
from core.api import IdPath, accepted
from core.paging import Ordering, moment, paginate
from core.uploads.multipart import receive_multipart

ORDERINGS = {"created_at": Ordering(ProjectImport.created_at, moment)}


@api.get("/project-imports", responses={200: ProjectImportPage})
def list_project_imports(query: ProjectImportQuery) -> dict[str, Any]:
    """Projects that came from another station, the newest first; an archive is sent as an upload of its kind"""
    rows = policy.visible_imports(principal())
    if query.group_id is not None:
        rows = rows.where(ProjectImport.group_id == query.group_id)
    page = paginate(rows, query, key=ProjectImport.id, orderings=ORDERINGS, default="-created_at")
    return page.shape(shape_import)


@api.post("/project-imports", responses={202: ProjectImportOut})
def create_project_import(form: ProjectImportForm) -> Response:
    """Take in a small archive of a project; the job tells how far it is"""
    who = principal()
    upload = receive_multipart(form.file, "project-archive", {"group_id": str(form.group_id)}, who)
    row = policy.project_import(who, UUID((upload.result or {})["id"]))
    return accepted(shape_import(row), f"/api/v1/project-imports/{row.id}")


@api.get("/project-imports/<uuid:id>", responses={200: ProjectImportOut})
def read_project_import(path: IdPath) -> dict[str, Any]:
    """One import"""
    return shape_import(policy.project_import(principal(), path.id))
