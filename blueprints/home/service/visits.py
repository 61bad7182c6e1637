"""When a person's visit began, and when the one before it ended."""

from datetime import datetime, timedelta
from uuid import UUID

from blueprints.home.models import Visit
from core.clock import now
from core.db import db
from core.transactions import insert_if_absent

GAP = timedelta(minutes=30)
"""Who was away for longer comes back to a new visit; a lunch break is none, a night is."""

NOTED_EVERY = timedelta(minutes=1)
"""The page may say "still here" more often; more exactly than this it is not kept."""


def visit_of(user_id: UUID) -> Visit | None:
    return db.session.get(Visit, user_id)


def note_visit(user_id: UUID, at: datetime | None = None) -> Visit:
    """Note that the page is open before someone; after a long enough pause a new visit begins. Flushes."""
    moment = at or now()
    db.session.execute(insert_if_absent(Visit, {"user_id": user_id, "seen_at": moment, "since_at": None}))
    visit = db.session.get_one(Visit, user_id, populate_existing=True)
    if moment - visit.seen_at > GAP:
        visit.since_at = visit.seen_at
        visit.seen_at = moment
    elif moment - visit.seen_at > NOTED_EVERY:
        visit.seen_at = moment
    db.session.flush()
    return visit
