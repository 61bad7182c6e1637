"""The audit log: who did what to which object, for everything that touches security."""

from typing import Any
from uuid import UUID

from flask import g, has_request_context

from blueprints.accounts.models import AuditEntry
from core.access import Principal
from core.db import db
from core.ratelimit import address


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
