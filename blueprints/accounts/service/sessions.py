"""Sign-ins: access and refresh tokens, their rotation and revocation, and reading a token back into a person."""

import logging
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from flask import current_app
from flask_jwt_extended import create_access_token, create_refresh_token, decode_token
from flask_jwt_extended.exceptions import JWTExtendedException
from jwt.exceptions import ExpiredSignatureError, PyJWTError
from sqlalchemy import Select, delete, select, update
from sqlalchemy.exc import OperationalError

from blueprints.accounts.models import ApiKey, LoginSession, Membership, RefreshToken, User
from blueprints.accounts.service import audit
from core.access import Principal, Role, Scope
from core.authentication import Authentication
from core.clock import new_id, now
from core.config import Settings
from core.db import db
from core.errors import AppError, not_found
from core.security import KEY_PREFIX, fingerprint
from core.transactions import rows_changed

log = logging.getLogger(__name__)

REUSE_GRACE = timedelta(seconds=10)
"""How long a spent refresh token still works: two tabs of one browser may race (platform.md, section 2)."""

SHORTEST = timedelta(seconds=1)
"""Life of the shortest token: they are counted in whole seconds."""

STAMP_EVERY = timedelta(minutes=5)
"""How exactly "last used" is kept; finer would turn every read into a write."""

KEPT_AFTER_END = timedelta(days=30)
"""How long an ended session stays in the table."""


class Device(NamedTuple):
    """Where a sign-in comes from, as shown in the list of sessions."""

    address: str
    user_agent: str


class Tokens(NamedTuple):
    """What a sign-in or a refresh hands out."""

    user: User
    access_token: str
    access_s: int
    """Seconds that it lives."""
    refresh_token: str
    refresh_until: datetime
    session_id: UUID


def _settings() -> Settings:
    settings: Settings = current_app.config["SETTINGS"]
    return settings


def sign_in(user: User, method: str, device: Device) -> Tokens:
    """Begin a session on one device."""
    moment = now()
    session = LoginSession(
        user_id=user.id,
        method=method,
        address=device.address[:64],
        user_agent=device.user_agent[:300],
        created_at=moment,
        expires_at=moment + timedelta(days=_settings().refresh_token_days),
    )
    db.session.add(session)
    db.session.flush()
    audit.record("session.started", actor_id=user.id, object_type="session", object_id=session.id, method=method)
    return _issue(user, session)


def _issue(user: User, session: LoginSession) -> Tokens:
    """A new pair of tokens of this session."""
    settings, moment = _settings(), now()
    last_day = _last_day(session)
    until = min(moment + timedelta(days=settings.refresh_token_days), last_day)
    access_s = round(min(settings.access_token_minutes * 60, (last_day - moment).total_seconds()))
    token = RefreshToken(id=new_id(), session_id=session.id)
    session.last_used_at, session.expires_at = moment, until
    db.session.add(token)
    db.session.flush()
    claims = {"sid": str(session.id)}
    return Tokens(
        user=user,
        access_token=create_access_token(
            str(user.id), expires_delta=timedelta(seconds=access_s), additional_claims=claims
        ),
        access_s=access_s,
        refresh_token=create_refresh_token(
            str(user.id), expires_delta=until - moment, additional_claims=claims | {"jti": str(token.id)}
        ),
        refresh_until=until,
        session_id=session.id,
    )


def _last_day(session: LoginSession) -> datetime:
    """When a session ends however often it is used (`SESSION_MAX_DAYS`): a stolen one does not last for ever."""
    return session.created_at + timedelta(days=_settings().session_max_days)


