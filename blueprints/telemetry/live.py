"""The room of a channel on the live channel."""

from blueprints.telemetry.models import Channel
from blueprints.telemetry.store import store
from core.access import Principal
from core.db import db
from core.realtime import RoomState, room


@room("channel")
def _channel_room(who: Principal, key: str) -> RoomState | None:
    """Members of the channel's group; the state is its latest reading."""
    if not key.isascii() or not key.isdigit() or len(key) > 18:
        return None
    row = db.session.get(Channel, int(key))
    if row is None or row.group_id not in who.roles:
        return None
    latest = store().latest([row.id]).get(row.id)
    return {
        "id": row.id,
        "public_id": row.public_id,
        "unit": row.unit,
        "latest": None if latest is None else {"at_us": latest.at_us, "value": latest.value, "text": latest.text},
    }
