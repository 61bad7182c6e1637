"""Making and changing dashboards."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from blueprints.accounts.models import User
from blueprints.telemetry import policy
from blueprints.telemetry.models import Dashboard
from blueprints.telemetry.schemas.dashboards import DashboardBody, DashboardPatch, Panel
from core.access import Principal, Role, require_role
from core.db import db


def create(who: Principal, body: DashboardBody) -> Dashboard:
    """A dashboard of the person's own. Raises AppError 404 for a group or channel they may not see."""
    require_role(who, body.group_id, Role.VIEWER, "group")
    _check_channels(who, body.panels)
    row = Dashboard(
        owner_id=who.user_id,
        group_id=body.group_id,
        name=body.name,
        is_shared=body.is_shared,
        panels=[panel.model_dump() for panel in body.panels],
    )
    db.session.add(row)
    db.session.flush()
    return row


def change(who: Principal, row: Dashboard, body: DashboardPatch) -> None:
    given = body.model_fields_set
    if "panels" in given:
        _check_channels(who, body.panels)
        row.panels = [panel.model_dump() for panel in body.panels]
    if "name" in given:
        row.name = body.name
    if "is_shared" in given:
        row.is_shared = body.is_shared
    row.version += 1
    db.session.flush()


def _check_channels(who: Principal, panels: Sequence[Panel]) -> None:
    ids = list(dict.fromkeys(channel_id for panel in panels for channel_id in panel.channel_ids))
    if ids:
        policy.channels(who, ids)


def shape_all(rows: Sequence[Dashboard]) -> list[dict[str, Any]]:
    owners = {row.owner_id for row in rows}
    names = dict(db.session.execute(select(User.id, User.display_name).where(User.id.in_(owners))).all())
    plain = ("id", "group_id", "owner_id", "name", "is_shared", "panels", "version", "created_at", "updated_at")
    return [{name: getattr(row, name) for name in plain} | {"owner_name": names.get(row.owner_id, "")} for row in rows]


def shape_one(row: Dashboard) -> dict[str, Any]:
    return shape_all([row])[0]
