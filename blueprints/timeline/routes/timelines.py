"""Saved timelines: one's own, and those members share."""

from typing import Any

from flask import Response
from sqlalchemy import func

from blueprints.timeline import policy
from blueprints.timeline.models import Timeline
from blueprints.timeline.routes.blueprint import api
from blueprints.timeline.schemas.timelines import TimelineBody, TimelineOut, TimelinePatch, TimelineQuery
from blueprints.timeline.service import timelines as service
from core.access import principal
from core.api import IdPath, check_version, created, no_content, version_tag, with_version
from core.db import db
from core.documents import NOTHING, page_of
from core.paging import Ordering, moment, paginate

ORDERINGS = {
    "name": Ordering(func.lower(Timeline.name)),
    "updated_at": Ordering(Timeline.updated_at, moment),
}


@api.get("/timelines", responses={200: page_of(TimelineOut)})
def list_timelines(query: TimelineQuery) -> dict[str, Any]:
    """One's own timelines and those shared in one's groups"""
    rows = policy.visible_timelines(principal())
    if query.group_id is not None:
        rows = rows.where(Timeline.group_id == query.group_id)
    if query.project_id is not None:
        rows = rows.where(Timeline.project_id == query.project_id)
    if query.search:
        rows = rows.where(Timeline.name.icontains(query.search, autoescape=True))
    page = paginate(rows, query, key=Timeline.id, orderings=ORDERINGS, default="name")
    shaped = {row["id"]: row for row in service.shape_all(page.rows)}
    return page.shape(lambda row: shaped[row.id])


@api.post("/timelines", responses={201: TimelineOut})
def create_timeline(body: TimelineBody) -> Response:
    """Save a timeline of one's own"""
    row = service.create(principal(), body)
    db.session.commit()
    return created(service.shape_one(row), f"/api/v1/timelines/{row.id}", etag=version_tag(row.version))


@api.get("/timelines/<uuid:id>", responses={200: TimelineOut})
def get_timeline(path: IdPath) -> Response:
    """One saved timeline"""
    row = policy.timeline(principal(), path.id)
    return with_version(service.shape_one(row), row.version)


@api.patch("/timelines/<uuid:id>", responses={200: TimelineOut})
def change_timeline(path: IdPath, body: TimelinePatch) -> Response:
    """Rename, share with the group, or save other tracks"""
    who = principal()
    row = policy.timeline(who, path.id, to_change=True)
    check_version(row.version)
    service.change(who, row, body)
    db.session.commit()
    return with_version(service.shape_one(row), row.version)


@api.delete("/timelines/<uuid:id>", responses={204: NOTHING})
def delete_timeline(path: IdPath) -> Response:
    """Delete a timeline of one's own; public links that show it end with it"""
    row = policy.timeline(principal(), path.id, to_change=True)
    db.session.delete(row)
    db.session.commit()
    return no_content()
