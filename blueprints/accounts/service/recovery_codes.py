"""Codes on paper, for the day the app that makes codes is lost."""

import secrets
from uuid import UUID

from sqlalchemy import delete, func, select, update

from blueprints.accounts.models import RecoveryCode
from blueprints.accounts.service.users import FRIEND_ALPHABET
from core.clock import now
from core.db import db
from core.security import keyed_fingerprint
from core.transactions import rows_changed

N_CODES = 10
"""How many a person is given."""

LENGTH = 12
"""Characters of one: 58 bits, too many to be guessed within the tries there are."""


def renew(user_id: UUID) -> list[str]:
    """Ten new codes, to be shown this once; earlier ones stop working."""
    forget(user_id)
    codes = ["".join(secrets.choice(FRIEND_ALPHABET) for _ in range(LENGTH)) for _ in range(N_CODES)]
    db.session.add_all(RecoveryCode(user_id=user_id, fingerprint=_fingerprint(user_id, code)) for code in codes)
    db.session.flush()
    return [f"{code[:4]}-{code[4:8]}-{code[8:]}" for code in codes]


def _fingerprint(user_id: UUID, code: str) -> str:
    return keyed_fingerprint(f"recovery:{user_id}:{code}")


def plain(text: str) -> str:
    """A code without dashes, spaces and small letters."""
    return "".join(c for c in text.upper() if c.isalnum())


def spend(user_id: UUID, text: str) -> bool:
    """Whether this is one of the person's codes; in one statement, so that it works for one of several at once."""
    found = db.session.execute(
        update(RecoveryCode)
        .where(RecoveryCode.user_id == user_id, RecoveryCode.used_at.is_(None))
        .where(RecoveryCode.fingerprint == _fingerprint(user_id, plain(text)))
        .values(used_at=now())
        .execution_options(synchronize_session=False)
    )
    return rows_changed(found) == 1


def n_left(user_id: UUID) -> int:
    rows = select(func.count()).where(RecoveryCode.user_id == user_id, RecoveryCode.used_at.is_(None))
    return db.session.scalar(rows) or 0


def forget(user_id: UUID) -> None:
    db.session.execute(delete(RecoveryCode).where(RecoveryCode.user_id == user_id))