def rotate(refresh_token: str) -> Tokens:
    """Exchange a refresh token for a new pair; each works once.

    A token used a second time, save within `REUSE_GRACE`, was copied: its whole family is revoked.
    Raises AppError 401 `token-expired`, `token-invalid`, `token-revoked` or `token-reused`; what was
    revoked on the way is flushed and must be committed although the request is refused.
    """
    claims = _claims(refresh_token, "refresh")
    row = db.session.execute(
        select(RefreshToken, LoginSession, User)
        .join(LoginSession, LoginSession.id == RefreshToken.session_id)
        .join(User, User.id == LoginSession.user_id)
        .where(RefreshToken.id == _uuid(claims["jti"]), User.is_active)
    ).one_or_none()
    if row is None or row.LoginSession.revoked_at is not None:
        raise AppError(401, "token-revoked", "This sign-in was ended. Sign in again.")
    if _last_day(row.LoginSession) <= now() + SHORTEST:
        raise AppError(401, "token-expired", "This sign-in has lasted as long as one may. Sign in again.")
    if not _spend(row.RefreshToken.id):
        _check_grace(row.RefreshToken.id, row.LoginSession)
    return _issue(row.User, row.LoginSession)


def _spend(token_id: UUID) -> bool:
    """Mark a token used; True for exactly one of several that try at once."""
    found = db.session.execute(
        update(RefreshToken)
        .where(RefreshToken.id == token_id, RefreshToken.used_at.is_(None))
        .values(used_at=now())
        .execution_options(synchronize_session=False)
    )
    return rows_changed(found) == 1


def _check_grace(token_id: UUID, session: LoginSession) -> None:
    used_at = db.session.scalar(select(RefreshToken.used_at).where(RefreshToken.id == token_id))
    if used_at is not None and now() - used_at <= REUSE_GRACE:
        return
    session.revoked_at = now()
    db.session.flush()
    audit.record("session.token-reused", actor_id=session.user_id, object_type="session", object_id=session.id)
    raise AppError(401, "token-reused", "This refresh token was used before; the sign-in was ended to be safe.")


def session_of(refresh_token: str) -> UUID | None:
    """The session a refresh token belongs to, however old or spent it is; None when it is not ours."""
    try:
        return _uuid(decode_token(refresh_token, allow_expired=True)["sid"])
    except (PyJWTError, JWTExtendedException, KeyError, AppError):
        return None


def list_sessions(user_id: UUID) -> Select[LoginSession]:
    """The person's sessions that still work."""
    return select(LoginSession).where(
        LoginSession.user_id == user_id, LoginSession.revoked_at.is_(None), LoginSession.expires_at > now()
    )


def end_session(session_id: UUID) -> None:
    """Sign out: the session's tokens stop working. Ending an ended session changes nothing."""
    session = db.session.get(LoginSession, session_id)
    if session is not None and session.revoked_at is None:
        session.revoked_at = now()
        audit.record("session.ended", actor_id=session.user_id, object_type="session", object_id=session_id)


def revoke_session(user_id: UUID, session_id: UUID) -> None:
    """End one of the person's sessions. Raises 404 for another person's or an ended one."""
    session = db.session.scalar(list_sessions(user_id).where(LoginSession.id == session_id))
    if session is None:
        raise not_found("session")
    session.revoked_at = now()
    audit.record("session.revoked", actor_id=user_id, object_type="session", object_id=session_id)


def revoke_all(user_id: UUID, *, keep: UUID | None = None, by: UUID | None = None) -> int:
    """End every session of a person, save the one to keep; returns how many. `by`: an administrator who does it."""
    ended = db.session.execute(
        update(LoginSession)
        .where(
            LoginSession.user_id == user_id, LoginSession.revoked_at.is_(None), LoginSession.id != (keep or UUID(int=0))
        )
        .values(revoked_at=now())
    )
    audit.record("session.all-revoked", actor_id=by or user_id, object_type="user", object_id=user_id)
    return rows_changed(ended)


def sweep_sessions() -> int:
    """Remove sessions that ended long ago, with their tokens; returns how many."""
    edge = now() - KEPT_AFTER_END
    found = db.session.execute(
        delete(LoginSession).where((LoginSession.expires_at < edge) | (LoginSession.revoked_at < edge))
    )
    return rows_changed(found)


