"""What the routes of repertoires and their call types take and give."""

from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, Field

from blueprints.species.schemas.fields import GroupQuery, Line, Text
from core.api import Body
from core.documents import page_of
from core.fields import FormFile
from core.paging import PageQuery

Colour = Annotated[str, Field(pattern=r"^#[0-9a-f]{6}$", description="#rrggbb in lower case")]
Key = Annotated[str, Field(pattern=r"^[a-z0-9]$", description="A letter or digit of the keyboard")]
CallTypeName = Annotated[Line, Field(min_length=1, max_length=100)]
ShortName = Annotated[Line, Field(max_length=20)]
LongName = Annotated[Line, Field(max_length=200)]


class CallTypeQuery(PageQuery, GroupQuery):
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
    ids: list[UUID] = Field(max_length=10_000, description="Every call type of the repertoire, in the order wanted")


class RepertoirePictureQuery(GroupQuery):
    v: str | None = Field(None, max_length=64, description="Any text; a new picture has a new one, past every cache")


class PictureForm(BaseModel):
    """The picture as a form has it; it may also be the whole body, as image/png or image/jpeg."""

    file: FormFile | None = Field(None, description="A PNG or JPEG of at most 10 MB")


class CallTypesForm(BaseModel):
    """A text file of call types."""

    file: FormFile = Field(description="One call type a line: name, or short name, long name, description, colour, key")
    dry_run: bool = Field(False, description="Only show what would be made")


class CallTypeView(BaseModel):
    id: UUID
    group_id: UUID
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
