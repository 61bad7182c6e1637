"""Telemetry over HTTP."""

# They add their routes.
from blueprints.telemetry.routes import (  # noqa: F401
    channels,
    dashboards,
    dead_letters,
    detectors,
    events,
    posts,
    readings,
    sources,
)
from blueprints.telemetry.routes.blueprint import api

__all__ = ["api"]
