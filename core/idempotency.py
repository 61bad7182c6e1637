"""`Idempotency-Key`: a POST sent twice makes one thing and gets the same answer twice."""

import hashlib
from datetime import datetime, timedelta
from uuid import UUID

from flask import Flask, Response, g, request
from sqlalchemy import LargeBinary, String, UniqueConstraint, delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, mapped_column

from core.clock import now
from core.db import Base, CreatedAt, UuidKey, db
from core.errors import AppError, conflict

KEPT_FOR = timedelta(hours=24)
"""How long a key is remembered."""

MAX_KEPT_BYTES = 1_000_000
"""Answers larger than this are not kept; a POST that makes something answers briefly."""


class IdempotencyRecord(Base):
    """One key a person used, and the answer it got (status NULL while the first request runs)."""

    __tablename__ = "idempotency_keys"
    __table_args__ = (UniqueConstraint("user_id", "key"),)

    id: Mapped[UuidKey]
    user_id: Mapped[UUID] = mapped_column(index=True)
    key: Mapped[str] = mapped_column(String(200))
    fingerprint: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[CreatedAt] = mapped_column(index=True)
    status: Mapped[int | None]
    content_type: Mapped[str | None] = mapped_column(String(100))
    location: Mapped[str | None] = mapped_column(String(500))
    body: Mapped[bytes | None] = mapped_column(LargeBinary)


def _fingerprint() -> str:
    """What the request asks for; large bodies (files) count by their length, so they are never read twice."""
    digest = hashlib.sha256(f"{request.method} {request.full_path}\n".encode())
    if request.is_json:
        digest.update(request.get_data())
    else:
        digest.update(str(request.content_length).encode())
    return digest.hexdigest()


def _begin() -> Response | None:
    key = request.headers.get("Idempotency-Key")
    found = g.get("principal")
    if key is None or request.method != "POST" or found is None or not request.path.startswith("/api/v1/"):
        return None
    if not 1 <= len(key) <= 200:
        raise AppError(400, "idempotency-key-invalid", "Idempotency-Key needs 1 to 200 characters.")
    fingerprint = _fingerprint()
    record = IdempotencyRecord(user_id=found.user_id, key=key, fingerprint=fingerprint)
    db.session.add(record)
    try:
        db.session.commit()
    except IntegrityError:
        db.session.rollback()
        return _replay(found.user_id, key, fingerprint)
    g.idempotency_id = record.id
    return None


def _replay(user_id: UUID, key: str, fingerprint: str) -> Response | None:
    record = db.session.scalar(select(IdempotencyRecord).filter_by(user_id=user_id, key=key))
    if record is None:
        return None
    if record.fingerprint != fingerprint:
        raise AppError(422, "idempotency-key-reused", "This Idempotency-Key was used for another request.")
    if record.status is None:
        raise conflict("idempotency-in-progress", "The first request with this Idempotency-Key still runs.")
    response = Response(record.body or b"", status=record.status, content_type=record.content_type)
    response.headers["Idempotency-Replayed"] = "true"
    if record.location:
        response.headers["Location"] = record.location
    return response


def _end(response: Response) -> Response:
    record_id = g.pop("idempotency_id", None)
    if record_id is None:
        return response
    db.session.rollback()
    record = db.session.get(IdempotencyRecord, record_id)
    if record is None:
        return response
    body = b"" if response.is_streamed else response.get_data()
    if response.status_code >= 500 or response.is_streamed or len(body) > MAX_KEPT_BYTES:
        db.session.delete(record)
    else:
        record.status, record.content_type = response.status_code, response.content_type
        record.location, record.body = response.headers.get("Location"), body
    db.session.commit()
    return response


def sweep_idempotency(before: datetime | None = None) -> None:
    """Forget keys older than a day. Commits."""
    edge = before or now() - KEPT_FOR
    db.session.execute(delete(IdempotencyRecord).where(IdempotencyRecord.created_at < edge))
    db.session.commit()


def init_idempotency(app: Flask) -> None:
    app.before_request(_begin)
    app.after_request(_end)
