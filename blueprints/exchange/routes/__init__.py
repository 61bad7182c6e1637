"""Routes of exchange; importing a module puts its routes on the blueprint."""

from blueprints.exchange.routes import exports, imports  # noqa: F401
from blueprints.exchange.routes.area import api

__all__ = ["api"]
