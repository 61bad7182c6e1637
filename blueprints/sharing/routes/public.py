"""What anybody sees who has a link. The token comes in the header `X-Share-Token`, so that no address has it."""

from typing import Any

from flask import request

from blueprints.sharing.routes.blueprint import api
from blueprints.sharing.schemas.links import ResultsOut, SharedOut
from blueprints.sharing.schemas.public import SharedResultsQuery, SharedViewQuery
from blueprints.sharing.service import public as service
from blueprints.timeline.schemas.answers import ViewOut
from core.access import public
from core.api import bulk
from core.db import db

HEADER = "X-Share-Token"


def _shared() -> service.Shared:
    return service.open_link(request.headers.get(HEADER))


@api.get("/public/link", responses={200: SharedOut})
@public
@bulk
def get_shared() -> dict[str, Any]:
    """What the link shows"""
    shared = _shared()
    service.note_view(shared)
    db.session.commit()
    return service.describe(shared)


@api.get("/public/timeline", responses={200: ViewOut})
@public
@bulk
def get_shared_timeline(query: SharedViewQuery) -> dict[str, Any]:
    """One of the link's timelines over a span"""
    return service.timeline_view(_shared(), query)


@api.get("/public/results", responses={200: ResultsOut})
@public
@bulk
def get_shared_results(query: SharedResultsQuery) -> dict[str, Any]:
    """One of the link's result pages"""
    return service.results(_shared(), query.page)
