"""Dashboards: one's own grids, and those members share."""

from typing import Any

from flask import Response
from sqlalchemy import func

from blueprints.telemetry import policy
from blueprints.telemetry.models import Dashboard
from blueprints.telemetry.routes.blueprint import api
from blueprints.telemetry.schemas.dashboards import DashboardBody, DashboardOut, DashboardPatch, DashboardQuery
from blueprints.telemetry.service import dashboards as service
from core.access import principal
from core.api import IdPath, check_version, created, no_content, version_tag, with_version
from core.db import db
from core.documents import NOTHING, page_of
from core.paging import Ordering, moment, paginate

ORDERINGS = {
    "name": Ordering(func.lower(Dashboard.name)),
    "updated_at": Ordering(Dashboard.updated_at, moment),
}


@api.get("/telemetry/dashboards", responses={200: page_of(DashboardOut)})
def list_dashboards(query: DashboardQuery) -> dict[str, Any]:
    """One's own dashboards and those shared in one's groups."""
    rows = policy.visible_dashboards(principal())
    if query.group_id is not None:
        rows = rows.where(Dashboard.group_id == query.group_id)
    if query.search:
        rows = rows.where(Dashboard.name.icontains(query.search, autoescape=True))
    page = paginate(rows, query, key=Dashboard.id, orderings=ORDERINGS, default="name")
    shaped = {row["id"]: row for row in service.shape_all(page.rows)}
    return page.shape(lambda row: shaped[row.id])


@api.post("/telemetry/dashboards", responses={201: DashboardOut})
def create_dashboard(body: DashboardBody) -> Response:
    """Make a dashboard of one's own."""
    row = service.create(principal(), body)
    db.session.commit()
    return created(service.shape_one(row), f"/api/v1/telemetry/dashboards/{row.id}", etag=version_tag(row.version))


@api.get("/telemetry/dashboards/<uuid:id>", responses={200: DashboardOut})
def get_dashboard(path: IdPath) -> Response:
    """One dashboard with its panels."""
    row = policy.dashboard(principal(), path.id)
    return with_version(service.shape_one(row), row.version)


@api.patch("/telemetry/dashboards/<uuid:id>", responses={200: DashboardOut})
def change_dashboard(path: IdPath, body: DashboardPatch) -> Response:
    """Rename, share, or put the panels otherwise."""
    who = principal()
    row = policy.dashboard(who, path.id, to_change=True)
    check_version(row.version)
    service.change(who, row, body)
    db.session.commit()
    return with_version(service.shape_one(row), row.version)


@api.delete("/telemetry/dashboards/<uuid:id>", responses={204: NOTHING})
def delete_dashboard(path: IdPath) -> Response:
    """Delete a dashboard of one's own."""
    row = policy.dashboard(principal(), path.id, to_change=True)
    db.session.delete(row)
    db.session.commit()
    return no_content()
