"""Lists of recordings: what narrows them, what sorts them, and how they are counted."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, UnaryExpression, false, func, or_, select, union_all
from sqlalchemy.orm import InstrumentedAttribute
from sqlalchemy.sql import operators

from blueprints.projects.models import Project
from blueprints.recordings.models import Recording
from blueprints.recordings.schemas.recordings import PartsChoice, RecordingFilter, RecordingQuery
from core.access import Principal
from core.db import db
from core.paging import Ordering, Page, moment, paginate

ORDERINGS = {
    "name": Ordering(Recording.sort_name.expression),
    "recorded_at": Ordering(Recording.timeline_at.expression, moment),
    "created_at": Ordering(Recording.created_at.expression, moment),
    "duration_s": Ordering(Recording.duration_s.expression, float),
    "sr_hz": Ordering(Recording.sr_hz.expression, int),
}
"""Columns a list can be sorted by; each has an index beginning with the project and one with the group."""

FEW = 500
"""Recordings up to which a narrowed list is sorted after it is found, instead of searched for in its order."""


def list_recordings(principal: Principal, query: RecordingQuery) -> Page:
    """One page of the recordings this person may see."""
    n = _count(principal, query)
    return paginate(
        _found(principal, query) if n <= FEW else select_recordings(principal, query),
        query,
        key=Recording.id.expression,
        orderings=ORDERINGS,
        default="-created_at",
        count=n,
    )


def select_recordings(principal: Principal, wanted: RecordingFilter) -> Select[Recording]:
    """The recordings a filter names, among those this person may see."""
    return select(Recording).where(_any_of(_scopes(principal, wanted)), *_conditions(wanted))


def _found(principal: Principal, wanted: RecordingFilter) -> Select[Recording]:
    """The same by their keys, found as they are counted: an index in the list's order would be read to its end."""
    conditions = _conditions(wanted)
    keys = [select(Recording.id).where(scope, *conditions) for scope in _scopes(principal, wanted)]
    return select(Recording).where(Recording.id.in_(list(db.session.scalars(union_all(*keys)))))


def _count(principal: Principal, wanted: RecordingFilter) -> int:
    """How many in all: one count for each scope, as SQLite finds no index for several groups at once."""
    conditions = _conditions(wanted)
    counts = [select(func.count().label("n")).where(scope, *conditions) for scope in _scopes(principal, wanted)]
    return int(db.session.scalar(select(func.sum(union_all(*counts).subquery().c.n))) or 0)


def _scopes(principal: Principal, wanted: RecordingFilter) -> list[ColumnElement[bool]]:
    """What may be seen, each by one column, so that an index beginning with it gives count and order."""
    if wanted.project_id is not None:
        group_id = db.session.scalar(select(Project.group_id).where(Project.id == wanted.project_id))
        is_visible = group_id in principal.roles and wanted.group_id in (None, group_id)
        return [Recording.project_id == wanted.project_id] if is_visible else [false()]
    group_ids = principal.group_ids if wanted.group_id is None else [wanted.group_id]
    return [Recording.group_id == one for one in group_ids if one in principal.roles] or [false()]


def _any_of(scopes: list[ColumnElement[bool]]) -> ColumnElement[bool]:
    """Any of several groups. SQLite would read the groups' index and sort every row, were it not told that most
    rows fit; then it walks the index of the ordering."""
    condition = or_(*scopes)
    return func.likely(condition) if len(scopes) > 1 and db.engine.dialect.name == "sqlite" else condition


def _conditions(wanted: RecordingFilter) -> list[ColumnElement[bool]]:
    return [*_exact(wanted), *_ranges(wanted), *_parts(wanted), *_words(wanted.search)]


def _exact(wanted: RecordingFilter) -> list[ColumnElement[bool]]:
    pairs = (
        (Recording.site_id, wanted.site_id),
        (Recording.species_id, wanted.species_id),
        (Recording.state, wanted.state),
        (Recording.is_classified, wanted.classified),
    )
    found: list[ColumnElement[bool]] = [column == value for column, value in pairs if value is not None]
    if wanted.segmented is not None:
        is_segmented = Recording.current_segmentation_id.is_not(None)
        found.append(is_segmented if wanted.segmented else ~is_segmented)
    return found


def _ranges(wanted: RecordingFilter) -> list[ColumnElement[bool]]:
    bounds: tuple[tuple[Any, Callable[[Any], ColumnElement[bool]]], ...] = (
        # What has no time of its own stands at that of its arrival; `recorded_at` leaves it out.
        (wanted.from_, lambda value: _each(Recording.timeline_at) >= value),
        (wanted.from_, lambda value: _each(Recording.recorded_at) >= value),
        (wanted.to, lambda value: _each(Recording.timeline_at) < value),
        (wanted.to, lambda value: _each(Recording.recorded_at) < value),
        (wanted.min_sr_hz, lambda value: _each(Recording.sr_hz) >= value),
        (wanted.max_sr_hz, lambda value: _each(Recording.sr_hz) <= value),
        (wanted.min_duration_s, lambda value: _each(Recording.duration_s) >= value),
        (wanted.max_duration_s, lambda value: _each(Recording.duration_s) <= value),
    )
    return [condition(value) for value, condition in bounds if value is not None]


def _each(column: InstrumentedAttribute[Any]) -> ColumnElement[Any]:
    """The column for comparing row by row. SQLite believes every range to be narrow, and would look up each row of
    its index instead of reading the index that has all the facts; a plus sign in front keeps it from that."""
    if db.engine.dialect.name != "sqlite":
        return column.expression
    return UnaryExpression(column.expression, operator=operators.custom_op("+"), type_=column.type)


def _parts(wanted: RecordingFilter) -> list[ColumnElement[bool]]:
    if wanted.parent_id is not None:
        return [Recording.parent_id == wanted.parent_id]
    if wanted.parts is PartsChoice.ONLY:
        return [Recording.parent_id.is_not(None)]
    if wanted.parts is PartsChoice.EXCLUDE:
        return [Recording.parent_id.is_(None)]
    return []


def _words(search: str | None) -> list[ColumnElement[bool]]:
    """Every word must be found somewhere; `%` and `_` stand for themselves."""
    words = (search or "").lower().split()
    return [Recording.search_text.contains(word, autoescape=True) for word in words[:10]]


def ids_of(rows: Select[Recording]) -> Select[UUID]:
    return rows.with_only_columns(Recording.id, maintain_column_froms=True).order_by(None)


def search_text(row: Recording, *words: str) -> str:
    """What `search` looks through, in lower case: names, device, notes and the given words."""
    from_row = (row.name, row.file_name, row.device or "", row.notes)
    text = " ".join(" ".join((*from_row, *words)).lower().split())
    return text[: Recording.search_text.type.length]
