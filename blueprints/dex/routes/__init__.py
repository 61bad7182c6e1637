"""Routes of the dex area; importing a module puts its routes on the blueprint."""

from blueprints.dex.routes import entries, feed, files, friends, pictures, statistics, sync, tree  # noqa: F401
from blueprints.dex.routes.area import api

__all__ = ["api"]
