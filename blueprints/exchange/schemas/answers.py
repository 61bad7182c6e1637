"""What exports and imports look like in an answer."""

from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import BaseModel, Field

from blueprints.exchange.models import ExportKind, WorkState
from core.documents import page_of


class ExchangeProblemOut(BaseModel):
    code: str
    detail: str | None


class ExportOut(BaseModel):
    """A file that is made, or was."""

    id: UUID
    group_id: UUID
    project_id: UUID | None
    kind: ExportKind
    options: dict[str, Any]
    state: WorkState
    problem: ExchangeProblemOut | None
    file_name: str | None
    size_bytes: int | None
    expires_at: datetime | None = Field(description="When the file is given up")
    job_id: UUID | None
    created_by: UUID | None
    created_at: datetime


class ExportLinkOut(BaseModel):
    """An address that works for some minutes without a token."""

    url: str


class ProjectImportOut(BaseModel):
    """A project's archive that arrived."""

    id: UUID
    group_id: UUID
    project_id: UUID | None = Field(description="The project made of it; null while it is not")
    file_name: str
    state: WorkState
    problem: ExchangeProblemOut | None
    counts: dict[str, int]
    notes: list[str]
    job_id: UUID | None
    created_by: UUID | None
    created_at: datetime


ExportPage = page_of(ExportOut)
ProjectImportPage = page_of(ProjectImportOut)
