"""What jobs look like in an answer."""

from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import BaseModel, Field

from core.documents import page_of
from core.jobs.kinds import JobState


class JobErrorOut(BaseModel):
    """Why a job failed."""

    code: str
    detail: str | None


class JobLinkOut(BaseModel):
    """Something a job made: what it is, its title, and the page that shows it."""

    rel: str
    title: str
    href: str


class JobOut(BaseModel):
    """A job with its live numbers."""

    id: UUID
    kind: str
    title: str
    state: JobState
    done: float
    total: float = Field(description="0: nobody knows")
    unit: str
    stage: str
    percent: float
    rate: float | None = Field(description="Units a second")
    eta_s: float | None
    position: int | None = Field(description="Place in its queue, 1 is next; null when it does not wait")
    attempt: int
    owner_id: UUID | None
    group_id: UUID | None
    project_id: UUID | None
    parent_id: UUID | None
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    not_before: datetime | None
    error: JobErrorOut | None
    params: dict[str, Any]
    results: list[JobLinkOut]
    children: dict[JobState, int] | None = Field(description="Children of a batch by state; null for other jobs")


class LiveJobOut(JobOut):
    """A job, with the number of the last event in its room."""

    seq: int


class JobSummaryOut(BaseModel):
    """Open jobs, and how many there are."""

    running: int
    queued: int
    jobs: list[JobOut]


class JobLogOut(BaseModel):
    """A job's own log."""

    lines: list[str]


JobPage = page_of(JobOut)
