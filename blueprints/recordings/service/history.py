"""The history of what people said a segment is."""

from typing import Any

from sqlalchemy import select

from blueprints.accounts.models import User
from blueprints.recordings.models import LabelChange, Recording, Segment, Segmentation
from core.access import Principal, Role, require_role
from core.db import db
from core.errors import not_found

MAX_CHANGES = 500
"""Changes of one segment that are shown; nobody has named a call that often."""


def history_of(who: Principal, number: int) -> list[dict[str, Any]]:
    """Every change of a segment's word, the latest first; a segment that is gone still has its history.

    Raises AppError 404 when there is neither the segment nor a history of it that this person may see.
    """
    rows = db.session.execute(
        select(LabelChange, Recording.group_id, User.display_name)
        .join(Recording, Recording.id == LabelChange.recording_id)
        .outerjoin(User, User.id == LabelChange.user_id)
        .where(LabelChange.segment_id == number)
        .order_by(LabelChange.id.desc())
        .limit(MAX_CHANGES)
    ).all()
    group_id = rows[0].group_id if rows else _group_of(number)
    if group_id is None:
        raise not_found("segment")
    require_role(who, group_id, Role.VIEWER, "segment")
    return [_shape(row.LabelChange, row.display_name) for row in rows]


def _group_of(number: int) -> Any:
    return db.session.scalar(
        select(Recording.group_id)
        .join(Segmentation, Segmentation.recording_id == Recording.id)
        .join(Segment, Segment.segmentation_id == Segmentation.id)
        .where(Segment.id == number)
    )


def _shape(row: LabelChange, name: str | None) -> dict[str, Any]:
    return {
        "changed_at": row.changed_at,
        "user": {"id": row.user_id, "display_name": name} if row.user_id and name else None,
        "label_before": row.label_before,
        "label": row.label,
        "was_rejected": row.was_rejected,
        "is_rejected": row.is_rejected,
        "source": row.source,
        "action_id": row.action_id,
    }
