"""The map over HTTP."""

from typing import Any

from flask import current_app

from blueprints.atlas.schemas import (
    BackgroundOut,
    CellQuery,
    CellsOut,
    InCellsQuery,
    MapSiteQuery,
    SightingsOut,
    SitesOut,
)
from blueprints.atlas.service.cells import cells, in_cells
from blueprints.atlas.service.sites import sites_on_map
from core.access import principal
from core.api import area

api = area("atlas", __name__, "Sites and sightings on a map")


@api.get("/map/sites", responses={200: SitesOut})
def read_sites(query: MapSiteQuery) -> dict[str, Any]:
    """Sites with coordinates and what belongs to each"""
    return sites_on_map(principal(), query)


@api.get("/map/cells", responses={200: CellsOut})
def read_cells(query: CellQuery) -> dict[str, Any]:
    """Sightings of a part of the world, counted in cells; obscured ones only in the middle of theirs"""
    return cells(principal(), query)


@api.get("/map/sightings", responses={200: SightingsOut})
def list_sightings(query: InCellsQuery) -> dict[str, Any]:
    """What lies in some cells, the newest first"""
    return in_cells(principal(), query)


@api.get("/map/background", responses={200: BackgroundOut})
def read_background() -> dict[str, Any]:
    """Whether the operator has set an address for tiles"""
    principal()
    settings = current_app.config["SETTINGS"]
    return {
        "tile_url": settings.map_tile_url or None,
        "attribution": settings.map_attribution,
        "max_zoom": settings.map_max_zoom,
    }
