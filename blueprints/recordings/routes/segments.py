"""Segments: reading a window of them, and editing them together."""

from typing import Any

from flask import Response

from blueprints.recordings import policy
from blueprints.recordings.models import Recording
from blueprints.recordings.routes.area import api
from blueprints.recordings.schemas.answers import HistoryPage
from blueprints.recordings.schemas.segmentations import EditsBody, EditsOut, SegmentQuery, SegmentsOut
from blueprints.recordings.service import edits, segments
from blueprints.recordings.service.history import history_of
from blueprints.recordings.service.shapes import shape_segment
from core.access import principal
from core.api import IdPath, NumberPath, check_version, with_version
from core.db import db


@api.get("/segmentations/<uuid:id>/segments", responses={200: SegmentsOut})
def get_segments(path: IdPath, query: SegmentQuery) -> Response:
    """Segments by onset, at most 5,000 at a time; the ETag is that of the segmentation."""
    row = policy.readable_segmentation(principal(), path.id)
    return with_version(segments.list_segments(row, query), row.version)


@api.get("/segments/<int:id>/history", responses={200: HistoryPage})
def get_history(path: NumberPath) -> dict[str, Any]:
    """Everything people ever said this segment is, the latest first: who, when, by what way, and what before."""
    changes = history_of(principal(), path.id)
    return {"count": len(changes), "next": None, "previous": None, "results": changes}


@api.post("/segmentations/<uuid:id>/edits", responses={200: EditsOut})
def post_edits(path: IdPath, body: EditsBody) -> Response:
    """Add, update, delete, split, merge and relabel segments: all operations or none.

    If-Match must carry the ETag last read. A segment a person touches is a person's from then on. `ref` names
    a new segment for later operations of the request; the answer's `ids` gives its number.
    """
    who = principal()
    row = policy.annotatable_segmentation(who, path.id)
    check_version(row.version, is_required=True)
    recording = db.session.get_one(Recording, row.recording_id)
    edited = edits.apply_edits(row, recording, body, version=row.version, user_id=who.user_id)
    db.session.commit()
    answer: dict[str, Any] = {
        "version": row.version,
        "n_segments": row.n_segments,
        "segments": [shape_segment(segment) for segment in edited.changed],
        "deleted": edited.deleted,
        "ids": edited.names,
    }
    return with_version(answer, row.version)
