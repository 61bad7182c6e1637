"""What the species and call type routes take and give."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, BaseModel, Field

from core.api import Body
from core.documents import page_of
from core.paging import PageQuery


def _printable(text: str) -> str:
    if not all(c.isprintable() for c in text):
        raise ValueError("expected one line of printable text")
    return text


Name = Annotated[str, Field(max_length=150), AfterValidator(_printable)]
Text = Annotated[str, Field(max_length=5000)]
Preset = Annotated[str, Field(min_length=1, max_length=60, pattern=r"^[a-z0-9-]+$")]
Colour = Annotated[str, Field(pattern=r"^#[0-9a-f]{6}$", description="#rrggbb in lower case")]
Key = Annotated[str, Field(pattern=r"^[a-z0-9]$", description="A letter or digit of the keyboard")]
ScientificName = Annotated[Name, Field(min_length=2, examples=["Pipistrellus pipistrellus"])]
CallTypeName = Annotated[str, Field(min_length=1, max_length=100), AfterValidator(_printable)]


class SpeciesBody(Body):
    group_id: UUID
    scientific_name: ScientificName
    common_name: Name = ""
    notes: Text = ""
    default_preset: Preset | None = Field(None, description="Segmentation preset; left out: automatic")


class SpeciesPatch(Body):
    scientific_name: ScientificName | None = None
    common_name: Name | None = None
    notes: Text | None = None
    default_preset: Preset | None = Field(None, description="null: automatic")


class SpeciesQuery(PageQuery):
    group_id: UUID | None = Field(None, description="Only species of this group")


class CallTypeBody(Body):
    name: CallTypeName
    key: Key | None = None
    colour: Colour | None = Field(None, description="Left out: the next of a readable palette")
    notes: Text = ""
    position: int | None = Field(None, ge=0, le=10_000, description="Left out: at the end")


class CallTypePatch(Body):
    name: CallTypeName | None = None
    key: Key | None = Field(None, description="null: no key")
    colour: Colour | None = None
    notes: Text | None = None
    position: int | None = Field(None, ge=0, le=10_000)


class CallTypeView(BaseModel):
    id: UUID
    species_id: UUID
    name: str
    key: str | None
    colour: str
    notes: str
    position: int
    version: int


class SpeciesView(BaseModel):
    id: UUID
    group_id: UUID
    scientific_name: str
    common_name: str
    notes: str
    default_preset: str | None
    n_call_types: int
    version: int
    created_at: datetime
    updated_at: datetime


CallTypePage = page_of(CallTypeView)
SpeciesPage = page_of(SpeciesView)
