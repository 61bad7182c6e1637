"""Refused messages: looked at, sent again, thrown away."""

from typing import Any

from flask import Response
from sqlalchemy import delete

from blueprints.telemetry import policy
from blueprints.telemetry.models import DeadLetter
from blueprints.telemetry.routes.blueprint import api
from blueprints.telemetry.schemas.sources import DeadLetterOut, DeadLetterQuery, ReplayBody, ReplayedOut
from blueprints.telemetry.service import dead_letters as service
from core.access import Role, principal
from core.api import IdPath, no_content
from core.db import db
from core.documents import NOTHING, page_of
from core.paging import Ordering, paginate

ORDERINGS = {"id": Ordering(DeadLetter.id, int)}


@api.get("/telemetry/dead-letters", responses={200: page_of(DeadLetterOut)})
def list_dead_letters(query: DeadLetterQuery) -> dict[str, Any]:
    """Refused messages of one's groups, newest first."""
    rows = policy.visible_dead_letters(principal())
    if query.source_id is not None:
        rows = rows.where(DeadLetter.source_id == query.source_id)
    if query.reason is not None:
        rows = rows.where(DeadLetter.reason == query.reason)
    if query.is_replayed is not None:
        is_sent = DeadLetter.replayed_at.is_not(None)
        rows = rows.where(is_sent if query.is_replayed else ~is_sent)
    if query.search:
        rows = rows.where(DeadLetter.payload.icontains(query.search, autoescape=True))
    page = paginate(rows, query, key=DeadLetter.id, key_type=int, orderings=ORDERINGS, default="-id")
    return page.shape(service.shape)


@api.post("/telemetry/dead-letters/replay", responses={200: ReplayedOut})
def replay_dead_letters(body: ReplayBody) -> dict[str, Any]:
    """Send refused messages again, the way they came: what is still wrong is refused again."""
    source = policy.source(principal(), body.source_id, Role.EDITOR)
    n = service.replay(source, body.ids)
    db.session.commit()
    return {"n_sent": n}


@api.delete("/telemetry/sources/<uuid:id>/dead-letters", responses={204: NOTHING})
def delete_dead_letters(path: IdPath) -> Response:
    """Throw away all refused messages of a source."""
    source = policy.source(principal(), path.id, Role.EDITOR)
    db.session.execute(delete(DeadLetter).where(DeadLetter.source_id == source.id))
    db.session.commit()
    return no_content()
