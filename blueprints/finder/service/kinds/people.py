"""People one works with or is friends with; nobody else is found, and nobody by their address."""

from sqlalchemy import or_, select

from blueprints.accounts.models import Membership, User
from blueprints.dex.policy import friends_of, hidden_from
from blueprints.finder.service.kinds.registry import Source, kind
from core.access import Principal


@kind("person", href="/collection?owner={id}", weight=4)
def people(who: Principal) -> Source:
    members = select(Membership.user_id).where(Membership.group_id.in_(who.group_ids))
    rows = select(User).where(
        User.is_active,
        User.id != who.user_id,
        or_(User.id.in_(members), User.id.in_(friends_of(who.user_id))),
        User.id.not_in(hidden_from(who.user_id)),
    )
    return Source(
        rows,
        key=User.id,
        title=User.display_name,
        texts=(User.display_name, User.username),
        other=User.username,
        detail=User.username,
    )
