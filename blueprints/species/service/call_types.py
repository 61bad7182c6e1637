"""Call types of a repertoire: making, changing, ordering, retiring, removing them."""

from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, func, select

from blueprints.species.models import CallType, Repertoire
from core.db import db
from core.errors import invalid
from core.transactions import conflict_if_broken

PALETTE = (
    "#0072b2", "#e69f00", "#009e73", "#d55e00", "#cc79a7", "#56b4e9", "#8b6914", "#6a51a3",
    "#1b7837", "#b2182b", "#35978f", "#7f7f7f",
)  # fmt: skip
"""Colours given to call types in turn: Okabe and Ito's (2008), then darker ones."""


def of_repertoire(repertoire: Repertoire) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    """What call types of a repertoire have in common."""
    return CallType.group_id == repertoire.group_id, CallType.species_id == repertoire.species_id


def create_call_type(
    repertoire: Repertoire,
    *,
    name: str,
    short_name: str = "",
    long_name: str = "",
    key: str | None = None,
    colour: str | None = None,
    notes: str = "",
    position: int | None = None,
) -> CallType:
    """Add a call type at the end of the repertoire unless a position is given.

    Raises AppError 409 `name-taken` for a name or key another call type of the repertoire has.
    """
    present = db.session.execute(
        select(func.count(), func.max(CallType.position)).where(*of_repertoire(repertoire))
    ).one()
    call_type = CallType(
        group_id=repertoire.group_id,
        species_id=repertoire.species_id,
        name=name,
        short_name=short_name,
        long_name=long_name,
        key=key,
        colour=colour or PALETTE[present[0] % len(PALETTE)],
        notes=notes,
        position=(0 if present[1] is None else present[1] + 1) if position is None else position,
    )
    with conflict_if_broken("name-taken", "The repertoire has a call type with this name or key already."):
        db.session.add(call_type)
    return call_type


def change_call_type(call_type: CallType, changes: dict[str, Any]) -> None:
    """Set the given columns; a retired type gives its key back. Raises AppError 409 `name-taken`."""
    if changes.get("is_retired"):
        changes = changes | {"key": None}
    with conflict_if_broken("name-taken", "The repertoire has another call type with this name or key."):
        for column, value in changes.items():
            setattr(call_type, column, value)


def order_call_types(repertoire: Repertoire, ids: list[UUID]) -> None:
    """Put the repertoire into this order. Raises AppError 422 unless each call type is named once."""
    rows = {row.id: row for row in db.session.scalars(select(CallType).where(*of_repertoire(repertoire)))}
    if len(ids) != len(rows) or set(ids) != set(rows):
        raise invalid("/ids", "expected each call type of the repertoire once")
    for position, call_type_id in enumerate(ids):
        rows[call_type_id].position = position
    db.session.flush()


def delete_call_type(call_type: CallType) -> None:
    """Remove a call type. Raises AppError 409 `call-type-in-use` while labels use it."""
    with conflict_if_broken("call-type-in-use", "Labels use this call type. Retire it instead: its labels stay."):
        db.session.delete(call_type)
