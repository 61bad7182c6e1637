"""Who may see, make and end public links: viewers see that they are there, editors make and end them."""

from typing import Any
from uuid import UUID

from sqlalchemy import Select

from blueprints.sharing.models import PublicLink
from core.access import Principal, Role
from core.owned import owned, visible


def visible_links(who: Principal) -> Select[Any]:
    """Links of the groups this person belongs to, ended ones too."""
    return visible(PublicLink, who)


def link(who: Principal, link_id: UUID, needed: Role = Role.VIEWER) -> PublicLink:
    """A link the person has this role for; 404 to strangers, 403 to lower roles."""
    return owned(PublicLink, link_id, who, needed, "public link")
