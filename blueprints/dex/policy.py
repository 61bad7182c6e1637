"""Who may see whose entries: the owner all, friends what is for friends, everybody what is public.

Whoever blocked the owner, or is blocked by them, sees nothing and is seen by nobody of the two.
"""

from enum import IntEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, case, or_, select
from sqlalchemy.orm import joinedload, selectinload

from blueprints.dex.models import DexEntry, Friendship, FriendState, Visibility
from core.access import Principal
from core.db import db
from core.errors import not_found

LOADED = (joinedload(DexEntry.species), joinedload(DexEntry.owner), selectinload(DexEntry.pictures))
"""What an entry is shown with."""


class Level(IntEnum):
    """How near one person is to another's collection: the least reach an entry must have to be seen."""

    OWN = 0
    FRIEND = 1
    PUBLIC = 2
    NONE = 3


def _others(user_id: UUID) -> Any:
    """The other person of a pair."""
    return case((Friendship.low_id == user_id, Friendship.high_id), else_=Friendship.low_id)


def _pairs_of(user_id: UUID) -> ColumnElement[bool]:
    return or_(Friendship.low_id == user_id, Friendship.high_id == user_id)


def friends_of(user_id: UUID) -> Select[Any]:
    """Ids of a person's friends."""
    return select(_others(user_id)).where(_pairs_of(user_id), Friendship.state == FriendState.FRIENDS, ~_is_blocked())


def hidden_from(user_id: UUID) -> Select[Any]:
    """Ids of people who blocked this one or are blocked by them."""
    return select(_others(user_id)).where(_pairs_of(user_id), _is_blocked())


def _is_blocked() -> ColumnElement[bool]:
    return or_(Friendship.is_blocked_by_low, Friendship.is_blocked_by_high)


def pair(one: UUID, other: UUID) -> tuple[UUID, UUID]:
    """The key of two people's row."""
    return (one, other) if one < other else (other, one)


def level_of(viewer_id: UUID, owner_id: UUID) -> Level:
    """How near the viewer is to the owner now."""
    if viewer_id == owner_id:
        return Level.OWN
    # Read past what the session remembers: another request may have ended the friendship.
    row = db.session.execute(
        select(Friendship.state, Friendship.is_blocked_by_low, Friendship.is_blocked_by_high).where(
            Friendship.low_id == pair(viewer_id, owner_id)[0], Friendship.high_id == pair(viewer_id, owner_id)[1]
        )
    ).one_or_none()
    if row is None:
        return Level.PUBLIC
    if row.is_blocked_by_low or row.is_blocked_by_high:
        return Level.NONE
    return Level.FRIEND if row.state == FriendState.FRIENDS else Level.PUBLIC


def may_see(viewer_id: UUID) -> ColumnElement[bool]:
    """Condition on `DexEntry`: this person may see it, and it is not deleted."""
    shown = or_(
        DexEntry.owner_id == viewer_id,
        and_(
            DexEntry.hidden_at.is_(None),
            or_(
                and_(DexEntry.visibility == Visibility.PUBLIC, DexEntry.owner_id.not_in(hidden_from(viewer_id))),
                and_(DexEntry.visibility == Visibility.FRIENDS, DexEntry.owner_id.in_(friends_of(viewer_id))),
            ),
        ),
    )
    return and_(DexEntry.deleted_at.is_(None), shown)


def visible_entries(viewer_id: UUID) -> Select[Any]:
    """Entries this person may see."""
    return select(DexEntry).where(may_see(viewer_id))


def get_entry(who: Principal, entry_id: UUID) -> DexEntry:
    """An entry the person may see; 404 otherwise."""
    rows = visible_entries(who.user_id).where(DexEntry.id == entry_id).options(*LOADED)
    entry: DexEntry | None = db.session.scalar(rows)
    if entry is None:
        raise not_found("entry")
    return entry


def own_entry(who: Principal, entry_id: UUID, *, is_deleted: bool = False) -> DexEntry:
    """An entry of the person's own collection; 404 otherwise, whoever else may see it."""
    entry = db.session.get(DexEntry, entry_id, options=LOADED)
    if entry is None or entry.owner_id != who.user_id or (entry.deleted_at is not None) != is_deleted:
        raise not_found("entry")
    return entry


def collection_owner(who: Principal, owner_id: UUID | None) -> UUID:
    """The person whose collection is asked for; 404 where a block stands between."""
    if owner_id is None:
        return who.user_id
    if level_of(who.user_id, owner_id) == Level.NONE:
        raise not_found("person")
    return owner_id
