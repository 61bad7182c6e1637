"""Public links as their makers see them."""

from datetime import datetime
from enum import StrEnum
from typing import Any, Self
from uuid import UUID

from pydantic import BaseModel, Field, model_validator

from core.api import Body, Patch
from core.paging import PageQuery

MAX_DAYS = 366
"""The longest a link lives at a time; it can be prolonged."""

MAX_TIMELINES = 8


class ResultPage(StrEnum):
    """Result pages that a link may show."""

    NIGHTS = "nights"
    """Calls by night and time of night, with the sun."""
    HOURS = "hours"
    """Calls by type and hour of the day."""
    PLACES = "places"
    """Species and types of call at each site."""


class LinkBody(Body):
    """A public link to make."""

    project_id: UUID
    name: str = Field(min_length=1, max_length=120, description="Heading of the public page")
    timeline_ids: list[UUID] = Field(default_factory=list, max_length=MAX_TIMELINES)
    pages: list[ResultPage] = Field(default_factory=list, max_length=len(ResultPage))
    shows_places: bool = Field(False, description="Whether sites are shown where they are, not to 0.2 degrees")
    shows_author: bool = Field(False, description="Whether the page says who shared it")
    days: int = Field(30, ge=1, le=MAX_DAYS, description="After how many days it ends")

    @model_validator(mode="after")
    def _shows_something(self) -> Self:
        if not self.timeline_ids and not self.pages:
            raise ValueError("expected at least one timeline or result page")
        return self


class LinkPatch(Patch):
    """What can be changed of a link; what it shows cannot: make another."""

    name: str = Field("", min_length=1, max_length=120)
    shows_places: bool = False
    shows_author: bool = False
    days: int = Field(30, ge=1, le=MAX_DAYS, description="Counted from now")


class LinkQuery(PageQuery):
    """Filters of the list of links."""

    group_id: UUID | None = None
    project_id: UUID | None = None


class LinkState(StrEnum):
    """Whether a link still works."""

    OPEN = "open"
    EXPIRED = "expired"
    REVOKED = "revoked"


class SharedName(BaseModel):
    timeline_id: UUID
    name: str
    is_there: bool = Field(description="False: the timeline was deleted, the link does not show it any more")


class PublicLinkOut(BaseModel):
    """A public link, without its token."""

    id: UUID
    group_id: UUID
    project_id: UUID
    project_name: str
    name: str
    token_end: str
    timelines: list[SharedName]
    pages: list[ResultPage]
    shows_places: bool
    shows_author: bool
    state: LinkState
    expires_at: datetime
    revoked_at: datetime | None
    n_views: int
    last_viewed_at: datetime | None
    created_by: UUID | None
    created_by_name: str | None
    version: int
    created_at: datetime


class NewLinkOut(PublicLinkOut):
    """A public link that was just made."""

    token: str = Field(description="Shown this once")
    url: str = Field(description="Address of the public page; the token stands behind #, where no server sees it")


class SharedTimelineOut(BaseModel):
    """A timeline of the public page."""

    number: int
    name: str
    site_name: str | None
    start: float | None
    end: float | None
    step_s: int | None


class SharedOut(BaseModel):
    """What a public page shows."""

    name: str
    project_name: str
    shared_by: str | None
    expires_at: datetime
    is_rough: bool = Field(description="Whether places are shown only roughly")
    timelines: list[SharedTimelineOut]
    pages: list[ResultPage]


class ResultsOut(BaseModel):
    """One result page; its rows are those of /results/nights, /results/activity or /results/places, without ids."""

    page: ResultPage
    results: list[dict[str, Any]]
    bin_min: int | None = None
    n_bins: int | None = None
    place: dict[str, Any] | None = None
