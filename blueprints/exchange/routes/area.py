"""The blueprint that all routes of exchange are on."""

from core.api import area

api = area("exchange", __name__, "Large files made on request, and projects between stations")
