"""Builders of people, groups and how they sign in."""

from datetime import timedelta
from functools import cache
from typing import Any, NamedTuple

from argon2 import PasswordHasher

from blueprints.accounts.models import Group, Invitation, LoginSession, Membership, Notification, SecondFactor, User
from blueprints.accounts.service import app_codes, keys, recovery_codes, second_factor, sessions
from blueprints.accounts.service.notifications import NotificationKind
from core import sealing
from core.access import Role, Scope
from core.clock import now
from core.db import db
from tests.factories import Factory

PASSWORD = "hazel noctule over water"
"""Password of every made person."""


@cache
def _password_hash() -> str:
    """Hashed once, and cheaply: tests make thousands of people."""
    return PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)


def build_user(make: Factory, **fields: Any) -> User:
    """A person with a personal group; `is_verified=False` leaves the address unproven."""
    n = make.number()
    name = fields.pop("username", f"person{n}")
    verified_at = now() if fields.pop("is_verified", True) else None
    group = Group(name=f"{name} (personal)")
    db.session.add(group)
    db.session.flush()
    values = {
        "email": f"{name}@example.org",
        "username": name,
        "password_hash": _password_hash(),
        "display_name": name.title(),
        "friend_code": f"CODE{n}",
        "preferences": {},
        "personal_group_id": group.id,
        "active_group_id": group.id,
        "email_verified_at": verified_at,
    }
    user = User(**(values | fields))
    db.session.add(user)
    db.session.flush()
    db.session.add(Membership(group_id=group.id, user_id=user.id, role=Role.ADMIN))
    db.session.commit()
    return user


def build_group(make: Factory, *, admin: User | None = None, **fields: Any) -> Group:
    """A group with one administrator."""
    group = make.save(Group(**({"name": f"Group {make.number()}"} | fields)))
    build_member(make, group, Role.ADMIN, user=admin)
    return group


def build_member(make: Factory, group: Group, role: Role, *, user: User | None = None) -> User:
    """A person with a role in a group."""
    user = user or build_user(make)
    make.save(Membership(group_id=group.id, user_id=user.id, role=role))
    return user


def build_tokens(_make: Factory, user: User) -> sessions.Tokens:
    """A sign-in on a test device."""
    tokens = sessions.sign_in(user, "password", sessions.Device("127.0.0.1", "tests"))
    db.session.commit()
    return tokens


def build_headers(make: Factory, user: User) -> dict[str, str]:
    """Request headers of a signed-in person."""
    return {"Authorization": f"Bearer {build_tokens(make, user).access_token}"}


def build_session(make: Factory, user: User) -> LoginSession:
    session = db.session.get(LoginSession, build_tokens(make, user).session_id)
    assert session is not None
    return session


class AppInHand(NamedTuple):
    """A second factor as its owner holds it."""

    secret: bytes
    recovery_codes: list[str]

    def code(self, ahead: int = 0) -> str:
        """What the app shows, or will show some half-minutes ahead."""
        return app_codes.code_of(self.secret, app_codes.step_at(now().timestamp()) + ahead)


def build_second_factor(make: Factory, user: User, *, is_on: bool = True) -> AppInHand:
    """A second factor that sign-in asks for; `is_on=False`: one whose first code is still to come."""
    second_factor.forget(user.id)
    secret = app_codes.new_secret()
    sealed = sealing.seal(secret, purpose=second_factor.PURPOSE)
    make.save(SecondFactor(user_id=user.id, secret=sealed, confirmed_at=now() if is_on else None))
    codes = recovery_codes.renew(user.id) if is_on else []
    db.session.commit()
    return AppInHand(secret, codes)


def build_api_key(_make: Factory, user: User, *scopes: Scope, **fields: Any) -> keys.NewKey:
    """An API key with the given scopes; both when none is given."""
    values = {"name": "Script", "scopes": list(scopes or Scope), "expires_at": None}
    new = keys.create_key(user.id, **(values | fields))
    db.session.commit()
    return new


def build_invitation(make: Factory, group: Group, **fields: Any) -> Invitation:
    values = {
        "email": f"guest{make.number()}@example.org",
        "role": Role.VIEWER,
        "expires_at": now() + timedelta(days=7),
    }
    return make.save(Invitation(group_id=group.id, **(values | fields)))


def build_notification(make: Factory, user: User, **fields: Any) -> Notification:
    values = {"kind": NotificationKind.JOB_FINISHED, "title": f"Job {make.number()} is done"}
    return make.save(Notification(user_id=user.id, **(values | fields)))
