"""What can be done with species and repertoires."""

from blueprints.species.service.call_types import create_call_type
from blueprints.species.service.lookup import look_up_or_create
from blueprints.species.service.matching import How, Match, match
from blueprints.species.service.repertoires import create_repertoire
from blueprints.species.service.sightings import first_seen, note_observation
from blueprints.species.service.species import find_species

__all__ = [
    "How",
    "Match",
    "create_call_type",
    "create_repertoire",
    "find_species",
    "first_seen",
    "look_up_or_create",
    "match",
    "note_observation",
]
