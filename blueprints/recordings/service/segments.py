"""Reading segments: a window of them, page by page, by onset."""

import base64
import binascii
import json
from collections.abc import Callable
from typing import Any, NamedTuple
from urllib.parse import urlencode

from sqlalchemy import ColumnElement, Select, and_, func, or_, select

from blueprints.recordings.models import Segment, Segmentation
from blueprints.recordings.schemas.segmentations import SegmentQuery
from blueprints.recordings.service.shapes import shape_segment
from core.api import API_PREFIX
from core.db import db
from core.errors import AppError, invalid
from core.request_input import check_value


class _Place(NamedTuple):
    onset_s: float
    number: int


def list_segments(row: Segmentation, query: SegmentQuery) -> dict[str, Any]:
    """Segments of a window in the form of a list; `version` says which edits are in it."""
    rows = select(Segment).where(Segment.segmentation_id == row.id, *_conditions(query))
    count = db.session.scalar(rows.with_only_columns(func.count(), maintain_column_froms=True)) or 0
    found = db.session.scalars(_page(rows, query)).all()
    has_more = len(found) > query.limit
    shown = found[: query.limit]
    return {
        "count": count,
        "next": _next(row, query, _Place(shown[-1].onset_s, shown[-1].id)) if has_more else None,
        "previous": None,
        "results": [shape_segment(segment) for segment in shown],
        "version": row.version,
    }


def _conditions(query: SegmentQuery) -> list[ColumnElement[bool]]:
    pairs: tuple[tuple[Any, Callable[[Any], ColumnElement[bool]]], ...] = (
        (query.from_s, lambda value: Segment.offset_s > value),
        (query.to_s, lambda value: Segment.onset_s < value),
        (query.origin, lambda value: Segment.origin == value),
        (query.label, lambda value: Segment.label == value),
        (query.min_score, lambda value: Segment.score >= value),
    )
    return [condition(value) for value, condition in pairs if value is not None]


def _page(rows: Select[Segment], query: SegmentQuery) -> Select[Segment]:
    if query.cursor:
        place = _read(query.cursor)
        later = and_(Segment.onset_s == place.onset_s, Segment.id > place.number)
        rows = rows.where(or_(Segment.onset_s > place.onset_s, later))
    return rows.order_by(Segment.onset_s, Segment.id).limit(query.limit + 1)


def _next(row: Segmentation, query: SegmentQuery, place: _Place) -> str:
    given = query.model_dump(mode="json", by_alias=True, exclude_none=True, exclude={"cursor"})
    cursor = base64.urlsafe_b64encode(json.dumps(place).encode()).decode()
    return f"{API_PREFIX}/segmentations/{row.id}/segments?{urlencode(given | {'cursor': cursor})}"


def _read(cursor: str) -> _Place:
    try:
        onset_s, number = json.loads(base64.urlsafe_b64decode(cursor))
        place = _Place(float(onset_s), int(number))
        check_value(list(place))
    except (binascii.Error, ValueError, TypeError, OverflowError, RecursionError, AppError) as exc:
        raise invalid("/cursor", "expected a cursor from this list's next link") from exc
    return place
