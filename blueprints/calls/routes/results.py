"""Results: the table of calls, its exports, and activity by hour and night."""

from typing import Any

from flask import Response

from blueprints.calls.routes.blueprint import api
from blueprints.calls.schemas.answers import ActivityOut, CallPage, ExportFormatsOut
from blueprints.calls.schemas.runs import ActivityQuery, CallsExport, CallsFilter
from blueprints.calls.service import exports, results
from blueprints.calls.service.shapes import shape_call
from blueprints.recordings.models import Segment
from blueprints.recordings.schemas.answers import EXPORTED_CALLS
from core.access import principal
from core.api import streamed
from core.paging import Ordering, paginate

ORDERINGS = {"id": Ordering(Segment.id, int), "onset_s": Ordering(Segment.onset_s, float)}


@api.get("/results/calls", responses={200: CallPage})
def list_calls(query: CallsFilter) -> dict[str, Any]:
    """Calls of current segmentations with a person's label or the current run's prediction."""
    who = principal()
    page = paginate(
        results.calls(who, query),
        query,
        key=Segment.id,
        orderings=ORDERINGS,
        default="-id",
        key_type=int,
        count=results.count_quickly(who, query),
    )
    shaped = {row.id: shape_call(row) for row in results.with_context(page.rows)}
    return page.shape(lambda segment: shaped[segment.id])


@api.get("/results/calls/export", responses={200: EXPORTED_CALLS})
def export_calls(query: CallsExport) -> Response:
    """The same calls as a file: CSV, Raven, Audacity, Excel, JSON and more."""
    made = exports.export(principal(), query)
    return streamed(made.chunks, media_type=made.media_type, file_name=made.file_name)


@api.get("/results/activity", responses={200: ActivityOut})
def show_activity(query: ActivityQuery) -> dict[str, Any]:
    """Counts of calls by type and hour of the local day, or by type and night."""
    return {"by": query.by, "results": results.activity(principal(), query, by=query.by)}


@api.get("/export-formats", responses={200: ExportFormatsOut})
def list_export_formats() -> dict[str, Any]:
    """Formats in which calls can be exported."""
    return {"results": exports.formats()}
