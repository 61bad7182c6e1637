"""The blueprint that the route modules of this area share."""

from core.api import area

api = area("telemetry", __name__, "Telemetry: sources, channels, readings, events")
