"""Results at a glance: nights with their sun, sequences and bouts, what was heard where."""

from typing import Any

from blueprints.calls.routes.blueprint import api
from blueprints.calls.schemas.runs import CallsFilter
from blueprints.calls.schemas.summaries import NightsOut, NightsQuery, PlacesOut, SequencesOut, SequencesQuery
from blueprints.calls.service import nights, places, sequences
from core.access import principal


@api.get("/results/nights", responses={200: NightsOut})
def show_nights(query: NightsQuery) -> dict[str, Any]:
    """Calls of each night in bins of local time, with sunset, dusk, dawn and sunrise."""
    return nights.nights(principal(), query)


@api.get("/results/sequences", responses={200: SequencesOut})
def show_sequences(query: SequencesQuery) -> dict[str, Any]:
    """Intervals between calls by type, bouts and feeding buzzes."""
    return sequences.sequences(principal(), query)


@api.get("/results/places", responses={200: PlacesOut})
def show_places(query: CallsFilter) -> dict[str, Any]:
    """Species and types of call by site."""
    return {"results": places.places(principal(), query)}
