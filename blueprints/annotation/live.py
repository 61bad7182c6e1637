"""The room of a task batch on the live channel."""

from uuid import UUID

from blueprints.annotation.models import TaskBatch
from blueprints.annotation.service.batches import shape_one
from core.access import Principal
from core.db import db
from core.realtime import RoomState, room


@room("batch")
def _batch_room(who: Principal, key: str) -> RoomState | None:
    """Members of the batch's group."""
    try:
        row = db.session.get(TaskBatch, UUID(key))
    except ValueError:
        return None
    return shape_one(who, row) if row is not None and row.group_id in who.roles else None
