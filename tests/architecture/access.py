"""The words of the access table: what a route needs, and a small world to try it in."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Any
from uuid import uuid4

from blueprints.accounts.models import Group, User
from blueprints.projects.models import Project
from core.access import Role
from tests.factories import Factory


class Actor(StrEnum):
    """Who tries a route."""

    ANONYMOUS = "anonymous"
    STRANGER = "stranger"
    VIEWER = "viewer"
    ANNOTATOR = "annotator"
    EDITOR = "editor"
    ADMIN = "admin"

    @property
    def rank(self) -> int:
        return list(Actor).index(self)


class Needs(StrEnum):
    """The least a route asks for; a role means: in the group that owns the object."""

    NOTHING = "nothing"
    SIGN_IN = "sign-in"
    VIEWER = "viewer"
    ANNOTATOR = "annotator"
    EDITOR = "editor"
    ADMIN = "admin"
    OPERATOR = "operator"
    OWNER = "owner"
    """The object is one person's own: everybody else is a stranger to it."""


class World:
    """A group with a member of each role, a stranger with a group of their own, and objects made when asked for."""

    def __init__(self, make: Factory) -> None:
        self.make = make
        self.group: Group = make.group()
        self.people: dict[Actor, User] = {Actor(role.value): make.member(self.group, role) for role in Role} | {
            Actor.STRANGER: make.user()
        }
        self.asking: Actor = Actor.ANONYMOUS
        """Who is about to ask; for routes about the asking person's own things."""

    @property
    def me(self) -> User:
        """The person about to ask; the administrator stands in for someone not signed in."""
        return self.people.get(self.asking, self.people[Actor.ADMIN])

    @cached_property
    def project(self) -> Project:
        return self.make.project(self.group)

    def guest(self) -> User:
        """A further member of the group, to be changed or removed."""
        return self.make.member(self.group, Role.VIEWER)


Values = Callable[[World], dict[str, Any]]
"""Builds path values or a body anew for every request, so that one person's DELETE does not spoil the next try."""


def nothing(_world: World) -> dict[str, Any]:
    return {}


@dataclass(frozen=True)
class Door:
    """One route of the table."""

    needs: Needs
    path: Values | None = None
    body: Values | None = None
    query: Values = nothing
    headers: Values = nothing
    form: Values | None = None
    """Fields and files of a multipart request, instead of a JSON body."""
    data: bytes | None = None
    """A raw body, instead of a JSON one."""
    shows: Callable[[World], str] | None = None
    """For a list: the id of an object made for it, which members see and strangers do not."""
    method: str | None = None
    """Only where one endpoint answers several methods."""
    also: tuple[int, ...] = ()
    """Further statuses that mean "admitted", where a good request would need too much built first (409, 422)."""
    takes_more: bool = False
    """Whether the body takes further fields, which most refuse."""
    has_missing: bool = True
    """Whether random ids in the path must answer 404; false where a path value is not an id."""


@dataclass(frozen=True)
class Room:
    """One kind of live room: who may join, and the id behind `kind:` built anew for every try."""

    needs: Needs
    key: Callable[[World], object]


def one(build: Callable[[World], Any]) -> Values:
    """The path of one object: `{"id": …}`."""
    return lambda w: {"id": build(w).id}


def unique(name: str) -> str:
    """A name not used before."""
    return f"{name} {uuid4().hex[:8]}"
