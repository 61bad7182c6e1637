"""What the routes of names, checklists and verification take and give."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import BaseModel, Field

from blueprints.species.schemas.fields import Line
from blueprints.species.schemas.species import SpeciesView
from core.api import Body, Query
from core.documents import page_of
from core.fields import FormFile, RowNumber
from core.paging import PageQuery

Language = Annotated[str, Field(pattern=r"^[a-z]{2,3}$", description="ISO 639 code")]


class CommonNameBody(Body):
    language: Language
    name: Annotated[Line, Field(min_length=1, max_length=200)]
    is_preferred: bool = False


class CommonNamesBody(Body):
    names: list[CommonNameBody] = Field(max_length=200, description="All of them; the preferred one of each language")


class CommonNameView(BaseModel):
    language: str
    name: str
    is_preferred: bool


class CommonNamesView(BaseModel):
    names: list[CommonNameView]


class VerificationBody(Body):
    is_verified: bool = True


class LatestQuery(Query):
    limit: int = Field(20, ge=1, le=100, description="Species to return")


class SpeciesListView(BaseModel):
    results: list[SpeciesView]


class TaxonSearchQuery(Query):
    q: str = Field(min_length=2, max_length=200, description="Beginning of a name, a common name, or one misspelt")
    limit: int = Field(20, ge=1, le=100)


class MatchQuery(Query):
    name: str = Field(min_length=1, max_length=300, description="A name as someone wrote it")


class UsageView(BaseModel):
    checklist_id: int
    number: int
    name: str
    authorship: str
    rank: str
    status: str
    is_synonym: bool


class HitView(UsageView):
    how: str = Field(description="prefix, common-name or fuzzy")
    found: str = Field(description="The text that was like the one looked for")
    n_errors: int
    accepted_name: str


class SearchView(BaseModel):
    results: list[HitView]
    has_checklist: bool


class MatchView(BaseModel):
    text: str
    how: str = Field(description="exact, synonym, common-name, fuzzy, genus, station or none")
    confidence: float
    needs_confirmation: bool
    name: str
    usage: UsageView | None
    species_id: UUID | None
    alternatives: list[UsageView]


class TaxonView(UsageView):
    accepted: UsageView | None
    lineage: list[UsageView]
    synonyms: list[UsageView]
    children: list[UsageView]
    n_children: int
    common_names: list[CommonNameView]
    places: list[dict[str, Any]]
    species_id: UUID | None
    link: str


class SpeciesTaxonView(BaseModel):
    taxon: TaxonView | None = Field(description="null: no checklist that is loaded knows the name")


class ChecklistProblem(BaseModel):
    code: str
    detail: str | None


class ChecklistView(BaseModel):
    id: int
    title: str
    alias: str
    release: str
    kind: str
    file_name: str
    state: str
    counts: dict[str, Any]
    problem: ChecklistProblem | None
    job_id: UUID | None
    can_resume: bool
    created_at: datetime
    ready_at: datetime | None


class ChecklistForm(BaseModel):
    group_id: UUID = Field(description="A group of the sender, which sees the job")
    file: FormFile = Field(description="A ZIP archive or a table")


class ChecklistQuery(PageQuery):
    pass


class TaxonPath(BaseModel):
    id: RowNumber = Field(description="Number of the checklist")
    number: RowNumber = Field(description="Number of the name in it")


class ChecklistPath(BaseModel):
    id: RowNumber = Field(description="Number of the checklist")


ChecklistPage = page_of(ChecklistView)
