"""Who may see, make and end public links: viewers see that they are there, editors make and end them."""

from typing import Any
from uuid import UUID

from sqlalchemy import Select, select

from blueprints.sharing.models import PublicLink
from core.access import Principal, Role, require_role
from core.db import db
from core.errors import not_found


def visible_links(who: Principal) -> Select[Any]:
    """Links of the groups this person belongs to, ended ones too."""
    return select(PublicLink).where(PublicLink.group_id.in_(who.group_ids))


def link(who: Principal, link_id: UUID, needed: Role = Role.VIEWER) -> PublicLink:
    """A link the person has this role for; 404 to strangers, 403 to lower roles."""
    found = db.session.get(PublicLink, link_id)
    if found is None:
        raise not_found("public link")
    require_role(who, found.group_id, needed, "public link")
    return found
