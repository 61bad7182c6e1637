"""Links and codes that work once: making them and spending them."""

import secrets
from datetime import timedelta
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import delete, func, select, update

from blueprints.accounts.models import OneTimeSecret
from core.clock import new_id, now
from core.db import db
from core.security import fingerprint, keyed_fingerprint, new_secret
from core.transactions import rows_changed


class Purpose(StrEnum):
    SETUP = "setup"
    PASSWORD_RESET = "password-reset"  # noqa: S105 (a purpose, not a password)
    EMAIL_CODE = "email-code"


class Terms(NamedTuple):
    """How long a secret lives and how often it may be tried."""

    life: timedelta
    tries: int


TERMS = {
    Purpose.SETUP: Terms(timedelta(days=7), 1),
    Purpose.PASSWORD_RESET: Terms(timedelta(hours=1), 1),
    Purpose.EMAIL_CODE: Terms(timedelta(minutes=10), 5),
}
"""Lives and tries as platform.md, section 2 gives them; a set-up link is renewed by every start."""

MAX_PER_HOUR = 5
"""Messages of one purpose that one person is sent in an hour, so that nobody's mailbox is flooded."""


def make_link_token(purpose: Purpose, user_id: UUID | None = None) -> str:
    """A secret for a link; earlier ones of the same purpose and person stop working."""
    token = new_secret()
    _replace(purpose, user_id, new_id(), fingerprint(token))
    return token


def make_code(user_id: UUID) -> str:
    """A code of six digits to be typed; earlier ones stop working."""
    code, row_id = f"{secrets.randbelow(1_000_000):06d}", new_id()
    _replace(Purpose.EMAIL_CODE, user_id, row_id, keyed_fingerprint(f"{row_id}:{code}"))
    return code


def _replace(purpose: Purpose, user_id: UUID | None, row_id: UUID, print_: str) -> None:
    moment, terms = now(), TERMS[purpose]
    db.session.execute(
        update(OneTimeSecret)
        .where(OneTimeSecret.purpose == purpose, OneTimeSecret.user_id.is_not_distinct_from(user_id))
        .where(OneTimeSecret.used_at.is_(None))
        .values(used_at=moment)
    )
    db.session.add(
        OneTimeSecret(
            id=row_id, purpose=purpose, user_id=user_id, fingerprint=print_,
            tries_left=terms.tries, expires_at=moment + terms.life,
        )
    )  # fmt: skip
    db.session.flush()


def has_too_many(purpose: Purpose, user_id: UUID) -> bool:
    """Whether a person was sent so many of these lately that one more would be a nuisance."""
    edge = now() - timedelta(hours=1)
    n = db.session.scalar(
        select(func.count()).select_from(OneTimeSecret)
        .where(OneTimeSecret.purpose == purpose, OneTimeSecret.user_id == user_id, OneTimeSecret.created_at > edge)
    )  # fmt: skip
    return (n or 0) >= MAX_PER_HOUR


def spend_link_token(purpose: Purpose, token: str) -> OneTimeSecret | None:
    """Use up the secret of a link; None when it is unknown, used or too old."""
    row = db.session.scalar(
        select(OneTimeSecret).where(OneTimeSecret.purpose == purpose, OneTimeSecret.fingerprint == fingerprint(token))
    )
    return row if row is not None and _take(row, used_at=now()) else None


def spend_code(user_id: UUID, code: str) -> bool:
    """Whether this is the person's present code; every try counts, the right one ends it."""
    row = db.session.scalar(
        select(OneTimeSecret)
        .where(OneTimeSecret.purpose == Purpose.EMAIL_CODE, OneTimeSecret.user_id == user_id)
        .where(OneTimeSecret.used_at.is_(None))
        .order_by(OneTimeSecret.created_at.desc())
        .limit(1)
    )
    if row is None or not _take(row):
        return False
    is_right = secrets.compare_digest(row.fingerprint, keyed_fingerprint(f"{row.id}:{code}"))
    if is_right:
        row.used_at = now()
        db.session.flush()
    return is_right


def _take(row: OneTimeSecret, **values: object) -> bool:
    """Spend one try in one statement, so that guesses sent at once cannot share it."""
    found = db.session.execute(
        update(OneTimeSecret)
        .where(OneTimeSecret.id == row.id, OneTimeSecret.used_at.is_(None))
        .where(OneTimeSecret.tries_left > 0, OneTimeSecret.expires_at > now())
        .values(tries_left=OneTimeSecret.tries_left - 1, **values)
        .execution_options(synchronize_session=False)
    )
    return rows_changed(found) == 1


def sweep_secrets() -> int:
    """Remove secrets that can no longer be used; returns how many."""
    edge = now() - timedelta(days=1)
    return rows_changed(db.session.execute(delete(OneTimeSecret).where(OneTimeSecret.expires_at < edge)))
