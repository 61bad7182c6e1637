"""Requests about entries."""

import re
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AfterValidator, Field, model_validator

from blueprints.dex.models import Visibility
from core.api import Body, Patch, Query
from core.fields import From, Moment, Until
from core.paging import PageQuery

MAX_PICTURES = 12
"""Pictures of one entry."""

CARD_SHAPES = ("plate", "oval", "field", "specimen")
"""Frames a card can have."""

STICKERS = ("star", "leaf", "feather", "moon", "drop", "sun", "paw", "egg", "shell", "snow")
"""Small marks a card can carry."""

_COLOUR = re.compile("#[0-9a-fA-F]{6}")


def _colour(value: str) -> str:
    if not _COLOUR.fullmatch(value):
        raise ValueError("expected a colour such as #3d6a33")
    return value.lower()


class CardStyle(Body):
    """How a card looks."""

    colour: Annotated[str, AfterValidator(_colour)] | None = Field(None, description="#rrggbb of the mount")
    shape: Literal["plate", "oval", "field", "specimen"] = "plate"
    stickers: list[Literal["star", "leaf", "feather", "moon", "drop", "sun", "paw", "egg", "shell", "snow"]] = Field(
        default_factory=list, max_length=6
    )


class PictureChoice(Body):
    """A picture the entry has already, or a stored picture in one of its versions."""

    id: UUID | None = Field(None, description="Of a picture the entry has already")
    image_id: UUID | None = None
    version_id: UUID | None = Field(None, description="Without it, the one that is shown now")

    @model_validator(mode="after")
    def _one_of_both(self) -> "PictureChoice":
        if (self.id is None) == (self.image_id is None):
            raise ValueError("expected id or image_id")
        return self


class EntryFields(Patch):
    """What can be said of an entry; what is left out stays as it is."""

    species_id: UUID | None = None
    scientific_name: str | None = Field(None, min_length=2, max_length=200, description="Instead of species_id")
    observed_at: Moment | None = None
    latitude: float | None = Field(None, ge=-90, le=90)
    longitude: float | None = Field(None, ge=-180, le=180)
    accuracy_m: float | None = Field(None, ge=0, le=1_000_000)
    place_name: str | None = Field(None, max_length=200)
    is_obscured: bool | None = Field(None, description="Show others the place only to 0.2 degrees")
    n_individuals: int | None = Field(None, ge=1, le=1_000_000)
    is_wild: bool | None = Field(None, description="false: captive or cultivated")
    notes: str | None = Field(None, max_length=20_000)
    card_style: CardStyle | None = None
    visibility: Visibility | None = None
    is_favourite: bool | None = None
    pictures: list[PictureChoice] | None = Field(
        None, max_length=MAX_PICTURES, description="All of them in their order; the first is the one on the card"
    )

    @model_validator(mode="after")
    def _one_place(self) -> "EntryFields":
        given = self.model_fields_set
        if ("latitude" in given) != ("longitude" in given) or (self.latitude is None) != (self.longitude is None):
            raise ValueError("expected latitude and longitude together")
        if "species_id" in given and "scientific_name" in given:
            raise ValueError("expected species_id or scientific_name, found both")
        return self


class EntryBody(EntryFields):
    """A new entry: by hand with a species, or from a confirmed identification."""

    client_id: str | None = Field(None, min_length=1, max_length=64, description="The device's own name for it")
    identification_id: UUID | None = Field(
        None, description="A person's word on a picture: gives species, picture, time and place where not said"
    )

    @model_validator(mode="after")
    def _of_something(self) -> "EntryBody":
        if self.species_id is None and self.scientific_name is None and self.identification_id is None:
            raise ValueError("expected species_id, scientific_name or identification_id")
        return self


class EntryQuery(PageQuery):
    """Filters of a collection."""

    owner_id: UUID | None = Field(None, description="Whose collection; without it, one's own")
    species_id: UUID | None = None
    family: str | None = Field(None, max_length=100)
    kingdom: str | None = Field(None, max_length=100)
    class_name: str | None = Field(None, max_length=100, alias="class")
    visibility: Visibility | None = None
    is_favourite: bool | None = None
    is_wild: bool | None = None
    has_picture: bool | None = None
    start: From | None = Field(None, alias="from", description="Observed at or after")
    stop: Until | None = Field(None, alias="to", description="Observed before")
    deleted: bool = Field(False, description="Instead, what was deleted in the last 30 days; one's own only")


class PlaceQuery(Query):
    """Filters of the map."""

    owner_id: UUID | None = None
    species_id: UUID | None = None
    family: str | None = Field(None, max_length=100)


class CalendarQuery(PlaceQuery):
    """Which year of a collection."""

    year: int | None = Field(None, ge=1900, le=2199)
