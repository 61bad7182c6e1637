"""Builders of species and call types."""

from typing import Any

from blueprints.accounts.models import Group
from blueprints.species.models import CallType, Species
from tests.factories import Factory


def build_species(make: Factory, group: Group | None = None, **fields: Any) -> Species:
    """A species, in a new group unless one is given."""
    group_id = (group or make.group()).id
    values = {"scientific_name": f"Myotis probabilis {make.number()}", "common_name": "Likely bat"}
    return make.save(Species(group_id=group_id, **(values | fields)))


def build_call_type(make: Factory, species: Species | None = None, **fields: Any) -> CallType:
    """A call type, of a new species unless one is given."""
    species_id = (species or make.species()).id
    values = {"name": f"Call {make.number()}", "colour": "#0072b2"}
    return make.save(CallType(species_id=species_id, **(values | fields)))
