"""People: making accounts, finding them, changing profile and password."""

import secrets
from uuid import UUID

from sqlalchemy import or_, select

from blueprints.accounts.models import Group, Membership, User
from blueprints.accounts.service import audit
from blueprints.accounts.service.passwords import check_password
from core.access import Role
from core.db import db
from core.errors import AppError, conflict, not_found
from core.security import hash_password, verify_password
from core.signals import user_created
from core.transactions import conflict_if_broken

FRIEND_ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Letters and digits that are not mistaken for each other when read aloud."""

FRIEND_CODE_LENGTH = 8
"""Characters of a friend code."""


def has_users() -> bool:
    return db.session.scalar(select(User.id).limit(1)) is not None


def find_user(login: str) -> User | None:
    """The person with this e-mail address or user name."""
    name = login.strip().lower()
    return db.session.scalar(select(User).where(or_(User.email == name, User.username == name)))


def get_user(user_id: UUID) -> User:
    user = db.session.get(User, user_id)
    if user is None:
        raise not_found("user")
    return user


def create_user(*, email: str, username: str, password: str, display_name: str = "") -> User:
    """Make an account and its personal group.

    Raises AppError 422 `weak-password`, 409 `email-taken` or `username-taken`.
    """
    email, username = email.lower(), username.lower()
    check_password(password, personal=(username, email, display_name))
    _check_free(email, username)
    user = _add_user(email, username, hash_password(password), display_name or username)
    audit.record("user.created", actor_id=user.id, object_type="user", object_id=user.id)
    user_created.send(user=user)
    return user


def _check_free(email: str, username: str) -> None:
    taken = db.session.execute(
        select(User.email, User.username).where(or_(User.email == email, User.username == username))
    ).all()
    if any(row.email == email for row in taken):
        raise conflict("email-taken", "There is an account with this e-mail address already.")
    if taken:
        raise conflict("username-taken", "This user name is taken.")


def _add_user(email: str, username: str, password_hash: str, display_name: str) -> User:
    group = Group(name=f"{display_name} (personal)"[:100])
    db.session.add(group)
    db.session.flush()
    user = User(
        email=email,
        username=username,
        password_hash=password_hash,
        display_name=display_name,
        friend_code="".join(secrets.choice(FRIEND_ALPHABET) for _ in range(FRIEND_CODE_LENGTH)),
        preferences={},
        personal_group_id=group.id,
        active_group_id=group.id,
    )
    with conflict_if_broken("username-taken", "This user name or e-mail address was taken a moment ago."):
        db.session.add(user)
    db.session.add(Membership(group_id=group.id, user_id=user.id, role=Role.ADMIN))
    db.session.flush()
    return user


def check_login(login: str, password: str) -> User:
    """The person these credentials belong to; takes as long when there is none. Raises AppError 401."""
    user = find_user(login)
    is_right = verify_password(user.password_hash if user else None, password)
    if user is None or not is_right or not user.is_active:
        audit.record("login.failed", actor_id=user.id if user else None, object_type="user")
        raise AppError(401, "login-failed", "The name or the password is wrong.")
    return user


def change_password(user: User, old: str, new: str) -> None:
    """Set a new password after checking the old one."""
    prove(user, old)
    set_password(user, new)


def prove(user: User, password: str) -> None:
    """Make sure that it is the person who does something grave. Raises AppError 403 `login-failed`."""
    if not verify_password(user.password_hash, password):
        raise AppError(403, "login-failed", "The present password is wrong.")


def set_password(user: User, password: str) -> None:
    check_password(password, personal=(user.username, user.email, user.display_name))
    user.password_hash = hash_password(password)
    audit.record("user.password-changed", actor_id=user.id, object_type="user", object_id=user.id)


def set_active_group(user: User, group_id: UUID) -> None:
    """Choose the group new work goes into. Raises 404 when the person is not a member."""
    if db.session.get(Membership, (group_id, user.id)) is None:
        raise not_found("group")
    user.active_group_id = group_id
