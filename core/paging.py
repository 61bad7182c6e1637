"""Lists: one shape, a stable opaque cursor, ordering by named columns."""

import base64
import binascii
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import MAXYEAR, MINYEAR, datetime
from typing import Any, NamedTuple
from urllib.parse import urlencode
from uuid import UUID

from flask import request
from pydantic import Field
from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from core.api import Query
from core.db import db
from core.errors import AppError, invalid
from core.request_input import check_value

DEFAULT_LIMIT = 50
MAX_LIMIT = 500


class PageQuery(Query):
    """What every list takes; an area's filters extend it."""

    limit: int = Field(DEFAULT_LIMIT, ge=1, le=MAX_LIMIT, description="Rows to return")
    cursor: str | None = Field(None, max_length=2000, description="Opaque place to go on from, from `next`")
    search: str | None = Field(None, max_length=200, description="Text to find")
    ordering: str | None = Field(None, max_length=60, description="Column to sort by; `-` in front: descending")


SortColumn = ColumnElement[Any] | InstrumentedAttribute[Any]


class Ordering(NamedTuple):
    """A column a list can be sorted by; it must not hold NULL (wrap it in coalesce)."""

    column: SortColumn
    parse: Callable[[str], Any] = str


class _Place(NamedTuple):
    ordering: str
    is_backward: bool
    value: str
    key: str


def moment(text: str) -> datetime:
    """A column of moments, as `Ordering.parse` needs it."""
    found = datetime.fromisoformat(text)
    if found.tzinfo is None or found.year in (MINYEAR, MAXYEAR):
        raise ValueError("expected a moment with its zone, not at the edge of the calendar")
    return found


@dataclass(frozen=True)
class Page:
    """One page of rows with the cursors around it."""

    count: int
    next: str | None
    previous: str | None
    rows: list[Any]

    def shape(self, show: Callable[[Any], dict[str, Any]]) -> dict[str, Any]:
        """The JSON form: `{count, next, previous, results}`."""
        return {
            "count": self.count,
            "next": self.next,
            "previous": self.previous,
            "results": [show(row) for row in self.rows],
        }


def paginate(
    rows: Select[Any],
    query: PageQuery,
    *,
    key: SortColumn,
    orderings: Mapping[str, Ordering],
    default: str,
    key_type: Callable[[str], Any] = UUID,
    count: int | None = None,
) -> Page:
    """Run a list select for one page.

    rows : select of one entity, filtered, not ordered. key : its unique column, the tie-breaker.
    Raises AppError 422 for an unknown ordering or a cursor of another list.
    """
    name = query.ordering or default
    ordering = orderings.get(name.removeprefix("-"))
    if ordering is None:
        choices = ", ".join(sorted(orderings))
        raise invalid("/ordering", f"expected one of {choices} (with - for descending), found {name}")
    place = _read_cursor(query.cursor, name)
    is_descending = name.startswith("-") != (place.is_backward if place else False)
    if count is None:
        count = db.session.scalar(select(func.count()).select_from(rows.order_by(None).subquery())) or 0
    page = rows.add_columns(ordering.column.label("sort_value"), key.label("sort_key"))
    if place:
        page = page.where(_after(ordering, key, place, key_type, is_descending=is_descending))
    directed = [c.desc() if is_descending else c.asc() for c in (ordering.column, key)]
    # What the count did not find need not be looked for a second time: searches read many rows for nothing.
    found = list(db.session.execute(page.order_by(*directed).limit(query.limit + 1))) if count else []
    return _page(found, query.limit, place, name, count)


def _after(
    ordering: Ordering, key: SortColumn, place: _Place, key_type: Callable[[str], Any], *, is_descending: bool
) -> ColumnElement[bool]:
    try:
        value, tie = ordering.parse(place.value), key_type(place.key)
        check_value([value, tie])
    except (ValueError, AppError) as exc:
        raise invalid("/cursor", "this cursor belongs to another list") from exc
    column = ordering.column
    if is_descending:
        return or_(column < value, and_(column == value, key < tie))
    return or_(column > value, and_(column == value, key > tie))


def _page(found: Sequence[Any], limit: int, place: _Place | None, name: str, count: int) -> Page:
    has_more = len(found) > limit
    found = list(found[:limit])
    is_backward = bool(place and place.is_backward)
    if is_backward:
        found.reverse()
    has_next = has_more if not is_backward else True
    has_previous = has_more if is_backward else place is not None
    return Page(
        count=count,
        next=_link(name, found[-1], is_backward=False) if found and has_next else None,
        previous=_link(name, found[0], is_backward=True) if found and has_previous else None,
        rows=[row[0] for row in found],
    )


def _link(name: str, row: Any, *, is_backward: bool) -> str:
    value = row.sort_value
    text = value.isoformat() if isinstance(value, datetime) else str(value)
    place = json.dumps([name, is_backward, text, str(row.sort_key)], separators=(",", ":"), ensure_ascii=False)
    cursor = base64.urlsafe_b64encode(place.encode()).decode().rstrip("=")
    arguments = {k: v for k, v in request.args.items(multi=True) if k != "cursor"} | {"cursor": cursor}
    return f"{request.path}?{urlencode(arguments)}"


def _read_cursor(cursor: str | None, name: str) -> _Place | None:
    if cursor is None:
        return None
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        ordering, is_backward, value, key = json.loads(base64.urlsafe_b64decode(padded))
        place = _Place(str(ordering), bool(is_backward), str(value), str(key))
    except (binascii.Error, ValueError, TypeError, RecursionError) as exc:
        raise invalid("/cursor", "expected a cursor from this list's next or previous link") from exc
    if place.ordering != name:
        raise invalid("/cursor", f"this cursor was made for the ordering {place.ordering}")
    return place
