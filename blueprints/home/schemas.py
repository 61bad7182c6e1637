"""What the home page is told."""

from datetime import datetime
from uuid import UUID

from pydantic import BaseModel, Field

from core.api import Query


class HomeQuery(Query):
    group_id: UUID | None = Field(None, description="The group; left out: the active one")


class ThingOut(BaseModel):
    title: str
    href: str = Field(description="Address within the page")


class NewsOut(BaseModel):
    """How many new things of a kind there are."""

    kind: str
    n: int
    latest: list[ThingOut]


class WaitOut(BaseModel):
    """How many things of a kind wait for this person."""

    kind: str
    n: int
    first: list[ThingOut]


class CountsOut(BaseModel):
    """How much of everything there is; entries and species seen are the person's own."""

    projects: int
    sites: int
    recordings: int
    calls: int
    classifiers: int
    repertoires: int
    pictures: int
    entries: int
    species_seen: int
    channels: int
    events: int
    datasets: int
    forecasts: int
    timelines: int


class BytesOut(BaseModel):
    """Room that the group's files take, by kind."""

    recordings: int
    pictures: int
    datasets: int


class HomeOut(BaseModel):
    group_id: UUID
    since_at: datetime = Field(description="News is what came after this")
    is_first_visit: bool = Field(description="Nobody was here before: news is that of the last week")
    news: list[NewsOut]
    waiting: list[WaitOut]
    counts: CountsOut
    bytes: BytesOut
    sample_project_id: UUID | None = Field(description="The group's sample project, if it has one")


class VisitOut(BaseModel):
    seen_at: datetime
    since_at: datetime | None = Field(description="When the visit before ended; null during the first")
