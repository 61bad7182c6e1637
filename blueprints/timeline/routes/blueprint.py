"""The blueprint that the route modules of this area share."""

from core.api import area

api = area("timeline", __name__, "Everything of a place on one clock")
