"""The audit log: who did what to which object, for everything that touches security."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from flask import current_app, g, has_request_context
from sqlalchemy import Select, delete, or_, select

from blueprints.accounts.models import AuditEntry, User
from blueprints.accounts.schemas import AuditQuery
from core.access import Principal
from core.clock import now
from core.db import db
from core.ratelimit import address
from core.transactions import rows_changed


def record(
    action: str,
    *,
    actor_id: UUID | None = None,
    object_type: str = "",
    object_id: UUID | None = None,
    group_id: UUID | None = None,
    **details: Any,
) -> None:
    """Add an entry to the present transaction.

    action : noun and verb, `group.role-changed`. actor_id : the signed-in person when left out.
    details : small JSON values; never a secret.
    """
    in_request = has_request_context()
    principal: Principal | None = g.get("principal") if in_request else None
    db.session.add(
        AuditEntry(
            action=action,
            actor_id=actor_id or (principal.user_id if principal else None),
            object_type=object_type,
            object_id=object_id,
            group_id=group_id,
            address=address()[:64] if in_request else "",
            request_id=g.get("request_id", "") if in_request else "",
            details=details,
        )
    )


def find(query: AuditQuery) -> Select[AuditEntry]:
    """Entries that fit; `search` looks into actions, addresses and request ids."""
    rows = select(AuditEntry)
    if query.action:
        rows = rows.where(or_(AuditEntry.action == query.action, AuditEntry.action.startswith(f"{query.action}.")))
    for name in ("actor_id", "object_id", "group_id"):
        value = getattr(query, name)
        if value is not None:
            rows = rows.where(getattr(AuditEntry, name) == value)
    if query.after is not None:
        rows = rows.where(AuditEntry.at >= query.after)
    if query.before is not None:
        rows = rows.where(AuditEntry.at < query.before)
    if query.search:
        columns = (AuditEntry.action, AuditEntry.address, AuditEntry.request_id)
        rows = rows.where(or_(*(column.icontains(query.search, autoescape=True) for column in columns)))
    return rows


def actors_of(rows: Sequence[AuditEntry]) -> dict[UUID | None, User]:
    """The people behind some entries, by id."""
    ids = {row.actor_id for row in rows if row.actor_id is not None}
    return {user.id: user for user in db.session.scalars(select(User).where(User.id.in_(ids)))}


def sweep_audit() -> int:
    """Forget entries older than the settings keep them; returns how many."""
    edge = now() - timedelta(days=current_app.config["SETTINGS"].audit_days)
    return rows_changed(db.session.execute(delete(AuditEntry).where(AuditEntry.at < edge)))
