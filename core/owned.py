"""Rows that belong to a group, and parts of such rows: the two questions every area's `policy.py` asks of them."""

from typing import Any, Protocol, TypeVar
from uuid import UUID

from sqlalchemy import Select, select

from core.access import Principal, Role, require_role
from core.db import db
from core.errors import not_found


class GroupOwned(Protocol):
    """A model with the group it belongs to."""

    @property
    def group_id(self) -> UUID: ...


Owned = TypeVar("Owned", bound=GroupOwned)
Owner = TypeVar("Owner", bound=GroupOwned)
Part = TypeVar("Part")


def visible(model: type[Owned], who: Principal) -> Select[Owned]:
    """The rows of the groups a person belongs to: what every list of them starts from."""
    group_id: Any = model.group_id
    return select(model).where(group_id.in_(who.group_ids))


def owned(model: type[Owned], key: Any, who: Principal, needed: Role, what: str) -> Owned:
    """The row, for someone who has this role in its group.

    Raises AppError 404 when there is none or the person may not see it, 403 when the role is too low.
    """
    found = db.session.get(model, key)
    if found is None:
        raise not_found(what)
    require_role(who, found.group_id, needed, what)
    return found


def part_of(
    owner: type[Owner], link: str, model: type[Part], key: Any, who: Principal, needed: Role, what: str
) -> tuple[Part, Owner]:
    """A part with the row it belongs to, whose key it keeps in the column `link`; errors likewise."""
    found = db.session.get(model, key)
    if found is None:
        raise not_found(what)
    of = db.session.get_one(owner, getattr(found, link))
    require_role(who, of.group_id, needed, what)
    return found, of
