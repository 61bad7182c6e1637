"""What the routes about entries answer with."""

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from pydantic import BaseModel, Field

from blueprints.dex.models import Visibility
from core.documents import page_of


class NaturalistOut(BaseModel):
    """Somebody, as others know them."""

    id: UUID
    username: str
    display_name: str


class CardSpeciesOut(BaseModel):
    """What a card says of a species."""

    id: UUID
    scientific_name: str
    common_name: str
    number: int | None = Field(description="The station's own number of it")
    iucn_status: str | None
    kingdom: str
    phylum: str
    class_: str = Field(alias="class")
    order: str
    family: str
    genus: str
    is_sensitive: bool


class EntryPictureOut(BaseModel):
    """A picture of an entry."""

    id: UUID
    width: int
    height: int
    sha256: str = Field(description="Of the standard picture")
    url: str
    thumbnail_url: str
    small_url: str
    image_id: UUID | None = Field(None, description="To its owner only")
    version_id: UUID | None = Field(None, description="To its owner only")


class EntryOut(BaseModel):
    """One observation in a collection; the last fields are there for its owner only."""

    id: UUID
    owner: NaturalistOut
    species: CardSpeciesOut
    observed_at: datetime
    latitude: float | None
    longitude: float | None
    accuracy_m: float | None
    place_name: str
    is_obscured: bool = Field(description="Whether others see the place only to 0.2 degrees")
    n_individuals: int
    is_wild: bool
    notes: str
    card_style: dict[str, Any]
    visibility: Visibility
    pictures: list[EntryPictureOut]
    version: int
    created_at: datetime
    updated_at: datetime
    client_id: str | None = None
    is_favourite: bool | None = None
    obscures_by_choice: bool | None = None
    identification_id: UUID | None = None
    vision_job_id: UUID | None = None
    deleted_at: datetime | None = None
    is_hidden: bool | None = None


class MadeEntryOut(EntryOut):
    """A new entry, and what it earned."""

    new_badges: list[str]
    is_first_of_species: bool


EntryPage = page_of(EntryOut)


class MapPointOut(BaseModel):
    """An entry as a point."""

    id: UUID
    species_id: UUID
    name: str
    latitude: float
    longitude: float
    accuracy_m: float | None
    is_obscured: bool
    observed_at: datetime


class MapOut(BaseModel):
    """Entries with a place, the newest first."""

    results: list[MapPointOut]
    n_without_place: int


class CollectionDayOut(BaseModel):
    """A day of the calendar."""

    day: str
    n: int
    n_species: int


class CalendarOut(BaseModel):
    """Days with entries, and the years there are any in."""

    years: list[int]
    days: list[CollectionDayOut]


class ChangeOut(BaseModel):
    """A change of one entry."""

    kind: Literal["entry", "tombstone"]
    id: UUID
    seq: int
    entry: EntryOut | None


class ChangesOut(BaseModel):
    """Changes of one collection in their order."""

    owner_id: UUID
    changes: list[ChangeOut]
    cursor: str
    has_more: bool


class CollectionBatchOut(BaseModel):
    """Changes of several collections."""

    results: list[ChangesOut]


class ConflictOut(BaseModel):
    """A field that changed on the station since the device read it."""

    field: str
    yours: Any
    theirs: Any
    changed_in_version: int
    base_version: int | None


class WriteProblemOut(BaseModel):
    """Why a write was refused."""

    code: str
    detail: str
    errors: list[dict[str, str]]


class WriteOut(BaseModel):
    """What became of one write."""

    client_id: str | None
    id: UUID | None
    state: Literal["created", "changed", "unchanged", "deleted", "conflict", "refused"]
    version: int | None
    entry: EntryOut | None
    conflicts: list[ConflictOut]
    problem: WriteProblemOut | None


class WritesOut(BaseModel):
    """What became of each write, in their order."""

    results: list[WriteOut]
