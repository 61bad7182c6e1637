"""Tracks of a project or site: what there is, drawn, compared, put together, and as a file."""

from typing import Any

from flask import Response

from blueprints.timeline.routes.blueprint import api
from blueprints.timeline.schemas.answers import (
    BehindOut,
    GroupsOut,
    StartOut,
    TrackCatalogueOut,
    TrackRelationOut,
    ViewOut,
)
from blueprints.timeline.schemas.queries import (
    BehindQuery,
    CatalogueQuery,
    FileQuery,
    GroupsQuery,
    RelationQuery,
    SpanQuery,
    TimelinePlaceQuery,
    ViewQuery,
)
from blueprints.timeline.service import catalogue, files, grouping, relations, views
from blueprints.timeline.service.kinds import Span, open_track
from blueprints.timeline.service.moments import ms_of, us_of
from blueprints.timeline.service.scope import Scope, scope_for
from core.access import principal
from core.api import bulk, streamed
from core.documents import file_of
from core.errors import invalid


def _scope(query: TimelinePlaceQuery) -> Scope:
    return scope_for(principal(), query.project_id, query.site_id)


def _asked(query: SpanQuery) -> views.Asked:
    return views.Asked(query.start, query.end, query.step_s)


@api.get("/timeline/start", responses={200: StartOut})
def get_start(query: TimelinePlaceQuery) -> dict[str, Any]:
    """What to begin with: calls, and the temperature measured meanwhile"""
    return catalogue.start(_scope(query))


@api.get("/timeline/tracks", responses={200: TrackCatalogueOut})
def list_tracks(query: CatalogueQuery) -> dict[str, Any]:
    """Tracks of a project or site to choose from"""
    return catalogue.catalogue(_scope(query), query.search or "")


@api.get("/timeline/view", responses={200: ViewOut})
@bulk
def get_view(query: ViewQuery) -> dict[str, Any]:
    """Tracks over one span, ready to be drawn, with the sun"""
    return views.view(_scope(query), query.tracks, _asked(query), query.width)


@api.get("/timeline/behind", responses={200: BehindOut})
@bulk
def get_behind(query: BehindQuery) -> dict[str, Any]:
    """The calls, pictures, readings, rows or events behind a piece of a track"""
    if query.end <= query.start:
        raise invalid("/end", "expected an end after the start")
    track = open_track(_scope(query), query.track)
    found = track.behind(Span(us_of(query.start), us_of(query.end)), query.limit)
    return {
        "count": found.n,
        "results": [
            {"at": ms_of(item.at_us), "title": item.title, "detail": item.detail, "href": item.href}
            for item in found.items
        ],
    }


@api.get("/timeline/relation", responses={200: TrackRelationOut})
@bulk
def get_relation(query: RelationQuery) -> dict[str, Any]:
    """Correlation and lag of two tracks, with the count and what speaks against it"""
    return relations.relation(_scope(query), query.a, query.b, _asked(query), query.max_shift)


@api.get("/timeline/groups", responses={200: GroupsOut})
@bulk
def get_groups(query: GroupsQuery) -> dict[str, Any]:
    """A track by hour of the day, by night or by month"""
    return grouping.grouped(_scope(query), query.track, _asked(query), query.by)


@api.get("/timeline/export", responses={200: file_of("text/csv")})
def export_tracks(query: FileQuery) -> Response:
    """Tracks as CSV, one row a bin"""
    return streamed(
        files.table(_scope(query), query.tracks, _asked(query)), media_type="text/csv", file_name="timeline.csv"
    )
