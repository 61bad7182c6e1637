"""Tables of people, the groups they work in, and how they prove who they are."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.access import Role
from core.db import Base, CreatedAt, UpdatedAt, UuidKey


def _one_of(column: str, values: type[Role]) -> str:
    return f"{column} IN ({', '.join(repr(str(value)) for value in values)})"


class Group(Base):
    """The unit that owns everything; people are members with a role."""

    __tablename__ = "groups"

    id: Mapped[UuidKey]
    name: Mapped[str] = mapped_column(String(100))
    description: Mapped[str] = mapped_column(Text, default="")
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[CreatedAt]
    updated_at: Mapped[UpdatedAt]

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 (SQLAlchemy reads a plain class attribute)


class User(Base):
    """A person with an account."""

    __tablename__ = "users"

    id: Mapped[UuidKey]
    email: Mapped[str] = mapped_column(String(254), unique=True)
    """In lower case."""
    username: Mapped[str] = mapped_column(String(32), unique=True)
    """In lower case; never holds an @, so that a login is one or the other."""
    password_hash: Mapped[str] = mapped_column(String(200))
    display_name: Mapped[str] = mapped_column(String(100))
    bio: Mapped[str] = mapped_column(Text, default="")
    friend_code: Mapped[str] = mapped_column(String(12), unique=True)
    """What one person gives another to be found by."""
    is_operator: Mapped[bool] = mapped_column(default=False)
    is_active: Mapped[bool] = mapped_column(default=True)
    email_verified_at: Mapped[datetime | None]
    """When the person last showed that mail to the address reaches them."""
    preferences: Mapped[dict[str, Any]] = mapped_column(default=dict)
    personal_group_id: Mapped[UUID] = mapped_column(ForeignKey("groups.id", ondelete="RESTRICT"), unique=True)
    active_group_id: Mapped[UUID | None] = mapped_column(ForeignKey("groups.id", ondelete="SET NULL"))
    created_at: Mapped[CreatedAt]
    updated_at: Mapped[UpdatedAt]


class Membership(Base):
    """A person's role in a group."""

    __tablename__ = "memberships"
    __table_args__ = (CheckConstraint(_one_of("role", Role), name="role"),)

    group_id: Mapped[UUID] = mapped_column(ForeignKey("groups.id", ondelete="CASCADE"), primary_key=True)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), primary_key=True, index=True)
    role: Mapped[str] = mapped_column(String(20))
    created_at: Mapped[CreatedAt]

    user: Mapped[User] = relationship(lazy="raise")
    group: Mapped[Group] = relationship(lazy="raise")


class Invitation(Base):
    """A place in a group offered to an address; open until accepted, declined, withdrawn or too old."""

    __tablename__ = "invitations"
    __table_args__ = (CheckConstraint(_one_of("role", Role), name="role"),)

    id: Mapped[UuidKey]
    group_id: Mapped[UUID] = mapped_column(ForeignKey("groups.id", ondelete="CASCADE"), index=True)
    email: Mapped[str] = mapped_column(String(254), index=True)
    role: Mapped[str] = mapped_column(String(20))
    invited_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    created_at: Mapped[CreatedAt]
    expires_at: Mapped[datetime]
    accepted_at: Mapped[datetime | None]
    declined_at: Mapped[datetime | None]

    group: Mapped[Group] = relationship(lazy="raise")
    invited_by: Mapped[User | None] = relationship(lazy="raise")


class LoginSession(Base):
    """One sign-in on one device: the family of refresh tokens that grew from it."""

    __tablename__ = "login_sessions"

    id: Mapped[UuidKey]
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    method: Mapped[str] = mapped_column(String(20))
    """How the person proved who they are: password, code, setup or registration; `+app` or `+recovery` with a second
    factor."""
    address: Mapped[str] = mapped_column(String(64), default="")
    user_agent: Mapped[str] = mapped_column(String(300), default="")
    created_at: Mapped[CreatedAt]
    last_used_at: Mapped[CreatedAt]
    expires_at: Mapped[datetime] = mapped_column(index=True)
    revoked_at: Mapped[datetime | None]


