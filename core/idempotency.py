"""`Idempotency-Key`: a POST sent twice makes one thing and gets the same answer twice."""

import hashlib
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import cache
from typing import Any, TypeVar
from uuid import UUID

from flask import Flask, Response, current_app, g, has_request_context, request
from sqlalchemy import LargeBinary, String, UniqueConstraint, delete, event, false, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, Session, mapped_column

from core.clock import now
from core.db import Base, CreatedAt, UuidKey, db
from core.errors import AppError, conflict
from core.transactions import rows_changed

KEPT_FOR = timedelta(hours=24)
"""How long a key is remembered."""

ABANDONED_AFTER = timedelta(seconds=60)
"""A first request that has committed nothing by then was cut off with its process, or comes too late to commit."""

MAX_KEPT_BYTES = 1_000_000
"""Answers larger than this are not kept, only that there was one; a POST that makes something answers briefly."""


class IdempotencyRecord(Base):
    """One key a person used, and the answer it got (status NULL while the first request runs)."""

    __tablename__ = "idempotency_keys"
    __table_args__ = (UniqueConstraint("user_id", "key"),)

    id: Mapped[UuidKey]
    user_id: Mapped[UUID] = mapped_column(index=True)
    key: Mapped[str] = mapped_column(String(200))
    fingerprint: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[CreatedAt] = mapped_column(index=True)
    is_done: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Set in the very transaction that makes what was asked for: known even when the answer never left."""
    status: Mapped[int | None]
    content_type: Mapped[str | None] = mapped_column(String(100))
    location: Mapped[str | None] = mapped_column(String(500))
    body: Mapped[bytes | None] = mapped_column(LargeBinary)


Handler = TypeVar("Handler", bound=Callable[..., Any])


def shown_once(handler: Handler) -> Handler:
    """Never keep what this route answers: it holds a secret of which only a hash may be stored."""
    handler.is_shown_once = True  # type: ignore[attr-defined]
    return handler


def _is_marked(mark: str) -> bool:
    return bool(getattr(current_app.view_functions.get(request.endpoint or ""), mark, False))


def _is_covered() -> bool:
    """Routes open to anyone sign people in; what they answer is never kept."""
    is_post = request.method == "POST" and request.path.startswith("/api/v1/")
    return is_post and g.get("principal") is not None and not _is_marked("is_public")


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
    if key is None or not _is_covered():
        return None
    if not 1 <= len(key) <= 200:
        raise AppError(400, "idempotency-key-invalid", "Idempotency-Key needs 1 to 200 characters.")
    user_id, fingerprint = g.principal.user_id, _fingerprint()
    _drop_abandoned(user_id, key)
    record = IdempotencyRecord(user_id=user_id, key=key, fingerprint=fingerprint)
    db.session.add(record)
    try:
        db.session.commit()
    except IntegrityError:
        db.session.rollback()
        return _replay(user_id, key, fingerprint)
    g.idempotency_id = record.id
    return None


def _drop_abandoned(user_id: UUID, key: str) -> None:
    edge = now() - ABANDONED_AFTER
    mine = delete(IdempotencyRecord).where(IdempotencyRecord.user_id == user_id, IdempotencyRecord.key == key)
    is_idle = [IdempotencyRecord.status.is_(None), IdempotencyRecord.is_done.is_(False)]
    db.session.execute(mine.where(*is_idle, IdempotencyRecord.created_at < edge))


def _replay(user_id: UUID, key: str, fingerprint: str) -> Response | None:
    record = db.session.scalar(select(IdempotencyRecord).filter_by(user_id=user_id, key=key))
    if record is None:
        return None
    if record.fingerprint != fingerprint:
        raise AppError(422, "idempotency-key-reused", "This Idempotency-Key was used for another request.")
    is_young = record.created_at > now() - ABANDONED_AFTER
    if record.status is None and (is_young or not record.is_done):
        raise conflict("idempotency-in-progress", "The first request with this Idempotency-Key still runs.")
    if record.status is None or record.body is None:
        raise conflict("answer-not-kept", "This was done already; its answer, secret, large or cut off, was not kept.")
    response = Response(record.body, status=record.status, content_type=record.content_type)
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
    if response.status_code >= 500 and record.is_done:
        # It failed after what it was asked for had been made: sent again, it must not make it twice.
        return response
    if response.status_code >= 400:
        # A refused request made nothing: it may be sent again as it is, once the reason has passed.
        db.session.delete(record)
    else:
        record.status, record.content_type = response.status_code, response.content_type
        record.location = response.headers.get("Location")
        record.body = _body_to_keep(response)
    db.session.commit()
    return response


def _mark_done(session: Session) -> None:
    """Note, with what the request makes, that it is made. A request that was taken for dead makes nothing.

    Requests that bring files commit in steps; what they make is known by the hash of its content and never twice.
    """
    if not has_request_context() or session.in_nested_transaction() or request.mimetype == "multipart/form-data":
        return
    record_id = g.get("idempotency_id")
    if record_id is None or g.get("idempotency_done"):
        return
    g.idempotency_done = True
    mine = update(IdempotencyRecord).where(IdempotencyRecord.id == record_id)
    if not rows_changed(session.execute(mine.values(is_done=True))):
        raise conflict("idempotency-in-progress", "Another request with this Idempotency-Key took over; send it again.")


def _body_to_keep(response: Response) -> bytes | None:
    if response.is_streamed or _is_marked("is_shown_once"):
        return None
    body = response.get_data()
    return body if len(body) <= MAX_KEPT_BYTES else None


def sweep_idempotency(before: datetime | None = None) -> None:
    """Forget keys older than a day. Commits."""
    edge = before or now() - KEPT_FOR
    db.session.execute(delete(IdempotencyRecord).where(IdempotencyRecord.created_at < edge))
    db.session.commit()


@cache
def _listen() -> None:
    """Once a process."""
    event.listen(db.session, "before_commit", _mark_done)


def init_idempotency(app: Flask) -> None:
    _listen()
    app.before_request(_begin)
    app.after_request(_end)
