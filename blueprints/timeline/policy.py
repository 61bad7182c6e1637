"""Who may see and change saved timelines: their owner, and the group those that are shared."""

from typing import Any
from uuid import UUID

from sqlalchemy import Select, or_, select

from blueprints.timeline.models import Timeline
from core.access import Principal
from core.db import db
from core.errors import forbidden, not_found


def visible_timelines(who: Principal) -> Select[Any]:
    """One's own and the shared ones, of the groups this person belongs to now."""
    return select(Timeline).where(
        Timeline.group_id.in_(who.group_ids), or_(Timeline.owner_id == who.user_id, Timeline.is_shared)
    )


def timeline(who: Principal, timeline_id: UUID, *, to_change: bool = False) -> Timeline:
    """A saved timeline the person may see; only its owner changes it. Raises AppError 404 or 403."""
    found: Timeline | None = db.session.scalar(visible_timelines(who).where(Timeline.id == timeline_id))
    if found is None:
        raise not_found("timeline")
    if to_change and found.owner_id != who.user_id:
        raise forbidden("Only its owner changes a timeline; save a copy of your own.")
    return found
