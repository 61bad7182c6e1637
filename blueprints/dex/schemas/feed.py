"""Requests and answers about the feed and what is said in it."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from pydantic import BaseModel, Field, model_validator

from blueprints.dex.models import ReactionKind
from blueprints.dex.schemas.answers import EntryOut, NaturalistOut
from core.api import Body
from core.documents import page_of
from core.paging import PageQuery


class FeedQuery(PageQuery):
    """What of the feed."""

    scope: Literal["all", "friends", "public", "mine"] = Field("all", description="Of whom")
    owner_id: UUID | None = None
    species_id: UUID | None = None
    family: str | None = Field(None, max_length=100)
    place: str | None = Field(None, max_length=200, description="Text in the name of the place")
    west: float | None = Field(None, ge=-180, le=180)
    south: float | None = Field(None, ge=-90, le=90)
    east: float | None = Field(None, ge=-180, le=180)
    north: float | None = Field(None, ge=-90, le=90)

    @model_validator(mode="after")
    def _whole_box(self) -> "FeedQuery":
        edges = [self.west, self.south, self.east, self.north]
        if any(edge is None for edge in edges) and any(edge is not None for edge in edges):
            raise ValueError("expected west, south, east and north together")
        return self

    @property
    def has_box(self) -> bool:
        return self.west is not None


class ReactionBody(Body):
    """A sign under an entry."""

    kind: ReactionKind


class CommentBody(Body):
    """A comment on an entry."""

    text: str = Field(min_length=1, max_length=2000)


class ReportBody(Body):
    """Why something is wrong for others' eyes."""

    reason: str = Field(min_length=1, max_length=500)
    comment_id: UUID | None = Field(None, description="Of a comment; without it, the entry itself")


class FeedEntryOut(EntryOut):
    """An entry with what people said about it."""

    shown_at: datetime | None
    reactions: dict[str, int]
    my_reaction: ReactionKind | None
    n_comments: int


FeedPage = page_of(FeedEntryOut)


class CommentOut(BaseModel):
    """What someone wrote."""

    id: UUID
    author: NaturalistOut
    text: str
    created_at: datetime
    may_hide: bool = Field(description="Whether the one who asks may take it away")


CommentPage = page_of(CommentOut)


class ReactionsOut(BaseModel):
    """Signs under an entry."""

    reactions: dict[str, int]
    my_reaction: ReactionKind | None


class ReportOut(BaseModel):
    """A report."""

    id: UUID
    entry_id: UUID
    comment_id: UUID | None
    reporter: NaturalistOut | None
    reason: str
    what: str
    created_at: datetime
    settled_at: datetime | None


ReportPage = page_of(ReportOut)


class ReportSettleBody(Body):
    """What an operator makes of a report."""

    hide: bool = Field(description="Whether what was reported is taken away")
