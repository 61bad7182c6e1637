"""The blueprint that the route modules of this area share."""

from core.api import area

api = area("sharing", __name__, "Public links to results")