class RefreshToken(Base):
    """One refresh token of a session; used once, then replaced."""

    __tablename__ = "refresh_tokens"

    id: Mapped[UuidKey]
    """The token's `jti`."""
    session_id: Mapped[UUID] = mapped_column(ForeignKey("login_sessions.id", ondelete="CASCADE"), index=True)
    created_at: Mapped[CreatedAt]
    used_at: Mapped[datetime | None]


class OneTimeSecret(Base):
    """A link or code that works once: first set-up, password reset, sign-in by mail."""

    __tablename__ = "one_time_secrets"
    __table_args__ = (Index(None, "purpose", "user_id"),)

    id: Mapped[UuidKey]
    purpose: Mapped[str] = mapped_column(String(20))
    user_id: Mapped[UUID | None] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    fingerprint: Mapped[str] = mapped_column(String(64), index=True)
    tries_left: Mapped[int]
    created_at: Mapped[CreatedAt]
    expires_at: Mapped[datetime] = mapped_column(index=True)
    used_at: Mapped[datetime | None]


class SecondFactor(Base):
    """A person's app that makes codes (RFC 6238); it counts at sign-in once it was shown to work."""

    __tablename__ = "second_factors"

    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), primary_key=True)
    secret: Mapped[str] = mapped_column(String(300))
    """What the app shares with the station, sealed."""
    created_at: Mapped[CreatedAt]
    confirmed_at: Mapped[datetime | None]
    """When a first code fitted; until then sign-in does not ask."""
    last_step: Mapped[int] = mapped_column(BigInteger, default=0)
    """Number of the half-minute whose code was taken last: neither it nor an earlier one is taken again."""
    n_tries: Mapped[int] = mapped_column(default=0)
    """Codes tried since `tries_since` without one that fitted."""
    tries_since: Mapped[datetime | None]


class RecoveryCode(Base):
    """A code on paper for the day the app is lost; used once, only its fingerprint is kept."""

    __tablename__ = "recovery_codes"

    id: Mapped[UuidKey]
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    fingerprint: Mapped[str] = mapped_column(String(64))
    used_at: Mapped[datetime | None]


class ApiKey(Base):
    """A long-lived key for scripts; only its fingerprint is kept."""

    __tablename__ = "api_keys"

    id: Mapped[UuidKey]
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(String(100))
    hint: Mapped[str] = mapped_column(String(16))
    """The first characters, so that people can tell their keys apart."""
    fingerprint: Mapped[str] = mapped_column(String(64), unique=True)
    scopes: Mapped[list[Any]]
    created_at: Mapped[CreatedAt]
    expires_at: Mapped[datetime | None]
    last_used_at: Mapped[datetime | None]


class Notification(Base):
    """News for one person."""

    __tablename__ = "notifications"
    __table_args__ = (Index(None, "user_id", "read_at"), Index(None, "user_id", "created_at"))

    id: Mapped[UuidKey]
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(String(40))
    title: Mapped[str] = mapped_column(String(200))
    body: Mapped[str] = mapped_column(Text, default="")
    link: Mapped[str] = mapped_column(String(500), default="")
    """Address within the page."""
    created_at: Mapped[CreatedAt]
    read_at: Mapped[datetime | None]


class AuditEntry(Base):
    """Who did what to which object; references are kept as plain ids, so that entries outlive their objects."""

    __tablename__ = "audit_entries"
    __table_args__ = (Index(None, "object_type", "object_id"),)

    id: Mapped[UuidKey]
    at: Mapped[CreatedAt] = mapped_column(index=True)
    actor_id: Mapped[UUID | None] = mapped_column(index=True)
    action: Mapped[str] = mapped_column(String(60), index=True)
    object_type: Mapped[str] = mapped_column(String(40), default="")
    object_id: Mapped[UUID | None]
    group_id: Mapped[UUID | None] = mapped_column(index=True)
    address: Mapped[str] = mapped_column(String(64), default="")
    request_id: Mapped[str] = mapped_column(String(40), default="")
    details: Mapped[dict[str, Any]] = mapped_column(default=dict)
