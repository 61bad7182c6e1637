"""What a provider's name means on this station: a species it has, a name of its checklist, or neither."""

from typing import NamedTuple
from uuid import UUID

from sqlalchemy import func, select

from blueprints.species.models import Species
from blueprints.species.service.species import find_species
from core.db import db


class Match(NamedTuple):
    """How a name was found. how : exact, synonym, common, fuzzy or genus; only the first needs no second look."""

    how: str
    name: str
    confidence: float
    species_id: UUID | None


def match_name(scientific_name: str, common_name: str) -> Match | None:
    """The station's species, or the checklist's name, that a proposal means; None when there is neither."""
    species = find_species(scientific_name) if scientific_name else None
    if species is not None:
        return Match("exact", species.scientific_name, 1.0, species.id)
    if scientific_name or not common_name:
        return None
    named = db.session.scalar(select(Species).where(func.lower(Species.common_name) == common_name.lower()).limit(1))
    return Match("common", named.scientific_name, 0.9, named.id) if named else None
