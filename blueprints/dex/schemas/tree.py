"""Requests and answers about the tree of life."""

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from pydantic import BaseModel, Field, field_validator

from blueprints.dex.schemas.answers import NaturalistOut
from core.api import Query
from processing.tree.drawing import Layout
from processing.tree.tiles import MAX_ZOOM, MIN_ZOOM

MAX_PEOPLE = 50
"""Selected people of one tree."""


class TreeQuery(Query):
    """Whose sightings."""

    scope: Literal["mine", "friends", "people", "station"] = Field("mine", description="Whose sightings")
    people: str = Field("", max_length=2000, description="Of scope people: their ids, separated by commas")

    @field_validator("people")
    @classmethod
    def _ids(cls, value: str) -> str:
        parts = [part for part in value.split(",") if part.strip()]
        if len(parts) > MAX_PEOPLE:
            raise ValueError(f"expected at most {MAX_PEOPLE} people")
        for part in parts:
            UUID(part.strip())
        return value

    @property
    def person_ids(self) -> list[UUID]:
        return [UUID(part.strip()) for part in self.people.split(",") if part.strip()]


class TileQuery(TreeQuery):
    """Which tile of the drawing; x and y may be negative."""

    layout: Layout = Layout.RADIAL
    z: int = Field(ge=MIN_ZOOM, le=MAX_ZOOM, description="Zoom: pixels a unit as a power of two")
    x: int = Field(ge=-(2**40), le=2**40)
    y: int = Field(ge=-(2**40), le=2**40)


class TreeSearchQuery(TreeQuery):
    """What to look for."""

    search: str = Field(min_length=1, max_length=100)
    layout: Layout = Layout.RADIAL
    limit: int = Field(12, ge=1, le=50)


class NodeQuery(TreeQuery):
    """Which node."""

    path: str = Field("", max_length=2000, description="Names from the kingdom down, with > between them")


class TallyOut(BaseModel):
    """How often something was seen."""

    own: int
    friends: int
    total: int


class BoundsOut(BaseModel):
    """The whole drawing in world units."""

    left: float
    top: float
    right: float
    bottom: float


class TreeOut(TallyOut):
    """A tree as a whole."""

    state: str
    n_species: int
    n_nodes: int
    ranks: list[str]
    radius: float
    tidy: BoundsOut
    radial: BoundsOut
    tile_px: int
    min_zoom: int
    max_zoom: int


class TileOut(BaseModel):
    """Nodes of a tile, as columns of equal length."""

    state: str
    node: list[int]
    parent: list[int]
    depth: list[int]
    name: list[str]
    x: list[float]
    y: list[float]
    parent_x: list[float]
    parent_y: list[float]
    across: list[float] = Field(description="Place along the axis of the species; radial: angle in radians")
    first: list[float] = Field(description="The outermost species below, likewise")
    last: list[float]
    is_open: list[bool] = Field(description="Whether its children are shown at this zoom")
    n_species: list[int]
    own: list[int]
    friends: list[int]
    total: list[int]


class FoundOut(BaseModel):
    """A node that was looked for, and where it is."""

    node: int
    name: str
    path: list[str]
    depth: int
    n_species: int
    x: float
    y: float
    zoom: float


class TreeSearchOut(BaseModel):
    """Nodes whose name holds the text."""

    state: str
    results: list[FoundOut]


class FirstSightingOut(BaseModel):
    """Who saw something first."""

    person: NaturalistOut
    at: datetime
    entry_id: UUID
    species_id: UUID


class NodeOut(TallyOut):
    """A node with its counts."""

    path: list[str]
    name: str
    depth: int
    n_species: int
    species_id: UUID | None
    first: FirstSightingOut | None


class FamilyKnownOut(BaseModel):
    """A family, as far as it was seen."""

    name: str
    n_found: int
    n_known: int


class CompletenessOut(BaseModel):
    """How much of what the station knows was seen, in the families that were."""

    n_found: int
    n_known: int
    families: list[FamilyKnownOut]


class DiversityOut(BaseModel):
    """Richness and evenness."""

    n_species: int
    n_genera: int
    n_families: int
    n_orders: int
    n_classes: int
    n_observations: int
    shannon: float = Field(description="H′ in nats")
    simpson: float = Field(description="1 − Σp²")
    evenness: float | None = Field(description="H′ over its largest possible value")


class TreeStatisticsOut(DiversityOut):
    """Diversity and completeness."""

    completeness: CompletenessOut


class GraphOut(BaseModel):
    """Species and how they are related."""

    nodes: list[dict[str, Any]]
    edges: list[dict[str, str]]
    stats: DiversityOut
    metadata: dict[str, Any]
