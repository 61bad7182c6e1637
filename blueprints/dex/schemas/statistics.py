"""Requests and answers about what collections come to."""

from datetime import datetime
from uuid import UUID

from pydantic import BaseModel, Field

from blueprints.dex.schemas.answers import CardSpeciesOut, NaturalistOut
from core.api import Query


class OwnerQuery(Query):
    """Whose collection."""

    owner_id: UUID | None = Field(None, description="Without it, one's own")


class LockedQuery(OwnerQuery):
    """Which families."""

    family: str | None = Field(None, max_length=100)
    limit: int = Field(12, ge=1, le=100, description="Families")


class YearQuery(Query):
    """Which year."""

    year: int | None = Field(None, ge=1900, le=2199, description="Without it, all years together")


class MonthOut(BaseModel):
    """A month of all years."""

    month: int
    n_species: int
    n_entries: int


class YearOut(BaseModel):
    """A year."""

    year: int
    n_species: int
    n_entries: int
    n_new: int = Field(description="Species never seen before")


class GroupOut(BaseModel):
    """A class."""

    name: str
    n_species: int
    n_entries: int


class FamilyOut(GroupOut):
    """A family."""

    n_known: int = Field(description="Species the station knows of it")


class FirstOut(BaseModel):
    """A species and when it was first seen."""

    species: CardSpeciesOut
    at: datetime


class CollectionStatisticsOut(BaseModel):
    """Numbers of a collection."""

    n_entries: int
    n_species: int
    n_individuals: int
    first_at: datetime | None
    last_at: datetime | None
    by_month: list[MonthOut]
    by_year: list[YearOut]
    by_class: list[GroupOut]
    by_family: list[FamilyOut]
    firsts_of_year: list[FirstOut]


class LifeOut(FirstOut):
    """A species of the life list."""

    n_entries: int
    place: int


class LifeListOut(BaseModel):
    """Every species of a collection, the earliest first."""

    results: list[LifeOut]


class StandingOut(BaseModel):
    """Somebody's place."""

    person: NaturalistOut
    is_me: bool
    n_species: int
    n_entries: int


class LeaderboardOut(BaseModel):
    """Oneself and one's friends."""

    results: list[StandingOut]


class BadgeOut(BaseModel):
    """Something to reach."""

    id: str
    title: str
    text: str
    icon: str
    goal: int
    reached: int
    awarded_at: datetime | None


class NextFamilyOut(BaseModel):
    """The family nearest to being whole."""

    family: str
    n_found: int
    n_known: int


class BadgesOut(BaseModel):
    """Badges and how far each is."""

    badges: list[BadgeOut]
    whole_families: list[str]
    next_family: NextFamilyOut | None


class LockedFamilyOut(BaseModel):
    """A family and what is missing of it."""

    family: str
    n_found: int
    n_known: int
    missing: list[CardSpeciesOut]


class LockedOut(BaseModel):
    """Families, the nearest to whole first."""

    results: list[LockedFamilyOut]
