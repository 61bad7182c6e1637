"""Removing all that a group owns, or all that is a person's own, whatever areas there are.

Both follow the foreign keys: an area that adds a table needs no line here.
"""

from collections.abc import Iterable, Iterator
from uuid import UUID

from sqlalchemy import Column, delete
from sqlalchemy.exc import IntegrityError

from core import signals
from core.db import Base, db
from core.errors import conflict

KEPT = frozenset({"memberships", "users"})
"""Tables with a group that say who belongs to it, not what it owns."""

UNTIL_THEY_EXPIRE = frozenset({"uploads"})
"""What the sweep of uploads removes with its files; a row that went before would leave them."""


def empty_group(group_id: UUID) -> None:
    """Remove everything the group owns; files that nothing claims any more are swept later.

    Raises AppError 409 `group-not-empty` where something else still needs a part of it.
    """
    signals.removed.send(what="group", id=group_id)
    columns = [column for column in _references_to("groups") if column.table.name not in KEPT | UNTIL_THEY_EXPIRE]
    _delete_all(columns, group_id)


def remove_own(user_id: UUID) -> None:
    """Remove what goes with the person by the tables' own rule (ON DELETE CASCADE); what they made for groups stays."""
    columns = [column for column in _references_to("users", "CASCADE") if column.table.name not in UNTIL_THEY_EXPIRE]
    _delete_all(columns, user_id)


def _references_to(table: str, rule: str | None = None) -> Iterator[Column[UUID]]:
    """Columns that refer to the table, those of tables others refer to last."""
    for found in reversed(Base.metadata.sorted_tables):
        for key in found.foreign_keys:
            if key.column.table.name == table and rule in (None, key.ondelete):
                yield key.parent


def _delete_all(columns: Iterable[Column[UUID]], value: UUID) -> None:
    """Delete from table to table; one that others still refer to waits until those are gone."""
    waiting = list(columns)
    while waiting:
        refused = [column for column in waiting if not _is_deleted(column, value)]
        if len(refused) == len(waiting):
            names = ", ".join(sorted({column.table.name for column in refused}))
            raise conflict("group-not-empty", f"Something of another group still needs what is here ({names}).")
        waiting = refused
    db.session.expire_all()


def _is_deleted(column: Column[UUID], value: UUID) -> bool:
    try:
        with db.session.begin_nested():
            db.session.execute(delete(column.table).where(column == value))
    except IntegrityError:
        return False
    return True
