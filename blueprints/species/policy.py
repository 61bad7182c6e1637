"""Who may see and change species and repertoires.

A species is read by everybody on the station. It is changed by editors of a group that works with it, and once
verified only by reviewers. A repertoire is its group's: viewers read, editors write, administrators remove.
"""

from uuid import UUID

from sqlalchemy import Select, select

from blueprints.species.models import CallType, Repertoire, Species
from core.access import Principal, Role, require_role
from core.db import db
from core.errors import forbidden, invalid, not_found
from core.owned import owned


def visible_species() -> Select[Species]:
    return select(Species)


def get_species(_principal: Principal, species_id: UUID) -> Species:
    """A species of the station; 404 when there is none of this number."""
    species = db.session.get(Species, species_id)
    if species is None:
        raise not_found("species")
    return species


def works_with(group_id: UUID, species_id: UUID) -> bool:
    """Whether a group has a repertoire of a species."""
    return db.session.get(Repertoire, (group_id, species_id)) is not None


def repertoires_of(principal: Principal, species_id: UUID) -> list[Repertoire]:
    """The repertoires of a species that a person may see, the oldest first."""
    rows = select(Repertoire).where(Repertoire.species_id == species_id, Repertoire.group_id.in_(principal.group_ids))
    return list(db.session.scalars(rows.order_by(Repertoire.created_at, Repertoire.group_id)))


def get_repertoire(
    principal: Principal, species_id: UUID, needed: Role = Role.VIEWER, *, group_id: UUID | None = None
) -> Repertoire:
    """A group's repertoire of a species: of the group named, or of the only one of the person's that has one.

    404 to strangers, 403 to lower roles; 422 when several would be written to and none is named.
    """
    found = [row for row in repertoires_of(principal, species_id) if group_id in (None, row.group_id)]
    if not found:
        raise not_found("species")
    if len(found) > 1 and needed != Role.VIEWER:
        raise invalid("/group_id", "several of your groups work with this species; say which one is meant", "missing")
    require_role(principal, found[0].group_id, needed, "species")
    return found[0]


def require_edit(principal: Principal, species: Species) -> None:
    """403 unless the person edits for a group that works with it; a verified one is changed by reviewers alone."""
    if principal.is_operator:
        return
    if species.verified_at is not None:
        raise forbidden("This species is verified: only a reviewer may change it.")
    groups = {row.group_id for row in repertoires_of(principal, species.id)}
    if not groups & set(principal.groups_with(Role.EDITOR)):
        raise forbidden("Only editors of a group that works with this species may change it.")


def get_call_type(principal: Principal, call_type_id: UUID, needed: Role = Role.VIEWER) -> CallType:
    """A call type the person has this role in; 404 to strangers, 403 to lower roles."""
    return owned(CallType, call_type_id, principal, needed, "call type")
