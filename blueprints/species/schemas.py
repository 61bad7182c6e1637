"""What the species and call type routes take and give."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, BaseModel, Field

from blueprints.species.models import DETAIL_S, OVERVIEW_S
from core.api import Body
from core.documents import page_of
from core.fields import FormFile
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
ShortName = Annotated[str, Field(max_length=20), AfterValidator(_printable)]
LongName = Annotated[str, Field(max_length=200), AfterValidator(_printable)]
DetailContext = Annotated[float, Field(ge=0.001, le=1, description="Seconds shown close up to each side of a call")]
OverviewContext = Annotated[float, Field(ge=0.05, le=60, description="Seconds shown from afar to each side of a call")]


class SpeciesBody(Body):
    group_id: UUID
    scientific_name: ScientificName
    common_name: Name = ""
    notes: Text = ""
    default_preset: Preset | None = Field(None, description="Segmentation preset; left out: automatic")
    context_detail_s: DetailContext = DETAIL_S
    context_overview_s: OverviewContext = OVERVIEW_S


class SpeciesPatch(Body):
    scientific_name: ScientificName | None = None
    common_name: Name | None = None
    notes: Text | None = None
    default_preset: Preset | None = Field(None, description="null: automatic")
    context_detail_s: DetailContext | None = None
    context_overview_s: OverviewContext | None = None


class SpeciesQuery(PageQuery):
    group_id: UUID | None = Field(None, description="Only species of this group")


class CallTypeQuery(PageQuery):
    is_retired: bool | None = Field(None, description="Only those that are retired, or only those that are not")


class CallTypeBody(Body):
    name: CallTypeName
    short_name: ShortName = Field("", description="For boxes and buttons; empty: the name")
    long_name: LongName = ""
    key: Key | None = None
    colour: Colour | None = Field(None, description="Left out: the next of a readable palette")
    notes: Text = ""
    position: int | None = Field(None, ge=0, le=10_000, description="Left out: at the end")


class CallTypePatch(Body):
    name: CallTypeName | None = None
    short_name: ShortName | None = None
    long_name: LongName | None = None
    key: Key | None = Field(None, description="null: no key")
    colour: Colour | None = None
    notes: Text | None = None
    position: int | None = Field(None, ge=0, le=10_000)
    is_retired: bool | None = Field(None, description="true: no longer offered; its key becomes free")


class CallTypeOrder(Body):
    ids: list[UUID] = Field(max_length=10_000, description="Every call type of the species, in the order wanted")


class PictureForm(BaseModel):
    """The picture as a form has it; it may also be the whole body, as image/png or image/jpeg."""

    file: FormFile | None = Field(None, description="A PNG or JPEG of at most 10 MB")


class CallTypesForm(BaseModel):
    """A text file of call types."""

    file: FormFile = Field(description="One call type a line: name, or short name, long name, description, colour, key")
    dry_run: bool = Field(False, description="Only show what would be made")


class CallTypeView(BaseModel):
    id: UUID
    species_id: UUID
    name: str
    short_name: str
    long_name: str
    key: str | None
    colour: str
    notes: str
    position: int
    is_retired: bool
    version: int


class SpeciesView(BaseModel):
    id: UUID
    group_id: UUID
    scientific_name: str
    common_name: str
    notes: str
    default_preset: str | None
    context_detail_s: float
    context_overview_s: float
    repertoire_picture_url: str | None
    n_call_types: int
    version: int
    created_at: datetime
    updated_at: datetime


class ImportedLine(BaseModel):
    line: int
    name: str
    short_name: str
    long_name: str
    notes: str
    colour: str | None
    key: str | None
    call_type_id: UUID | None = Field(description="null on a dry run")


class LineFindingView(BaseModel):
    line: int
    code: str
    message: str


class CallTypesImportView(BaseModel):
    is_dry_run: bool
    n_made: int
    n_present: int
    results: list[ImportedLine]
    findings: list[LineFindingView]


CallTypePage = page_of(CallTypeView)
SpeciesPage = page_of(SpeciesView)
