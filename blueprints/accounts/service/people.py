"""Everybody with an account, as administrators of the station see them."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import Select, func, or_, select

from blueprints.accounts.models import LoginSession, User
from blueprints.accounts.service import sessions
from core.clock import now
from core.db import db
from core.errors import not_found


class Presence(NamedTuple):
    """On how many devices someone is signed in, and when one of them was last used."""

    n_sessions: int
    last_used_at: datetime | None


def find(search: str | None) -> Select[User]:
    """Accounts whose names or address hold the text."""
    rows = select(User)
    if search:
        columns = (User.display_name, User.username, User.email)
        rows = rows.where(or_(*(column.icontains(search, autoescape=True) for column in columns)))
    return rows


def presence_of(users: Sequence[User]) -> dict[UUID, Presence]:
    """Sessions that still work, by person; who has none is left out."""
    rows = db.session.execute(
        select(LoginSession.user_id, func.count().label("n"), func.max(LoginSession.last_used_at).label("last"))
        .where(
            LoginSession.user_id.in_([user.id for user in users]),
            LoginSession.revoked_at.is_(None),
            LoginSession.expires_at > now(),
        )
        .group_by(LoginSession.user_id)
    )
    return {row.user_id: Presence(row.n, row.last) for row in rows}


def end_sessions(user_id: UUID, *, by: UUID) -> int:
    """Sign someone out on every device; returns on how many. Raises 404 where there is no such account."""
    if db.session.get(User, user_id) is None:
        raise not_found("person")
    return sessions.revoke_all(user_id, by=by)
