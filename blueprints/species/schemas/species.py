"""What the species routes take and give."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, Field

from blueprints.species.models import DETAIL_S, OVERVIEW_S, IucnStatus
from blueprints.species.schemas.fields import Line, Name, Text
from core.api import Body, Patch
from core.documents import page_of
from core.paging import PageQuery

ScientificName = Annotated[Line, Field(min_length=2, max_length=150, examples=["Pipistrellus pipistrellus"])]
Taxon = Annotated[Line, Field(max_length=100)]
Preset = Annotated[str, Field(min_length=1, max_length=60, pattern=r"^[a-z0-9-]+$")]
DetailContext = Annotated[float, Field(ge=0.001, le=1, description="Seconds shown close up to each side of a call")]
OverviewContext = Annotated[float, Field(ge=0.05, le=60, description="Seconds shown from afar to each side of a call")]
Fact = Annotated[Line, Field(min_length=1, max_length=500)]
Region = Annotated[Line, Field(min_length=1, max_length=100)]


class SpeciesBody(Body):
    group_id: UUID | None = Field(
        None, description="Group that is to work with it; left out: only the station's record"
    )
    scientific_name: ScientificName
    common_name: Name = ""
    notes: Text = Field("", description="The group's own")
    default_preset: Preset | None = Field(None, description="Segmentation preset; left out: automatic")
    context_detail_s: DetailContext = DETAIL_S
    context_overview_s: OverviewContext = OVERVIEW_S


class SpeciesPatch(Patch):
    scientific_name: ScientificName | None = None
    common_name: Name | None = None
    authorship: Annotated[Line, Field(max_length=300)] | None = None
    kingdom: Taxon | None = None
    phylum: Taxon | None = None
    class_name: Taxon | None = None
    order_name: Taxon | None = None
    family: Taxon | None = None
    iucn_status: IucnStatus | None = Field(None, description="null: not assessed here")
    description: Text | None = None
    habitat: Text | None = None
    diet: Text | None = None
    facts: list[Fact] | None = Field(None, max_length=30)
    native_regions: list[Region] | None = Field(None, max_length=300)
    establishment: Annotated[Line, Field(max_length=60)] | None = None
    environment: Annotated[Line, Field(max_length=60)] | None = None
    is_sensitive: bool | None = Field(None, description="Places of its sightings are shown to others only roughly")
    notes: Text | None = Field(None, description="The group's own")
    default_preset: Preset | None = Field(None, description="null: automatic")
    context_detail_s: DetailContext | None = None
    context_overview_s: OverviewContext | None = None


class SpeciesQuery(PageQuery):
    group_id: UUID | None = Field(None, description="Only species this group works with")
    iucn_status: IucnStatus | None = None
    is_verified: bool | None = None
    is_seen: bool | None = Field(None, description="Only those that were seen here, or only those that were not")
    kingdom: Taxon | None = None
    phylum: Taxon | None = None
    class_name: Taxon | None = None
    order_name: Taxon | None = None
    family: Taxon | None = None
    genus: Taxon | None = None


class SpeciesView(BaseModel):
    id: UUID
    scientific_name: str
    common_name: str
    authorship: str
    rank: str
    kingdom: str
    phylum: str
    class_name: str
    order_name: str
    family: str
    genus: str
    epithet: str
    subspecies: str
    iucn_status: IucnStatus | None
    description: str
    habitat: str
    diet: str
    facts: list[str]
    native_regions: list[str]
    establishment: str
    environment: str
    is_sensitive: bool
    source: str
    source_id: str
    verified_by: UUID | None
    verified_at: datetime | None
    creation_index: int | None
    n_observations: int
    group_id: UUID | None = Field(description="Group whose repertoire the following fields are; null: none of yours")
    notes: str
    default_preset: str | None
    context_detail_s: float
    context_overview_s: float
    repertoire_picture_url: str | None
    n_call_types: int
    version: int = Field(description="Changes with the record and with the group's repertoire")
    created_at: datetime
    updated_at: datetime


SpeciesPage = page_of(SpeciesView)
