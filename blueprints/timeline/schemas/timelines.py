"""Saved timelines: what is sent and what comes back."""

from datetime import datetime
from typing import Self
from uuid import UUID

from pydantic import BaseModel, Field, model_validator

from blueprints.timeline.schemas.tracks import MAX_TRACKS, Step, TrackSpec
from core.api import Body, Patch
from core.fields import Moment
from core.paging import PageQuery


class _Span(Body):
    start_at: Moment | None = Field(None, description="The span it opens with; null with null: all there is")
    end_at: Moment | None = None

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if (self.start_at is None) != (self.end_at is None):
            raise ValueError("start_at and end_at come together")
        if self.start_at and self.end_at and self.end_at <= self.start_at:
            raise ValueError("expected an end after the start")
        return self


class TimelineBody(_Span):
    """A timeline to save."""

    project_id: UUID
    site_id: UUID | None = None
    name: str = Field(min_length=1, max_length=120)
    description: str = Field("", max_length=2000)
    tracks: list[TrackSpec] = Field(min_length=1, max_length=MAX_TRACKS)
    step_s: Step | None = None
    is_shared: bool = Field(False, description="Whether the other members of the group see it")


class TimelinePatch(Patch, _Span):
    """What can be changed of a saved timeline."""

    name: str = Field("", min_length=1, max_length=120)
    description: str = Field("", max_length=2000)
    tracks: list[TrackSpec] = Field(default_factory=list, min_length=1, max_length=MAX_TRACKS)
    step_s: Step | None = None
    is_shared: bool = False


class TimelineQuery(PageQuery):
    """Filters of the list of saved timelines."""

    group_id: UUID | None = None
    project_id: UUID | None = None


class TimelineOut(BaseModel):
    """A saved timeline."""

    id: UUID
    group_id: UUID
    project_id: UUID
    project_name: str
    site_id: UUID | None
    site_name: str | None
    owner_id: UUID
    owner_name: str
    name: str
    description: str
    tracks: list[TrackSpec]
    start_at: datetime | None
    end_at: datetime | None
    step_s: int | None
    is_shared: bool
    version: int
    created_at: datetime
    updated_at: datetime
