"""The blueprint that all routes of species are on."""

from core.api import area

api = area("species", __name__, "Species and the kinds of call in their repertoires")
