"""Requests, answers and jobs about collections as files."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from pydantic import BaseModel, Field

from blueprints.dex.models import Visibility
from core.api import Body, Query
from core.documents import page_of
from core.fields import FormFile
from core.jobs.kinds import JobKind, Queue

MAX_CARDS = 500
"""Cards of one printable file."""


class EntriesExportQuery(Query):
    """In which form."""

    format: Literal["csv", "json", "dwca"] = Field("csv", description="dwca: Darwin Core Archive, a ZIP")
    exact: bool = Field(False, description="dwca: whether sensitive and obscured places are given exactly")


class EntriesForm(BaseModel):
    """A table of entries."""

    file: FormFile = Field(description="CSV as the export makes it, or the export of iNaturalist")
    visibility: Visibility = Field(Visibility.PRIVATE, description="Of entries whose row does not say")


class RowProblemOut(BaseModel):
    """A row that could not be taken."""

    row: int = Field(description="As a spreadsheet counts: the first line is 1")
    code: str
    detail: str


class EntriesImportOut(BaseModel):
    """What became of a table."""

    n_created: int
    n_known: int = Field(description="Rows whose entry was here already")
    n_refused: int
    problems: list[RowProblemOut] = Field(description="The first hundred")


class CardFileBody(Body):
    """Which cards."""

    family: str | None = Field(None, max_length=100)
    is_favourite: bool | None = None


class CardFileOut(BaseModel):
    """A printable file."""

    id: UUID
    state: Literal["waiting", "ready", "failed"]
    problem_detail: str | None
    n_cards: int
    size_bytes: int | None
    job_id: UUID | None
    created_at: datetime
    expires_at: datetime | None


CardFilePage = page_of(CardFileOut)


class CardFileParams(BaseModel):
    """Lay out the cards of a file whose row exists."""

    file_id: UUID
    family: str | None = None
    is_favourite: bool | None = None


CARDS = JobKind("dex.cards", CardFileParams, queue=Queue.SHORT, time_limit_s=1800.0)