def read_token(token: str) -> Authentication:
    """The person behind an access token or API key, by one query.

    Raises AppError 401 `token-expired`, `token-invalid`, `token-revoked` or `api-key-invalid`.
    """
    return _read_key(token) if token.startswith(KEY_PREFIX) else _read_access(token)


def _read_access(token: str) -> Authentication:
    claims = _claims(token, "access")
    session_id = _uuid(claims.get("sid"))
    rows = db.session.execute(
        select(User.id, User.is_operator, LoginSession.last_used_at, Membership.group_id, Membership.role)
        .join(LoginSession, LoginSession.user_id == User.id)
        .join(Membership, Membership.user_id == User.id, isouter=True)
        .where(LoginSession.id == session_id, LoginSession.revoked_at.is_(None), User.is_active)
    ).all()
    if not rows:
        raise AppError(401, "token-revoked", "This sign-in was ended. Sign in again.")
    _stamp(LoginSession, session_id, rows[0].last_used_at)
    principal = Principal(
        user_id=rows[0].id, roles=_roles(rows), is_operator=rows[0].is_operator, session_id=session_id
    )
    return Authentication(principal, float(claims["exp"]))


def _read_key(token: str) -> Authentication:
    rows = db.session.execute(
        select(User.id, User.is_operator, ApiKey.id.label("key_id"), ApiKey.scopes, ApiKey.expires_at)
        .add_columns(ApiKey.last_used_at, Membership.group_id, Membership.role)
        .join(ApiKey, ApiKey.user_id == User.id)
        .join(Membership, Membership.user_id == User.id, isouter=True)
        .where(ApiKey.fingerprint == fingerprint(token), User.is_active)
    ).all()
    expires_at = rows[0].expires_at if rows else None
    if not rows or (expires_at is not None and expires_at <= now()):
        raise AppError(401, "api-key-invalid", "This API key does not exist, was revoked or has expired.")
    _stamp(ApiKey, rows[0].key_id, rows[0].last_used_at)
    principal = Principal(
        user_id=rows[0].id,
        roles=_roles(rows),
        is_operator=rows[0].is_operator,
        scopes=frozenset(Scope(scope) for scope in rows[0].scopes),
        api_key_id=rows[0].key_id,
    )
    return Authentication(principal, expires_at.timestamp() if expires_at else None)


def _roles(rows: Any) -> dict[UUID, Role]:
    return {row.group_id: Role(row.role) for row in rows if row.group_id is not None}


def _stamp(table: type[LoginSession] | type[ApiKey], row_id: UUID, last_used_at: datetime | None) -> None:
    """Note that a session or key is in use, now and then, on a connection of its own.

    The request's own transaction may be read-only or rolled back; a busy database costs only the stamp.
    """
    if last_used_at is not None and now() - last_used_at < STAMP_EVERY:
        return
    try:
        with db.engine.begin() as connection:
            connection.execute(update(table).where(table.id == row_id).values(last_used_at=now()))
    except OperationalError as exc:
        log.info("last use of %s is not noted: %s", row_id, exc.orig)


def _claims(token: str, kind: str) -> dict[str, Any]:
    try:
        claims: dict[str, Any] = decode_token(token)
    except ExpiredSignatureError as exc:
        raise AppError(401, "token-expired", "This token has expired.") from exc
    except (PyJWTError, JWTExtendedException, ValueError) as exc:
        raise AppError(401, "token-invalid", "This token is not one of ours.") from exc
    if claims.get("type") != kind:
        raise AppError(401, "token-invalid", f"Expected an {kind} token, found another kind.")
    return claims


def _uuid(text: Any) -> UUID:
    try:
        return UUID(str(text))
    except ValueError as exc:
        raise AppError(401, "token-invalid", "This token is not one of ours.") from exc
