"""The table of stored files, who claims them, and the sweep of those that nobody claims."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from flask import current_app
from sqlalchemy import BigInteger, ColumnElement, Select, String, delete, exists, select
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, mapped_column

from core.backup import turn
from core.clock import now
from core.db import Base, CreatedAt, db
from core.storage import Storage, StorageError, storage
from core.transactions import rows_changed

log = logging.getLogger(__name__)

UNCLAIMED_LIFE = timedelta(hours=24)
"""How long a stored file may lie without an object that claims it."""


class Blob(Base):
    """One stored file, under the hash of its content; objects claim it by a foreign key."""

    __tablename__ = "blobs"

    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    size_bytes: Mapped[int] = mapped_column(BigInteger)
    media_type: Mapped[str] = mapped_column(String(100))
    created_at: Mapped[CreatedAt] = mapped_column(index=True)
    """When the content last arrived; a file that arrives again is young again."""


Claim = Callable[[], Select[Any]]
"""A select of one column: hashes of files in use."""

_claims: list[Claim] = []


def claims(claim: Claim) -> Claim:
    """Register files that are in use otherwise than by a foreign key, which counts by itself."""
    if claim not in _claims:
        _claims.append(claim)
    return claim


def announce_blob(sha256: str, size_bytes: int, media_type: str) -> None:
    """Add the row of a file about to be stored, or make it young again.

    The caller commits before it stores: a sweep then leaves the file alone, and no file lies without a row.
    """
    insert = postgresql_insert if db.engine.dialect.name == "postgresql" else sqlite_insert
    moment = now()
    row = insert(Blob).values(
        sha256=sha256, size_bytes=size_bytes, media_type=media_type, created_at=moment
    )
    db.session.execute(row.on_conflict_do_update(index_elements=["sha256"], set_={"created_at": moment}))


def sweep_blobs(before: datetime | None = None) -> int:
    """Remove files that lie unclaimed since `before` (24 hours ago); returns how many. Commits by itself."""
    if turn.is_taken(current_app.config["SETTINGS"].redis_address):
        # A backup is copying what its snapshot names; the next sweep is soon enough.
        return 0
    edge = before or now() - UNCLAIMED_LIFE
    unclaimed = [Blob.created_at < edge, *(~claimed for claimed in _claimed())]
    found = list(db.session.scalars(select(Blob.sha256).where(*unclaimed)))
    db.session.commit()
    return sum(_sweep(storage(), sha256, unclaimed) for sha256 in found)


def _claimed() -> list[ColumnElement[bool]]:
    """For each column that refers to blobs, and each registered claim, whether it names this blob."""
    columns: list[ColumnElement[Any]] = [
        key.parent
        for table in Base.metadata.tables.values()
        for key in table.foreign_keys
        if key.target_fullname == "blobs.sha256"
    ]
    columns += [claim().subquery().c[0] for claim in _claims]
    return [exists().where(column == Blob.sha256) for column in columns]


def _sweep(place: Storage, sha256: str, unclaimed: list[ColumnElement[bool]]) -> bool:
    """Remove one file while its row is locked: whoever announces it meanwhile waits, then stores it anew."""
    try:
        if not rows_changed(db.session.execute(delete(Blob).where(Blob.sha256 == sha256, *unclaimed))):
            db.session.rollback()
            return False
        place.delete(sha256)
        db.session.commit()
    except (IntegrityError, StorageError) as exc:
        db.session.rollback()
        log.warning("unclaimed file %s stays: %s", sha256, exc)
        return False
    log.info("unclaimed file %s removed", sha256)
    return True
