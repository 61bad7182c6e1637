"""What the map asks for and is told."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, Field, field_validator

from core.api import Query

MAX_ZOOM = 18
"""Doublings of scale from the whole world in 256 pixels; at 18 a pixel is about half a metre."""

MAX_CELLS = 60
"""Cells that one list may be asked for."""


class Layer(StrEnum):
    """What has a place of its own."""

    ENTRIES = "entries"
    PICTURES = "pictures"
    RECORDINGS = "recordings"


class Whose(StrEnum):
    """Whose sightings."""

    MINE = "mine"
    FRIENDS = "friends"
    ALL = "all"


Latitude = Annotated[float, Field(ge=-90, le=90)]
Longitude = Annotated[float, Field(ge=-180, le=180)]


class MapSiteQuery(Query):
    group_id: UUID | None = Field(None, description="Only sites of this group")
    project_id: UUID | None = Field(None, description="Only sites of this project")


class SightingFilters(Query):
    """What a map of sightings is narrowed by."""

    layers: str = Field("entries,pictures", max_length=60, description="Of entries, pictures, recordings")
    whose: Whose = Field(Whose.ALL, description="mine, friends or all; pictures and recordings are the groups'")
    group_id: UUID | None = Field(None, description="Only pictures and recordings of this group")
    project_id: UUID | None = Field(None, description="Only pictures and recordings of this project; no entries")
    species_id: UUID | None = None
    family: str | None = Field(None, max_length=100)
    start: AwareDatetime | None = Field(None, description="Seen, taken or recorded from this moment on")
    stop: AwareDatetime | None = Field(None, description="… and before this one")

    @field_validator("layers")
    @classmethod
    def _known(cls, value: str) -> str:
        unknown = {name for name in value.split(",") if name} - set(Layer)
        if unknown:
            raise ValueError(f"expected of {', '.join(Layer)}, found {', '.join(sorted(unknown))}")
        return value

    @property
    def layer_list(self) -> list[Layer]:
        return [layer for layer in Layer if layer in self.layers.split(",")]


class CellQuery(SightingFilters):
    """A part of the world at a scale."""

    west: Longitude = -180
    south: Latitude = -90
    east: Longitude = Field(180, description="Smaller than `west`: across the 180th meridian")
    north: Latitude = 90
    zoom: int = Field(2, ge=0, le=MAX_ZOOM, description="The world is 256 pixels wide at 0, twice as wide at 1 …")


class InCellsQuery(SightingFilters):
    """What lies in some cells of a map."""

    zoom: int = Field(ge=0, le=MAX_ZOOM)
    cells: str = Field(
        max_length=1500, pattern=r"^\d{1,9}\.\d{1,9}(,\d{1,9}\.\d{1,9})*$", description="`x.y`, separated by commas"
    )
    limit: int = Field(50, ge=1, le=500)

    @field_validator("cells")
    @classmethod
    def _few(cls, value: str) -> str:
        if value.count(",") >= MAX_CELLS:
            raise ValueError(f"at most {MAX_CELLS} cells")
        return value

    @property
    def cell_list(self) -> list[tuple[int, int]]:
        pairs = [cell.split(".") for cell in self.cells.split(",")]
        return [(int(x), int(y)) for x, y in pairs]


class SiteOut(BaseModel):
    """A site with a place, and how much belongs to it."""

    id: UUID
    project_id: UUID
    project_name: str
    name: str
    latitude: float
    longitude: float
    time_zone: str
    habitat: str
    n_recordings: int
    n_calls: int
    n_pictures: int
    n_channels: int
    n_datasets: int
    last_at: datetime | None = Field(description="When it was last recorded there")


class SitesOut(BaseModel):
    results: list[SiteOut]
    n_without_place: int = Field(description="Sites whose coordinates nobody has given")


class CellOut(BaseModel):
    """Things near each other at this scale."""

    cell: str = Field(description="`x.y`, to ask what lies in it")
    latitude: float = Field(description="The mean of what lies in it")
    longitude: float
    n: int
    n_rough: int = Field(description="How many of them are shown only roughly")
    counts: dict[Layer, int]


class CellsOut(BaseModel):
    zoom: int
    results: list[CellOut]
    n: int = Field(description="Things in this part of the world")
    is_cut: bool = Field(description="There were more cells than one answer holds; the fullest are here")


class SightingOut(BaseModel):
    """One thing on the map."""

    layer: Layer
    id: str
    title: str
    detail: str = Field(description="Scientific name, or what else tells it apart")
    is_scientific: bool = Field(description="Whether the detail is a scientific name")
    href: str
    latitude: float
    longitude: float
    is_rough: bool
    at: datetime | None
    picture_url: str | None = Field(description="A small picture of it, where there is one")


class SightingsOut(BaseModel):
    n: int
    results: list[SightingOut]


class BackgroundOut(BaseModel):
    """What lies under the map besides the outline that the page has itself."""

    tile_url: str | None = Field(description="Address of tiles with {z}, {x} and {y}; null: the outline alone")
    attribution: str
    max_zoom: int
