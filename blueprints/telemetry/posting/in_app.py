"""News for every member of the group, in the page."""

from __future__ import annotations

from sqlalchemy import select

from blueprints.accounts.models import Membership, Notification
from blueprints.accounts.service.notifications import NotificationKind, notify
from blueprints.telemetry.posting.registry import Note, Sent, Settings, target
from core.db import db


@target("in-app", label="In the page", about="A notification for every member of the group.", limit=200, fields=())
class InApp:
    """Written in the transaction that also records it as sent: one cannot be without the other."""

    def __init__(self, _settings: Settings) -> None:
        pass

    def send(self, note: Note) -> Sent:
        link = f"/telemetry/events/{note.event['id']}"
        for user_id in db.session.scalars(select(Membership.user_id).where(Membership.group_id == note.group_id)):
            seen = select(Notification.id).where(
                Notification.user_id == user_id, Notification.link == link, Notification.title == note.text[:200]
            )
            if db.session.scalar(seen) is None:
                notify(user_id, NotificationKind.EVENT_DETECTED, note.text, note.title, link)
        return Sent()

    def find(self, _note: Note) -> Sent | None:
        return None
