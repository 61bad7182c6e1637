"""Making, changing and ending public links."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any, NamedTuple
from uuid import UUID

from flask import current_app
from sqlalchemy import select

from blueprints.accounts.models import User
from blueprints.accounts.service import audit
from blueprints.projects.models import Project
from blueprints.projects.policy import get_project
from blueprints.sharing.models import PublicLink
from blueprints.sharing.schemas.links import LinkBody, LinkPatch, LinkState
from blueprints.timeline import policy as timelines
from blueprints.timeline.models import Timeline
from core.access import Principal, Role
from core.clock import iso, now
from core.config import Settings
from core.db import db
from core.errors import not_found
from core.security import fingerprint, new_secret

PREFIX = "fsp_"
"""How a token begins, so that people and secret scanners know one when they see it."""

PLAIN = (
    "id", "group_id", "project_id", "name", "token_end", "pages", "shows_places", "shows_author", "expires_at",
    "revoked_at", "n_views", "last_viewed_at", "created_by", "version", "created_at",
)  # fmt: skip


class NewLink(NamedTuple):
    """A link and its token, which is kept nowhere."""

    row: PublicLink
    token: str


def create(who: Principal, body: LinkBody) -> NewLink:
    """Make a link. Raises AppError 404 for a timeline they may not see or of another project."""
    project = get_project(who, body.project_id, Role.EDITOR)
    shown = [timelines.timeline(who, timeline_id) for timeline_id in dict.fromkeys(body.timeline_ids)]
    if any(row.project_id != project.id for row in shown):
        raise not_found("timeline")
    token = PREFIX + new_secret()
    row = PublicLink(
        group_id=project.group_id,
        project_id=project.id,
        name=body.name,
        token_sha256=fingerprint(token),
        token_end=token[-4:],
        timelines=[_frozen(timeline) for timeline in shown],
        pages=[page.value for page in dict.fromkeys(body.pages)],
        shows_places=body.shows_places,
        shows_author=body.shows_author,
        expires_at=now() + timedelta(days=body.days),
        created_by=who.user_id,
    )
    db.session.add(row)
    db.session.flush()
    _note("public-link.created", row)
    return NewLink(row, token)


def _frozen(row: Timeline) -> dict[str, Any]:
    return {
        "timeline_id": str(row.id),
        "name": row.name,
        "site_id": str(row.site_id) if row.site_id else None,
        "tracks": row.tracks,
        "start_at": iso(row.start_at),
        "end_at": iso(row.end_at),
        "step_s": row.step_s,
    }


def change(row: PublicLink, body: LinkPatch) -> None:
    """Set what is given."""
    given = body.model_dump(exclude_unset=True)
    if "days" in given:
        row.expires_at = now() + timedelta(days=given.pop("days"))
    for name, value in given.items():
        setattr(row, name, value)
    row.version += 1
    _note("public-link.changed", row)
    db.session.flush()


def revoke(row: PublicLink) -> None:
    """End a link now and for good; who revokes it again changes nothing."""
    if row.revoked_at is None:
        row.revoked_at = now()
        row.version += 1
        _note("public-link.revoked", row)
        db.session.flush()


def _note(action: str, row: PublicLink) -> None:
    audit.record(action, object_type="public-link", object_id=row.id, group_id=row.group_id, name=row.name)


def state_of(row: PublicLink) -> LinkState:
    """Whether a link still works."""
    if row.revoked_at is not None:
        return LinkState.REVOKED
    return LinkState.EXPIRED if row.expires_at <= now() else LinkState.OPEN


def address_of(token: str) -> str:
    """Where the public page is. Browsers keep what stands behind # to themselves: no log of a server has the token."""
    settings: Settings = current_app.config["SETTINGS"]
    return f"{settings.base_url}/shared#{token}"


def shape_all(rows: Sequence[PublicLink]) -> list[dict[str, Any]]:
    """Links with the names of what they belong to."""
    ids = {UUID(one["timeline_id"]) for row in rows for one in row.timelines}
    there = set(db.session.scalars(select(Timeline.id).where(Timeline.id.in_(ids)))) if ids else set()
    people = _names(User.id, User.display_name, {row.created_by for row in rows if row.created_by})
    projects = _names(Project.id, Project.name, {row.project_id for row in rows})
    return [
        {name: getattr(row, name) for name in PLAIN}
        | {
            "state": state_of(row),
            "project_name": projects.get(row.project_id, ""),
            "created_by_name": people.get(row.created_by) if row.created_by else None,
            "timelines": [
                {
                    "timeline_id": one["timeline_id"],
                    "name": one["name"],
                    "is_there": UUID(one["timeline_id"]) in there,
                }
                for one in row.timelines
            ],
        }
        for row in rows
    ]


def shape_one(row: PublicLink) -> dict[str, Any]:
    return shape_all([row])[0]


def _names(key: Any, name: Any, ids: set[Any]) -> dict[UUID, str]:
    return {row[0]: row[1] for row in db.session.execute(select(key, name).where(key.in_(ids)))} if ids else {}
