"""Looking at disks by the clock, and telling administrators before they are full."""

from flask import current_app
from sqlalchemy import select

from blueprints.accounts.models import User
from blueprints.accounts.service import NotificationKind, notify
from blueprints.ops import service
from core import scheduler
from core.config import Settings
from core.db import db
from core.disk import DiskSpace
from core.jobs.alarms import is_first
from core.mail import post_to_operator
from core.redis import RedisError, connect
from core.smtp import RESEND_EVERY_S, send_kept

DISK_EVERY_S = 3600.0

QUIET_S = 24 * 3600
"""A disk that stays full is told of once a day."""


def schedule() -> None:
    scheduler.every(DISK_EVERY_S, "ops.watch-disks", watch_disks)
    scheduler.every(RESEND_EVERY_S, "ops.send-kept-mail", lambda: send_kept(_settings()))


def _settings() -> Settings:
    settings: Settings = current_app.config["SETTINGS"]
    return settings


def watch_disks() -> list[str]:
    """Tell of disks that are almost full, each once a day; gives their names. Commits."""
    told = []
    for name, space in service.disks().items():
        if space.used_percent < _settings().disk_alarm_percent:
            _forget(name)
        elif is_first(f"disk:{name}", quiet_s=QUIET_S):
            _tell(name, space)
            told.append(name)
    db.session.commit()
    return told


def _forget(name: str) -> None:
    """A disk that has room again is told of at once when it fills a second time."""
    try:
        connect(_settings().redis_address).delete(f"alarm:disk:{name}")
    except RedisError:
        return


def _tell(name: str, space: DiskSpace) -> None:
    title = f"The disk of {name} is {space.used_percent:.0f} % full"
    room = f"{space.free_bytes / 1e9:.1f} GB of {space.total_bytes / 1e9:.1f} GB are free."
    text = f"{room} Uploads stop before it is full."
    for user_id in db.session.scalars(select(User.id).where(User.is_operator, User.is_active)).all():
        notify(user_id, NotificationKind.DISK_ALMOST_FULL, title, text, "/status")
    post_to_operator(f"Fieldstation: {title.lower()}", text)
