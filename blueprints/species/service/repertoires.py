"""Repertoires: what a group keeps about the species it works with."""

from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from blueprints.accounts.service import audit
from blueprints.species.models import CallType, Repertoire
from blueprints.species.service.lookup import look_up_or_create
from core.db import db
from core.transactions import conflict_if_broken

OWN = ("notes", "default_preset", "context_detail_s", "context_overview_s")
"""Fields that are the group's, not the species'."""


def create_repertoire(
    *, group_id: UUID, scientific_name: str, created_by: UUID | None = None, **fields: Any
) -> Repertoire:
    """Let a group work with a species, which is made when the station does not have it.

    Raises AppError 409 `name-taken` when the group does so already, 422 for what is no name.
    """
    own = {name: fields.pop(name) for name in OWN if name in fields}
    species = look_up_or_create(scientific_name, created_by=created_by, **fields).species
    row = Repertoire(group_id=group_id, species_id=species.id, species=species, **own)
    with conflict_if_broken("name-taken", f"The group works with {species.scientific_name} already."):
        db.session.add(row)
    return row


def change_repertoire(row: Repertoire, changes: dict[str, Any]) -> None:
    """Set the given columns. Flushes."""
    for column, value in changes.items():
        setattr(row, column, value)
    db.session.flush()


def delete_repertoire(row: Repertoire) -> None:
    """Take a species with its call types out of a group. Raises AppError 409 `species-in-use`."""
    audit.record("repertoire.deleted", object_type="species", object_id=row.species_id, group_id=row.group_id)
    with conflict_if_broken("species-in-use", "Labels use call types of this repertoire."):
        db.session.delete(row)


def n_call_types_of(rows: list[Repertoire]) -> dict[tuple[UUID, UUID], int]:
    """How many call types each repertoire has, by group and species; those without any are left out."""
    counted = (
        select(CallType.group_id, CallType.species_id, func.count())
        .where(
            CallType.species_id.in_({row.species_id for row in rows}),
            CallType.group_id.in_({row.group_id for row in rows}),
        )
        .group_by(CallType.group_id, CallType.species_id)
    )
    return {(row[0], row[1]): row[2] for row in db.session.execute(counted)}
