"""Who is asking and what they may do: the one place where roles are compared.

An area's `policy.py` builds its selects from `principal.group_ids` and its checks from `require_role`.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, TypeVar, cast
from uuid import UUID

from flask import g, request

from core.errors import AppError, forbidden, not_found


class Role(StrEnum):
    """What a member may do in a group; each may do all that the one before may."""

    VIEWER = "viewer"
    ANNOTATOR = "annotator"
    EDITOR = "editor"
    ADMIN = "admin"

    @property
    def rank(self) -> int:
        return list(Role).index(self)

    def covers(self, needed: "Role") -> bool:
        return self.rank >= needed.rank


class Scope(StrEnum):
    """What an API key may be used for."""

    READ = "read"
    WRITE = "write"


@dataclass(frozen=True)
class Principal:
    """The person a request or socket speaks for."""

    user_id: UUID
    roles: dict[UUID, Role]
    is_operator: bool = False
    """Administers the whole station (settings, status, audit), not other groups' work."""
    scopes: frozenset[Scope] = field(default_factory=lambda: frozenset(Scope))
    session_id: UUID | None = None
    api_key_id: UUID | None = None

    @property
    def group_ids(self) -> list[UUID]:
        """Groups whose things this person may see."""
        return list(self.roles)

    def groups_with(self, needed: Role) -> list[UUID]:
        return [group_id for group_id, role in self.roles.items() if role.covers(needed)]

    def may(self, group_id: UUID, needed: Role) -> bool:
        role = self.roles.get(group_id)
        return role is not None and role.covers(needed)


def require_role(principal: Principal, group_id: UUID, needed: Role, what: str = "object") -> None:
    """404 to strangers, 403 to members whose role is too low."""
    role = principal.roles.get(group_id)
    if role is None:
        raise not_found(what)
    if not role.covers(needed):
        raise forbidden(f"This needs the role {needed}; yours in this group is {role}.")


def require_operator(principal: Principal) -> None:
    if not principal.is_operator:
        raise forbidden("Only an administrator of the station may do this.")


Handler = TypeVar("Handler", bound=Callable[..., Any])


def public(handler: Handler) -> Handler:
    """Mark a route as open to anyone; all others need a signed-in person."""
    handler.is_public = True  # type: ignore[attr-defined]
    return handler


def principal() -> Principal:
    """The person behind the present request; 401 when there is none."""
    found = g.get("principal")
    if found is None:
        raise AppError(
            401,
            g.get("auth_problem", "sign-in-needed"),
            "Sign in, or send an API key, to do this.",
        )
    return cast(Principal, found)


SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


def check_scope(found: Principal) -> None:
    """An API key without the write scope may only read."""
    needed = Scope.READ if request.method in SAFE_METHODS else Scope.WRITE
    if needed not in found.scopes:
        raise forbidden(f"This API key lacks the scope {needed}.")
