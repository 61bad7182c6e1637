"""Codes and links by mail: sign in without a password, set a new password, show that an address is one's own."""

from flask import current_app

from blueprints.accounts.models import User
from blueprints.accounts.service import audit, one_time, sessions
from blueprints.accounts.service.one_time import Purpose
from blueprints.accounts.service.users import find_user, get_user, set_password
from core.clock import now
from core.config import Settings
from core.errors import AppError
from core.mail import Mail, post

CODE_TEXT = """Hello {name},

your code for Fieldstation is

    {code}

It works once, within 10 minutes. If you did not ask for it, ignore this message.
"""

RESET_TEXT = """Hello {name},

set a new password for Fieldstation here, within one hour:

    {link}

The link works once. If you did not ask for it, ignore this message; your password stays as it is.
"""


def _find_by_mail(email: str) -> User | None:
    user = find_user(email) if "@" in email else None
    return user if user is not None and user.is_active else None


def send_code(email: str) -> None:
    """Mail a code to the address if someone has it; the caller cannot tell."""
    user = _find_by_mail(email)
    if user is None or one_time.has_too_many(Purpose.EMAIL_CODE, user.id):
        return
    code = one_time.make_code(user.id)
    post(Mail(user.email, f"Your Fieldstation code: {code}", CODE_TEXT.format(name=user.display_name, code=code)))


def check_code(email: str, code: str) -> User:
    """The person a code was sent to. Raises AppError 401 `code-invalid`; the spent try must be committed."""
    user = _find_by_mail(email)
    if user is None or not one_time.spend_code(user.id, code):
        raise AppError(401, "code-invalid", "This code is wrong, was used or is too old. Ask for a new one.")
    user.email_verified_at = now()
    return user


def send_reset_link(email: str) -> None:
    """Mail a link for a new password to the address if someone has it; the caller cannot tell."""
    user = _find_by_mail(email)
    if user is None or one_time.has_too_many(Purpose.PASSWORD_RESET, user.id):
        return
    settings: Settings = current_app.config["SETTINGS"]
    token = one_time.make_link_token(Purpose.PASSWORD_RESET, user.id)
    link = f"{settings.base_url}/reset-password?token={token}"
    post(Mail(user.email, "A new password for Fieldstation", RESET_TEXT.format(name=user.display_name, link=link)))
    audit.record("password-reset.asked", object_type="user", object_id=user.id)


def reset_password(token: str, password: str) -> User:
    """Set a new password by a mailed link and end every session. Raises AppError 400 `link-invalid`."""
    secret = one_time.spend_link_token(Purpose.PASSWORD_RESET, token)
    if secret is None or secret.user_id is None:
        raise AppError(400, "link-invalid", "This link was used or is too old. Ask for a new one.")
    user = get_user(secret.user_id)
    set_password(user, password)
    user.email_verified_at = now()
    sessions.revoke_all(user.id)
    return user
