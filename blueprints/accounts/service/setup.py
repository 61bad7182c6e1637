"""The first run: a link that makes the first administrator of a station without any."""

from blueprints.accounts.models import User
from blueprints.accounts.service import audit, one_time
from blueprints.accounts.service.one_time import Purpose
from blueprints.accounts.service.users import create_user, has_users
from core.clock import now
from core.config import Settings
from core.db import db
from core.errors import AppError, conflict


def first_run_link(settings: Settings) -> str | None:
    """A fresh set-up link when the station has no users, else None; earlier links stop working.

    Called by the start-up inside an application context; commits, because no request does it here.
    """
    if has_users():
        return None
    token = one_time.make_link_token(Purpose.SETUP)
    db.session.commit()
    return f"{settings.base_url}/setup?token={token}"


def create_first_administrator(token: str, *, email: str, username: str, password: str, display_name: str) -> User:
    """Make the first account, which administers the station.

    Raises AppError 409 `setup-done` when there are users, 400 `link-invalid` for a wrong token.
    """
    if has_users():
        raise conflict("setup-done", "This station is set up already. Sign in instead.")
    if one_time.spend_link_token(Purpose.SETUP, token) is None:
        raise AppError(400, "link-invalid", "This set-up link is not the newest one. Start the station again for one.")
    user = create_user(email=email, username=username, password=password, display_name=display_name)
    user.is_operator, user.email_verified_at = True, now()
    audit.record("station.set-up", actor_id=user.id, object_type="user", object_id=user.id)
    return user
