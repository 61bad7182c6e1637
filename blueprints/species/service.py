"""Species and their repertoires: making, changing, removing them."""

from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from blueprints.accounts.service import audit
from blueprints.species.models import CallType, Species
from core.db import db
from core.transactions import conflict_if_broken

PALETTE = (
    "#0072b2", "#e69f00", "#009e73", "#d55e00", "#cc79a7", "#56b4e9", "#8b6914", "#6a51a3",
    "#1b7837", "#b2182b", "#35978f", "#7f7f7f",
)  # fmt: skip
"""Colours given to call types in turn: Okabe and Ito's (2008), then darker ones."""


def create_species(*, group_id: UUID, scientific_name: str, **columns: Any) -> Species:
    """Make a species. Raises AppError 409 `name-taken`."""
    species = Species(group_id=group_id, scientific_name=scientific_name, **columns)
    with conflict_if_broken("name-taken", f"The group has a species {scientific_name!r} already."):
        db.session.add(species)
    return species


def change_species(species: Species, changes: dict[str, Any]) -> None:
    """Set the given columns. Raises AppError 409 `name-taken`."""
    with conflict_if_broken("name-taken", "The group has another species of this name."):
        for column, value in changes.items():
            setattr(species, column, value)


def delete_species(species: Species) -> None:
    """Remove a species and its call types. Raises AppError 409 `species-in-use` while data belong to it."""
    audit.record("species.deleted", object_type="species", object_id=species.id, group_id=species.group_id)
    with conflict_if_broken("species-in-use", "Recordings or other data belong to this species."):
        db.session.delete(species)


def n_call_types_of(species_ids: list[UUID]) -> dict[UUID, int]:
    """How many call types each species has; those without any are left out."""
    rows = (
        select(CallType.species_id, func.count())
        .where(CallType.species_id.in_(species_ids))
        .group_by(CallType.species_id)
    )
    return {row[0]: row[1] for row in db.session.execute(rows)}


def create_call_type(
    species: Species,
    *,
    name: str,
    key: str | None = None,
    colour: str | None = None,
    notes: str = "",
    position: int | None = None,
) -> CallType:
    """Add a call type at the end of the repertoire unless a position is given.

    Raises AppError 409 `name-taken` for a name or key another call type of the species has.
    """
    present = db.session.execute(
        select(func.count(), func.max(CallType.position)).where(CallType.species_id == species.id)
    ).one()
    call_type = CallType(
        species_id=species.id,
        name=name,
        key=key,
        colour=colour or PALETTE[present[0] % len(PALETTE)],
        notes=notes,
        position=(0 if present[1] is None else present[1] + 1) if position is None else position,
    )
    with conflict_if_broken("name-taken", "The species has a call type with this name or key already."):
        db.session.add(call_type)
    return call_type


def change_call_type(call_type: CallType, changes: dict[str, Any]) -> None:
    """Set the given columns. Raises AppError 409 `name-taken`."""
    with conflict_if_broken("name-taken", "The species has another call type with this name or key."):
        for column, value in changes.items():
            setattr(call_type, column, value)


def delete_call_type(call_type: CallType) -> None:
    """Remove a call type. Raises AppError 409 `call-type-in-use` while labels use it."""
    with conflict_if_broken("call-type-in-use", "Labels use this call type."):
        db.session.delete(call_type)
