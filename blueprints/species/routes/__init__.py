"""Routes of species; importing a module puts its routes on the blueprint."""

from blueprints.species.routes import call_types, catalogue, repertoires, species, taxonomy  # noqa: F401
from blueprints.species.routes.area import api

__all__ = ["api"]
