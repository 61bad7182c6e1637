"""Who is told of events: everyone who looks at the group, its members, and the targets of announcements."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from blueprints.accounts.models import Membership
from blueprints.accounts.service.notifications import NotificationKind, notify
from blueprints.telemetry.detection.keeping import Kept
from blueprints.telemetry.models import Detector, Event
from blueprints.telemetry.service import announcing, wording
from blueprints.telemetry.service.event_shapes import shape_brief
from core import realtime
from core.after_commit import do_after_commit
from core.db import db

FRESH_US = 3_600_000_000
"""An event that ended longer ago, by feed time, is history: it is listed and nobody is woken for it."""


def tell(row: Detector, kept: Kept, until_us: int) -> None:
    """Put the news of one look on its way; it leaves with the commit."""
    for change, events in (("found", kept.new), ("changed", kept.changed), ("withdrawn", kept.withdrawn)):
        for event in events:
            show(row, event, change)
    for event in kept.withdrawn:
        announcing.call_off(event)
    for event in kept.new:
        if not row.is_catching_up and is_fresh(event, until_us):
            if row.is_notified:
                _notify_members(row, event)
            announcing.plan(row, event)


def is_fresh(event: Event, until_us: int) -> bool:
    return event.end_us is None or event.end_us >= until_us - FRESH_US


def show(row: Detector, event: Event, change: str) -> None:
    """Tell the group's room that an event was found, changed, withdrawn or dealt with."""
    payload: dict[str, Any] = shape_brief(event, row.name) | {"change": change}
    do_after_commit(("telemetry.event", event.id), realtime.emit, "telemetry.event", f"group:{event.group_id}", payload)


def _notify_members(row: Detector, event: Event) -> None:
    members = db.session.scalars(select(Membership.user_id).where(Membership.group_id == row.group_id))
    title, body = wording.headline(row, event), wording.numbers(event)
    for user_id in members:
        notify(user_id, NotificationKind.EVENT_DETECTED, title, body, f"/telemetry/events/{event.id}")
