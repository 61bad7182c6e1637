"""Who may see and change groups, and what only a person at the page (not a script's key) may do."""

from uuid import UUID

from sqlalchemy import Select, select

from blueprints.accounts.models import Group
from core.access import Principal, Role, require_role
from core.db import db
from core.errors import forbidden, not_found


def visible_groups(principal: Principal) -> Select[Group]:
    """Groups the person is a member of."""
    return select(Group).where(Group.id.in_(principal.group_ids))


def get_group(principal: Principal, group_id: UUID, needed: Role = Role.VIEWER) -> Group:
    """A group the person has this role in; 404 to strangers, 403 to lower roles."""
    require_role(principal, group_id, needed, "group")
    group = db.session.get(Group, group_id)
    if group is None:
        raise not_found("group")
    return group


def require_person(principal: Principal) -> None:
    """Refuse API keys: a leaked key must not be able to make more keys or lock its owner out."""
    if principal.api_key_id is not None:
        raise forbidden("An API key cannot do this; sign in.")
