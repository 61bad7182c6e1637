"""Saving and changing timelines."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select

from blueprints.accounts.models import User
from blueprints.projects.models import Project, Site
from blueprints.projects.policy import get_project, get_site
from blueprints.timeline.models import Timeline
from blueprints.timeline.schemas.timelines import TimelineBody, TimelinePatch
from blueprints.timeline.schemas.tracks import TrackSpec
from blueprints.timeline.service.kinds import open_track
from blueprints.timeline.service.scope import scope_for
from core.access import Principal
from core.db import db
from core.errors import not_found

PLAIN = (
    "id", "group_id", "project_id", "site_id", "owner_id", "name", "description", "tracks", "start_at", "end_at",
    "step_s", "is_shared", "version", "created_at", "updated_at",
)  # fmt: skip


def create(who: Principal, body: TimelineBody) -> Timeline:
    """Save a timeline of the person's own. Raises AppError 404 for a place or track they may not see."""
    project = get_project(who, body.project_id)
    _check(who, body.project_id, body.site_id, body.tracks)
    row = Timeline(
        owner_id=who.user_id,
        group_id=project.group_id,
        tracks=[spec.model_dump() for spec in body.tracks],
        **body.model_dump(exclude={"tracks"}),
    )
    db.session.add(row)
    db.session.flush()
    return row


def change(who: Principal, row: Timeline, body: TimelinePatch) -> None:
    """Set what is given. Raises AppError 404 for a track they may not see."""
    given = body.model_dump(exclude_unset=True)
    if "tracks" in given:
        _check(who, row.project_id, row.site_id, body.tracks)
    for name, value in given.items():
        setattr(row, name, value)
    row.version += 1
    db.session.flush()


def _check(who: Principal, project_id: UUID, site_id: UUID | None, tracks: Sequence[TrackSpec]) -> None:
    if site_id is not None and get_site(who, site_id).project_id != project_id:
        raise not_found("site")
    scope = scope_for(who, project_id, site_id)
    for spec in tracks:
        open_track(scope, spec)


def shape_all(rows: Sequence[Timeline]) -> list[dict[str, Any]]:
    """Timelines with the names of what they belong to."""
    owners = _names(User.id, User.display_name, {row.owner_id for row in rows})
    projects = _names(Project.id, Project.name, {row.project_id for row in rows})
    sites = _names(Site.id, Site.name, {row.site_id for row in rows if row.site_id})
    return [
        {name: getattr(row, name) for name in PLAIN}
        | {
            "owner_name": owners.get(row.owner_id, ""),
            "project_name": projects.get(row.project_id, ""),
            "site_name": sites.get(row.site_id) if row.site_id else None,
        }
        for row in rows
    ]


def shape_one(row: Timeline) -> dict[str, Any]:
    return shape_all([row])[0]


def _names(key: Any, name: Any, ids: set[Any]) -> dict[UUID, str]:
    return {row[0]: row[1] for row in db.session.execute(select(key, name).where(key.in_(ids)))} if ids else {}
