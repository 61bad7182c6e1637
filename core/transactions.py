"""What a broken constraint or a refusal in the middle of a transaction means to the person who asked."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import IntegrityError

from core.db import db
from core.errors import AppError, conflict


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


def insert_if_absent(model: Any, values: dict[str, Any]) -> Any:
    """A statement that adds a row, or does nothing when one with the same unique values is there or just coming."""
    dialect = postgresql if db.session.get_bind().dialect.name == "postgresql" else sqlite
    return dialect.insert(model).values(values).on_conflict_do_nothing()
