"""Request, response and job models of uploads."""

from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import BaseModel, Field

from core.jobs.kinds import JobKind, Queue
from core.paging import PageQuery
from core.uploads.models import UploadState


class FinishParams(BaseModel):
    """Which upload to verify."""

    upload_id: UUID


FINISH = JobKind("uploads.finish", FinishParams, queue=Queue.SHORT, time_limit_s=4 * 3600)


class UploadQuery(PageQuery):
    """Filters of the list of uploads."""

    state: UploadState | None = None
    kind: str | None = Field(None, max_length=40)
    project_id: UUID | None = None
    parent_id: UUID | None = Field(None, description="Members of this archive")
    mine: bool = Field(False, description="Only one's own")


class UploadBody(BaseModel):
    """An upload, while it comes in and after."""

    id: UUID
    url: str
    kind: str
    file_name: str
    size: int
    offset: int = Field(description="Bytes received")
    state: UploadState
    problem: dict[str, Any] | None = Field(description="Why it was refused: code and detail")
    result: dict[str, Any] | None = Field(description="What was made from it, or was here already: type, id, url")
    job_id: UUID | None
    parent_id: UUID | None
    owner_id: UUID
    group_id: UUID
    project_id: UUID | None
    fields: dict[str, Any]
    created_at: datetime
    ended_at: datetime | None
    expires_at: datetime | None


class UploadList(BaseModel):
    """A page of uploads."""

    count: int
    next: str | None
    previous: str | None
    results: list[UploadBody]
