"""Rooms of the live channel for a person's news and a group's."""

from uuid import UUID

from blueprints.accounts.service.notifications import count_unread
from core.access import Principal
from core.realtime import RoomState, room


@room("user")
def _user_room(who: Principal, key: str) -> RoomState | None:
    return {"unread": count_unread(who.user_id)} if key == str(who.user_id) else None


@room("group")
def _group_room(who: Principal, key: str) -> RoomState | None:
    try:
        role = who.roles.get(UUID(key))
    except ValueError:
        return None
    return None if role is None else {"role": role}
