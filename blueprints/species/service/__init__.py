"""What can be done with species and repertoires."""

from blueprints.species.service.call_types import create_call_type
from blueprints.species.service.repertoires import create_repertoire
from blueprints.species.service.sightings import first_seen, note_observation
from blueprints.species.service.species import find_species, look_up_or_create

__all__ = [
    "create_call_type",
    "create_repertoire",
    "find_species",
    "first_seen",
    "look_up_or_create",
    "note_observation",
]
