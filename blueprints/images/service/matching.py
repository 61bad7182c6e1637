"""What a provider's name means on this station: a species it has, a name of its checklists, or neither."""

from typing import NamedTuple
from uuid import UUID

from blueprints.species.service.matching import How, match

LIKENESS = frozenset({How.FUZZY, How.GENUS, How.COMMON_NAME})
"""Ways of finding a name that are no more than a hint: a person has to accept the name found."""


class Found(NamedTuple):
    """How a name was found, the accepted name, how sure that is, and the station's species of it."""

    how: str
    name: str
    confidence: float
    species_id: UUID | None


def find_name(scientific_name: str, common_name: str) -> Found | None:
    """The station's species, or the checklists' name, that a proposal means; None when there is neither.

    The common name counts only where the provider gave no scientific one.
    """
    found = match(scientific_name or common_name) if scientific_name or common_name else None
    if found is None or found.how == How.NONE:
        return None
    return Found(found.how.value, found.name, found.confidence, found.species.id if found.species else None)
