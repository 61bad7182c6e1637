"""The blueprint that the route modules of this area share."""

from core.api import area

api = area("calls", __name__, "Classifiers, classification runs and results")
