"""News for one person: kept in a list, shown live, mailed when the person wants it."""

from enum import StrEnum
from typing import Any
from uuid import UUID

from flask import current_app
from sqlalchemy import Select, func, select, update

from blueprints.accounts.models import Notification, User
from core import realtime
from core.after_commit import do_after_commit
from core.clock import iso, now
from core.config import Settings
from core.db import db
from core.errors import not_found
from core.mail import Mail, post
from core.transactions import rows_changed


class NotificationKind(StrEnum):
    """What news is about; people choose by kind what is mailed to them."""

    JOB_FINISHED = "job-finished"
    JOB_FAILED = "job-failed"
    INVITATION = "invitation"
    FRIEND_REQUEST = "friend-request"
    EVENT_DETECTED = "event-detected"
    DISK_ALMOST_FULL = "disk-almost-full"
    FORECAST_DRIFT = "forecast-drift"
    SECURITY = "security"


MAILED_BY_DEFAULT = frozenset(
    {NotificationKind.INVITATION, NotificationKind.DISK_ALMOST_FULL, NotificationKind.SECURITY}
)
"""Kinds that are mailed to people who have not chosen."""


def notify(
    user_id: UUID, kind: NotificationKind, title: str, body: str = "", link: str = "", *, is_mailed: bool | None = None
) -> Notification:
    """Tell a person something, in the present transaction; shown live and mailed after its commit.

    link : address within the page. is_mailed : None leaves it to the person's preferences.
    """
    row = Notification(user_id=user_id, kind=kind, title=title[:200], body=body, link=link)
    db.session.add(row)
    db.session.flush()
    do_after_commit(row.id, realtime.emit, "notification", f"user:{user_id}", shape_notification(row))
    user = db.session.get(User, user_id)
    if user is not None and (wants_mail(user, kind) if is_mailed is None else is_mailed):
        post(Mail(user.email, title.replace("\n", " "), f"{body}\n\n{_address(link)}\n"))
    return row


def wants_mail(user: User, kind: NotificationKind) -> bool:
    chosen: dict[str, bool] = user.preferences.get("mail", {})
    return chosen.get(kind, kind in MAILED_BY_DEFAULT)


def _address(link: str) -> str:
    settings: Settings = current_app.config["SETTINGS"]
    return f"{settings.base_url}{link}" if link else settings.base_url


def shape_notification(row: Notification) -> dict[str, Any]:
    return {
        "id": str(row.id),
        "kind": row.kind,
        "title": row.title,
        "body": row.body,
        "link": row.link,
        "created_at": iso(row.created_at),
        "read_at": iso(row.read_at),
    }


def list_notifications(user_id: UUID, *, only_unread: bool = False) -> Select[Notification]:
    rows = select(Notification).where(Notification.user_id == user_id)
    return rows.where(Notification.read_at.is_(None)) if only_unread else rows


def count_unread(user_id: UUID) -> int:
    rows = list_notifications(user_id, only_unread=True)
    return db.session.scalar(select(func.count()).select_from(rows.subquery())) or 0


def mark_read(user_id: UUID, notification_id: UUID) -> Notification:
    row = db.session.scalar(list_notifications(user_id).where(Notification.id == notification_id))
    if row is None:
        raise not_found("notification")
    row.read_at = row.read_at or now()
    return row


def mark_all_read(user_id: UUID) -> int:
    """Mark everything read; returns how much was not."""
    found = db.session.execute(
        update(Notification)
        .where(Notification.user_id == user_id, Notification.read_at.is_(None))
        .values(read_at=now())
    )
    return rows_changed(found)
