"""What people do with events: find, acknowledge, shelve, note."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Select, or_, select

from blueprints.accounts.models import User
from blueprints.telemetry import policy
from blueprints.telemetry.detection import news
from blueprints.telemetry.models import Detector, Event, Severity
from blueprints.telemetry.schemas.events import EventQuery
from blueprints.telemetry.service.event_shapes import shape_brief, shape_event
from core.access import Principal, Role
from core.clock import now
from core.db import db
from core.errors import conflict, not_found


def listed(who: Principal, query: EventQuery) -> Select[Event]:
    """Events of one's groups by the filters."""
    rows = policy.visible_events(who)
    for column, value in (
        (Event.group_id, query.group_id),
        (Event.project_id, query.project_id),
        (Event.detector_id, query.detector_id),
        (Event.kind, query.kind),
        (Event.severity, query.severity),
    ):
        if value is not None:
            rows = rows.where(column == value)
    if query.start_us is not None:
        rows = rows.where(Event.start_us >= query.start_us)
    if query.end_us is not None:
        rows = rows.where(Event.start_us < query.end_us)
    if query.acknowledged is not None:
        rows = rows.where(Event.acknowledged_at.is_not(None) == query.acknowledged)
    if not query.withdrawn:
        rows = rows.where(Event.withdrawn_at.is_(None))
    if query.channel_id is not None:
        rows = rows.where(Event.detector_id.in_(_watching(who, query.channel_id)))
    if query.search:
        rows = rows.where(_says(query.search))
    return rows.where(needs_someone()) if query.alarm else rows


def needs_someone() -> Any:
    """Alarms as they stand: lasting or latched, neither acknowledged nor shelved."""
    is_shelved = Event.shelved_until.is_not(None) & (Event.shelved_until > now())
    return (
        (Event.severity != Severity.INFO)
        & Event.withdrawn_at.is_(None)
        & Event.acknowledged_at.is_(None)
        & ~is_shelved
        & or_(Event.end_us.is_(None), Event.is_latched)
    )


def _watching(who: Principal, channel_id: int) -> list[UUID]:
    """Detectors that read this channel. Few enough to look at; JSON is not searched through in the database."""
    policy.channel(who, channel_id)
    rows = db.session.execute(select(Detector.id, Detector.channel_ids).where(Detector.group_id.in_(who.group_ids)))
    return [detector_id for detector_id, channel_ids in rows if channel_id in channel_ids]


def _says(words: str) -> Any:
    named = select(Detector.id).where(Detector.name.icontains(words, autoescape=True))
    in_kind = Event.kind.icontains(words.replace(" ", "_"), autoescape=True)
    return or_(Event.note.icontains(words, autoescape=True), in_kind, Event.detector_id.in_(named))


def names(rows: Sequence[Event]) -> dict[UUID, str]:
    """Names of the events' detectors, asked for once."""
    ids = {row.detector_id for row in rows}
    return {row.id: row.name for row in db.session.scalars(select(Detector).where(Detector.id.in_(ids)))}


def shape_all(rows: Sequence[Event]) -> list[dict[str, Any]]:
    named = names(rows)
    return [shape_brief(row, named[row.detector_id]) for row in rows]


def shape_one(row: Event) -> dict[str, Any]:
    person = db.session.get(User, row.acknowledged_by) if row.acknowledged_by else None
    name = person.display_name if person else None
    return shape_event(row, names([row])[row.detector_id], acknowledged_by=name)


def acknowledge(who: Principal, rows: Sequence[Event]) -> int:
    """Say that someone has seen them; returns how many were not yet."""
    fresh = [row for row in rows if row.acknowledged_at is None]
    for row in fresh:
        row.acknowledged_at, row.acknowledged_by = now(), who.user_id
        _touch(row)
    return len(fresh)


def acknowledge_many(who: Principal, event_ids: Sequence[UUID]) -> int:
    """The same for several; all or none. Raises AppError 404 when one is not the person's to see."""
    ids = list(dict.fromkeys(event_ids))
    rows = [policy.event(who, event_id, Role.ANNOTATOR) for event_id in ids]
    return acknowledge(who, rows)


def take_back(row: Event) -> None:
    """Nobody has acknowledged it after all; AppError 409 when nobody had."""
    if row.acknowledged_at is None:
        raise conflict("not-acknowledged", "Nobody has acknowledged this event.")
    row.acknowledged_at = row.acknowledged_by = None
    _touch(row)


def shelve(row: Event, minutes: int) -> None:
    """Put an alarm aside for a while; 0 minutes take it back."""
    row.shelved_until = now() + timedelta(minutes=minutes) if minutes else None
    _touch(row)


def write_note(row: Event, note: str) -> None:
    row.note = note
    _touch(row)


def _touch(row: Event) -> None:
    row.version += 1
    detector = db.session.get(Detector, row.detector_id)
    if detector is None:
        raise not_found("detector")
    news.show(detector, row, "changed")
