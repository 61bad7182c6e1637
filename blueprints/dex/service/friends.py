"""Friendships: asked for, answered, ended; and blocks, which only who set them can lift."""

import secrets
from datetime import timedelta
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, or_, select

from blueprints.accounts.models import User
from blueprints.accounts.service.notifications import NotificationKind, notify
from blueprints.accounts.service.users import FRIEND_ALPHABET, FRIEND_CODE_LENGTH
from blueprints.dex.models import Friendship, FriendState
from blueprints.dex.policy import pair
from core.clock import iso, now
from core.db import db
from core.errors import AppError, conflict, invalid, not_found
from core.transactions import insert_if_absent

ASK_AGAIN_AFTER = timedelta(days=7)
"""How long a rejected person waits before asking again."""


class Person(NamedTuple):
    """Somebody and the row that stands between them and the one who asks."""

    user: User
    row: Friendship


def plain_code(text: str) -> str:
    """A friend code as it is kept: capitals without the spaces and dashes people put in."""
    return "".join(char for char in text.upper() if char.isalnum())


def find_person(*, code: str | None = None, name: str | None = None) -> User:
    """Somebody by friend code or user name. Raises AppError 404."""
    is_them = User.friend_code == plain_code(code) if code else User.username == (name or "").strip().lower()
    user = db.session.scalar(select(User).where(is_them, User.is_active))
    if user is None:
        raise not_found("person")
    return user


def renew_code(user: User) -> str:
    """A fresh friend code; the old one finds nobody any more."""
    while True:
        code = "".join(secrets.choice(FRIEND_ALPHABET) for _ in range(FRIEND_CODE_LENGTH))
        if db.session.scalar(select(User.id).where(User.friend_code == code)) is None:
            user.friend_code = code
            db.session.flush()
            return code


