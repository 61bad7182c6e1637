"""The blueprint that the route modules of this area share."""

from core.api import area

api = area("similarity", __name__, "Similar calls and clustering")
