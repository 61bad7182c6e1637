"""Who may see and change species and call types: viewers read, editors write, administrators delete species."""

from uuid import UUID

from sqlalchemy import Select, select

from blueprints.species.models import CallType, Species
from core.access import Principal, Role, require_role
from core.db import db
from core.errors import not_found


def visible_species(principal: Principal) -> Select[Species]:
    return select(Species).where(Species.group_id.in_(principal.group_ids))


def get_species(principal: Principal, species_id: UUID, needed: Role = Role.VIEWER) -> Species:
    """A species the person has this role in; 404 to strangers, 403 to lower roles."""
    species = db.session.get(Species, species_id)
    if species is None:
        raise not_found("species")
    require_role(principal, species.group_id, needed, "species")
    return species


def get_call_type(principal: Principal, call_type_id: UUID, needed: Role = Role.VIEWER) -> CallType:
    """A call type the person has this role in; 404 to strangers, 403 to lower roles."""
    found = db.session.execute(
        select(CallType, Species.group_id).join(CallType.species).where(CallType.id == call_type_id)
    ).one_or_none()
    if found is None:
        raise not_found("call type")
    require_role(principal, found.group_id, needed, "call type")
    call_type: CallType = found.CallType
    return call_type
