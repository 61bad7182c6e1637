"""Requests and answers about friends."""

from datetime import datetime
from uuid import UUID

from pydantic import BaseModel, Field, model_validator

from blueprints.dex.schemas.answers import NaturalistOut
from core.api import Body


class FriendRequestBody(Body):
    """Whom to ask, by friend code or user name."""

    code: str | None = Field(None, min_length=1, max_length=40, description="In any case, with or without dashes")
    name: str | None = Field(None, min_length=1, max_length=60, description="User name")

    @model_validator(mode="after")
    def _one_of_both(self) -> "FriendRequestBody":
        if (self.code is None) == (self.name is None):
            raise ValueError("expected code or name")
        return self


class CodeOut(BaseModel):
    """One's own friend code."""

    code: str
    link: str = Field(description="Address that asks for the friendship of whoever opens it")


class AroundOut(BaseModel):
    """Somebody one has to do with."""

    person: NaturalistOut
    since: datetime


class FriendOut(AroundOut):
    """A friend and what may be seen of their collection."""

    n_entries: int
    n_species: int
    last_at: datetime | None


class FriendsOut(BaseModel):
    """Everybody one has to do with."""

    friends: list[FriendOut]
    requests_in: list[AroundOut]
    requests_out: list[AroundOut]
    blocked: list[AroundOut]


class RelationOut(BaseModel):
    """What there is now between oneself and somebody."""

    person: NaturalistOut
    relation: str = Field(description="none, asked, asks, friends or blocked")


class PersonCardOut(RelationOut):
    """Somebody, as far as one may see."""

    bio: str
    n_entries: int
    n_species: int
    last_at: datetime | None
    badges: list[str]


class PersonPath(BaseModel):
    """Somebody."""

    user_id: UUID = Field(description="Identifier of the person")
