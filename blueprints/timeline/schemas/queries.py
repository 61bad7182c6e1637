"""Requests for the tracks of a place."""

from typing import Literal, Self
from uuid import UUID

from pydantic import Field, model_validator

from blueprints.timeline.schemas.tracks import OneTrack, Step, TrackList
from core.api import Query
from core.fields import From, Until


class TimelinePlaceQuery(Query):
    """A project, or one of its sites."""

    project_id: UUID
    site_id: UUID | None = Field(None, description="Only what belongs to this site")


class CatalogueQuery(TimelinePlaceQuery):
    """What there is to choose from."""

    search: str | None = Field(None, max_length=200, description="Text to find in titles")


class SpanQuery(TimelinePlaceQuery):
    """A place and a span of time; without a span, all that the tracks hold."""

    start: From | None = None
    end: Until | None = None
    step_s: Step | None = Field(None, description="Seconds of a bin; by default as the span asks for")

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if (self.start is None) != (self.end is None):
            raise ValueError("start and end come together")
        if self.start and self.end and self.end <= self.start:
            raise ValueError("expected an end after the start")
        return self


class ViewQuery(SpanQuery):
    """Tracks to draw."""

    tracks: TrackList
    width: int = Field(1000, ge=50, le=4000, description="Pixels that the span is drawn on")


class FileQuery(SpanQuery):
    """Tracks to write into a file."""

    tracks: TrackList


class BehindQuery(TimelinePlaceQuery):
    """What stands behind a piece of a track."""

    track: OneTrack
    start: From
    end: Until
    limit: int = Field(50, ge=1, le=200)


class RelationQuery(SpanQuery):
    """Two tracks to compare."""

    a: OneTrack
    b: OneTrack
    max_shift: int = Field(24, ge=0, le=200, description="Bins by which the second track is shifted at most")


class GroupsQuery(SpanQuery):
    """A track to put together by hours, nights or months."""

    track: OneTrack
    by: Literal["hour", "night", "month"] = "hour"
