"""Species: making, changing, removing them."""

from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from blueprints.accounts.service import audit
from blueprints.species.models import CallType, Species
from core.db import db
from core.transactions import conflict_if_broken


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
