"""What can be done with species and their repertoires."""

from blueprints.species.service.call_types import create_call_type
from blueprints.species.service.species import create_species

__all__ = ["create_call_type", "create_species"]
