"""Lists of recordings: what narrows them, what sorts them, and how they are counted."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func

from blueprints.recordings import policy
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


def list_recordings(principal: Principal, query: RecordingQuery) -> Page:
    """One page of the recordings this person may see."""
    rows = select_recordings(principal, query)
    return paginate(
        rows, query, key=Recording.id.expression, orderings=ORDERINGS, default="-created_at", count=_count(rows)
    )


def select_recordings(principal: Principal, wanted: RecordingFilter) -> Select[Recording]:
    """The recordings a filter names, among those this person may see."""
    return policy.visible_to(principal).where(*_conditions(wanted))


def _conditions(wanted: RecordingFilter) -> list[ColumnElement[bool]]:
    return [*_exact(wanted), *_ranges(wanted), *_parts(wanted), *_words(wanted.search)]


def _exact(wanted: RecordingFilter) -> list[ColumnElement[bool]]:
    pairs = (
        (Recording.group_id, wanted.group_id),
        (Recording.project_id, wanted.project_id),
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
        (wanted.from_, lambda value: Recording.recorded_at >= value),
        (wanted.to, lambda value: Recording.recorded_at < value),
        (wanted.min_sr_hz, lambda value: Recording.sr_hz >= value),
        (wanted.max_sr_hz, lambda value: Recording.sr_hz <= value),
        (wanted.min_duration_s, lambda value: Recording.duration_s >= value),
        (wanted.max_duration_s, lambda value: Recording.duration_s <= value),
    )
    return [condition(value) for value, condition in bounds if value is not None]


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


def _count(rows: Select[Recording]) -> int:
    """How many rows in all, counted without fetching their columns."""
    return db.session.scalar(rows.with_only_columns(func.count(), maintain_column_froms=True)) or 0


def ids_of(rows: Select[Recording]) -> Select[UUID]:
    return rows.with_only_columns(Recording.id, maintain_column_froms=True).order_by(None)


def search_text(row: Recording, *words: str) -> str:
    """What `search` looks through, in lower case: names, device, notes and the given words."""
    from_row = (row.name, row.file_name, row.device or "", row.notes)
    text = " ".join(" ".join((*from_row, *words)).lower().split())
    return text[: Recording.search_text.type.length]