def between(me: UUID, other: UUID) -> Friendship:
    """The row of two people, locked until the end of the transaction; made when there is none.

    Raises AppError 404 when there is no such person.
    """
    if me == other:
        raise invalid("", "expected another person than oneself", "oneself")
    if db.session.get(User, other) is None:
        raise not_found("person")
    low, high = pair(me, other)
    moment = now()
    fresh = {"low_id": low, "high_id": high, "state": FriendState.NONE, "created_at": moment, "updated_at": moment}
    db.session.execute(insert_if_absent(Friendship, fresh | {"is_blocked_by_low": False, "is_blocked_by_high": False}))
    return db.session.scalars(
        select(Friendship)
        .where(Friendship.low_id == low, Friendship.high_id == high)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()


def has_blocked(row: Friendship, who: UUID) -> bool:
    return row.is_blocked_by_low if row.low_id == who else row.is_blocked_by_high


def ask(me: User, other: User) -> Friendship:
    """Ask somebody to be friends; where they asked already, that is a yes.

    Raises AppError 404 to the blocked, 409 `blocked-by-you`, `already-friends` or `asked-recently`.
    """
    row = between(me.id, other.id)
    if has_blocked(row, other.id):
        raise not_found("person")
    if has_blocked(row, me.id):
        raise conflict("blocked-by-you", f"You have blocked {other.display_name}. Unblock them first.")
    if row.state == FriendState.FRIENDS:
        raise conflict("already-friends", f"You and {other.display_name} are friends already.")
    if row.state == FriendState.PENDING:
        return accept(me.id, other.id) if row.asked_by_id == other.id else row
    _check_patience(row, me.id)
    row.state, row.asked_by_id, row.answered_at = FriendState.PENDING, me.id, None
    title = f"{me.display_name} asks to be your friend"
    notify(other.id, NotificationKind.FRIEND_REQUEST, title, "", "/friends")
    db.session.flush()
    return row


def _check_patience(row: Friendship, me: UUID) -> None:
    if row.state != FriendState.REJECTED or row.asked_by_id != me or row.answered_at is None:
        return
    free_at = row.answered_at + ASK_AGAIN_AFTER
    if now() < free_at:
        detail = f"They said no. You may ask again after {free_at:%d %B %Y}."
        raise AppError(
            409, "asked-recently", detail, headers={"Retry-After": str(int((free_at - now()).total_seconds()) + 1)}
        )


def accept(me: UUID, other: UUID) -> Friendship:
    """Say yes. Raises AppError 404 when they did not ask."""
    row = _asked_by(me, other)
    row.state, row.answered_at = FriendState.FRIENDS, now()
    name = db.session.get_one(User, me).display_name
    notify(other, NotificationKind.FRIEND_REQUEST, f"{name} is now your friend", "", f"/collection?owner={me}")
    db.session.flush()
    return row


def reject(me: UUID, other: UUID) -> Friendship:
    """Say no. Raises AppError 404 when they did not ask."""
    row = _asked_by(me, other)
    row.state, row.answered_at = FriendState.REJECTED, now()
    db.session.flush()
    return row


def _asked_by(me: UUID, other: UUID) -> Friendship:
    row = between(me, other)
    if row.state != FriendState.PENDING or row.asked_by_id != other:
        raise not_found("friend request")
    return row


def withdraw(me: UUID, other: UUID) -> None:
    """Take back what one asked oneself. Raises AppError 404."""
    row = between(me, other)
    if row.state != FriendState.PENDING or row.asked_by_id != me:
        raise not_found("friend request")
    row.state, row.asked_by_id = FriendState.NONE, None
    db.session.flush()


def unfriend(me: UUID, other: UUID) -> None:
    """End a friendship. Raises AppError 404 when there is none."""
    row = between(me, other)
    if row.state != FriendState.FRIENDS:
        raise not_found("friend")
    row.state, row.asked_by_id = FriendState.NONE, None
    db.session.flush()


def block(me: UUID, other: UUID) -> Friendship:
    """Hide two people from each other; a friendship or request between them ends."""
    row = between(me, other)
    _set_block(row, me, is_blocked=True)
    row.state, row.asked_by_id, row.answered_at = FriendState.NONE, None, None
    db.session.flush()
    return row


def unblock(me: UUID, other: UUID) -> None:
    """Lift one's own block; that of the other person stays. Raises AppError 404 when one has set none."""
    row = between(me, other)
    if not has_blocked(row, me):
        raise not_found("block")
    _set_block(row, me, is_blocked=False)
    db.session.flush()


def _set_block(row: Friendship, who: UUID, *, is_blocked: bool) -> None:
    if row.low_id == who:
        row.is_blocked_by_low = is_blocked
    else:
        row.is_blocked_by_high = is_blocked


def people_around(me: UUID, *conditions: ColumnElement[bool]) -> list[Person]:
    """People whose row with this person meets the conditions, by name."""
    found = db.session.execute(_rows_around(me).where(*conditions).order_by(User.display_name, User.id))
    return [Person(row[0], row[1]) for row in found]


def _rows_around(me: UUID) -> Select[User, Friendship]:
    is_other = or_(
        and_(Friendship.low_id == me, User.id == Friendship.high_id),
        and_(Friendship.high_id == me, User.id == Friendship.low_id),
    )
    return select(User, Friendship).join(Friendship, is_other)


def friends(me: UUID) -> list[Person]:
    return people_around(me, Friendship.state == FriendState.FRIENDS)


def requests_in(me: UUID) -> list[Person]:
    return people_around(me, Friendship.state == FriendState.PENDING, Friendship.asked_by_id != me)


def requests_out(me: UUID) -> list[Person]:
    return people_around(me, Friendship.state == FriendState.PENDING, Friendship.asked_by_id == me)


def blocked(me: UUID) -> list[Person]:
    """People this person has blocked; who blocked them is not told."""
    own = or_(
        and_(Friendship.low_id == me, Friendship.is_blocked_by_low),
        and_(Friendship.high_id == me, Friendship.is_blocked_by_high),
    )
    return people_around(me, own)


def shape_person(user: User) -> dict[str, Any]:
    return {"id": str(user.id), "username": user.username, "display_name": user.display_name}


def shape_around(person: Person) -> dict[str, Any]:
    """Somebody as one of a list of friends or requests."""
    row = person.row
    return {"person": shape_person(person.user), "since": iso(row.answered_at or row.updated_at)}


def shape_relation(me: UUID, row: Friendship | None) -> str:
    """What there is between two people in one word."""
    if row is None:
        return "none"
    if has_blocked(row, me):
        return "blocked"
    if row.state == FriendState.PENDING:
        return "asked" if row.asked_by_id == me else "asks"
    return "friends" if row.state == FriendState.FRIENDS else "none"
