"""API keys for scripts: shown once, kept as fingerprints."""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import Select, func, select

from blueprints.accounts.models import ApiKey
from blueprints.accounts.service import audit
from core.access import Scope
from core.clock import now
from core.db import db
from core.errors import conflict, invalid, not_found
from core.security import KEY_PREFIX, fingerprint, new_secret

MAX_KEYS = 50
"""Keys one person may have."""


class NewKey(NamedTuple):
    """A key as it is shown once, and its row."""

    row: ApiKey
    key: str


def list_keys(user_id: UUID) -> Select[ApiKey]:
    return select(ApiKey).where(ApiKey.user_id == user_id)


def create_key(user_id: UUID, *, name: str, scopes: list[Scope], expires_at: datetime | None) -> NewKey:
    """Make a key. Raises AppError 422 for an expiry in the past, 409 `too-many-keys`."""
    if expires_at is not None and expires_at <= now():
        raise invalid("/expires_at", "expected a moment in the future")
    n = db.session.scalar(select(func.count()).select_from(list_keys(user_id).subquery())) or 0
    if n >= MAX_KEYS:
        raise conflict("too-many-keys", f"You have {n} API keys; revoke one first.")
    key = KEY_PREFIX + new_secret()
    row = ApiKey(
        user_id=user_id,
        name=name,
        hint=key[:9],
        fingerprint=fingerprint(key),
        scopes=sorted(set(scopes)),
        expires_at=expires_at,
    )
    db.session.add(row)
    db.session.flush()
    audit.record("api-key.created", object_type="api-key", object_id=row.id, name=name, scopes=row.scopes)
    return NewKey(row, key)


def revoke_key(user_id: UUID, key_id: UUID) -> None:
    row = db.session.scalar(list_keys(user_id).where(ApiKey.id == key_id))
    if row is None:
        raise not_found("API key")
    db.session.delete(row)
    audit.record("api-key.revoked", object_type="api-key", object_id=key_id, name=row.name)
