"""Telemetry over HTTP."""

# They add their routes.
from blueprints.telemetry.routes import sources  # noqa: F401
from blueprints.telemetry.routes.blueprint import api

__all__ = ["api"]
