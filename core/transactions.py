"""What follows from a commit, and what a broken constraint means to the person who asked."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, SessionTransaction

from core.db import db
from core.errors import AppError, conflict

_PENDING = "after-commit"


def after_commit(work: Callable[[], None]) -> None:
    """Do this once the present transaction is committed, never when it is rolled back.

    The work must not use the database session and must not raise: the commit has already happened.
    """
    db.session.info.setdefault(_PENDING, []).append(work)


@event.listens_for(db.session, "after_commit")
def _do_pending(session: Session) -> None:
    if session.in_nested_transaction():
        return
    for work in session.info.pop(_PENDING, []):
        work()


@event.listens_for(db.session, "after_soft_rollback")
def _drop_pending(session: Session, ended: SessionTransaction) -> None:
    if not ended.nested:
        session.info.pop(_PENDING, None)


@contextmanager
def conflict_if_broken(code: str, detail: str) -> Iterator[None]:
    """Flush what the block changed; a broken uniqueness or reference becomes a 409 and nothing is kept."""
    try:
        yield
        db.session.flush()
    except IntegrityError as exc:
        db.session.rollback()
        raise conflict(code, detail) from exc


@contextmanager
def committed_even_if_refused() -> Iterator[None]:
    """Commit at the end, also when the request is refused: a spent try or a revoked session stays so."""
    try:
        yield
    except AppError:
        db.session.commit()
        raise
    db.session.commit()


def rows_changed(result: Any) -> int:
    """How many rows an UPDATE or DELETE touched."""
    return int(result.rowcount)
