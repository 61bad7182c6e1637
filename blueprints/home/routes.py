"""The home page over HTTP."""

from datetime import timedelta
from typing import Any

from blueprints.accounts.models import User
from blueprints.home.schemas import HomeOut, HomeQuery, VisitOut
from blueprints.home.service import news, visits, waiting
from blueprints.home.service.holdings import holdings, sample_project_id
from core.access import Role, principal, require_role
from core.api import area
from core.clock import iso, now
from core.db import db

api = area("home", __name__, "What happened, what waits, what there is")

FIRST_LOOK = timedelta(days=7)
"""How far back news goes for someone who was never here before."""


@api.get("/home", responses={200: HomeOut})
def read_home(query: HomeQuery) -> dict[str, Any]:
    """What happened in a group since one's last visit, what waits for one, and what there is"""
    who = principal()
    group_id = query.group_id or db.session.get_one(User, who.user_id).active_group_id or who.group_ids[0]
    require_role(who, group_id, Role.VIEWER, "group")
    visit = visits.visit_of(who.user_id)
    last = visit.since_at if visit else None
    since = last or now() - FIRST_LOOK
    sample_id = sample_project_id(group_id)
    return {
        "group_id": str(group_id),
        "since_at": iso(since),
        "is_first_visit": last is None,
        "news": news.tell(news.Asked(who, group_id, since)),
        "waiting": waiting.all_that_waits(waiting.Asked(who, group_id)),
        **holdings(who, group_id),
        "sample_project_id": str(sample_id) if sample_id else None,
    }


@api.put("/home/visit", responses={200: VisitOut})
def note_visit() -> dict[str, Any]:
    """Say that the page is open before you; after half an hour without, a new visit begins"""
    visit = visits.note_visit(principal().user_id)
    db.session.commit()
    return {"seen_at": iso(visit.seen_at), "since_at": iso(visit.since_at)}
