"""Exports: asked for, listed, fetched, given up."""

from contextlib import ExitStack
from pathlib import Path
from typing import Any

from flask import Response, send_file

from blueprints.exchange import policy
from blueprints.exchange.models import Export
from blueprints.exchange.routes.area import api
from blueprints.exchange.schemas.answers import ExportLinkOut, ExportOut, ExportPage
from blueprints.exchange.schemas.requests import ExportBody, ExportQuery
from blueprints.exchange.service import exports as service
from blueprints.exchange.service.shapes import shape_export
from blueprints.projects.policy import get_project
from blueprints.recordings.service.links import make_link
from core.access import Role, principal
from core.api import IdPath, accepted, no_content
from core.db import db
from core.documents import NOTHING, file_of
from core.paging import Ordering, moment, paginate
from core.security import run_off_loop
from core.storage import storage

ORDERINGS = {"created_at": Ordering(Export.created_at, moment)}


@api.post("/exports", responses={202: ExportOut})
def create_export(body: ExportBody) -> Response:
    """Make a large file: everything of a project, or the measures of its calls

    The job tells how far it is; the file is kept for a week.
    """
    who = principal()
    project = get_project(who, body.root.project_id, Role.EDITOR)
    row = service.request_export(who, project, body.root)
    db.session.commit()
    return accepted(shape_export(row), f"/api/v1/exports/{row.id}")


@api.get("/exports", responses={200: ExportPage})
def list_exports(query: ExportQuery) -> dict[str, Any]:
    """Exports of your groups, the newest first"""
    rows = policy.visible_exports(principal())
    if query.group_id is not None:
        rows = rows.where(Export.group_id == query.group_id)
    if query.project_id is not None:
        rows = rows.where(Export.project_id == query.project_id)
    page = paginate(rows, query, key=Export.id, orderings=ORDERINGS, default="-created_at")
    return page.shape(shape_export)


@api.get("/exports/<uuid:id>", responses={200: ExportOut})
def read_export(path: IdPath) -> dict[str, Any]:
    """One export"""
    return shape_export(policy.export(principal(), path.id))


@api.get("/exports/<uuid:id>/file", responses={200: file_of("application/zip", "text/csv", "application/x-hdf5")})
def read_export_file(path: IdPath) -> Response:
    """The file of an export"""
    sha256, name = service.file_of(policy.export(principal(), path.id))
    with ExitStack() as stack:
        # Fetching from an object storage takes long; the open file stays readable after its copy is gone.
        found: Path = run_off_loop(stack.enter_context, storage().open_local(sha256))
        return send_file(found, as_attachment=True, download_name=name, conditional=True, etag=sha256)


@api.post("/exports/<uuid:id>/link", responses={200: ExportLinkOut})
def link_to_export(path: IdPath) -> dict[str, Any]:
    """An address for the file that a browser can fetch without a token, for some minutes"""
    sha256, name = service.file_of(policy.export(principal(), path.id))
    return {"url": make_link({"sha256": sha256, "file_name": name})}


@api.delete("/exports/<uuid:id>", responses={204: NOTHING})
def delete_export(path: IdPath) -> Response:
    """Give an export up before its time"""
    db.session.delete(policy.export(principal(), path.id, Role.EDITOR))
    db.session.commit()
    return no_content()
