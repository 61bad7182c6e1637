"""The second factor: setting it up, asking for it, taking it away."""

from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from flask import current_app
from itsdangerous import BadSignature, URLSafeTimedSerializer
from sqlalchemy import case, delete, literal, or_, select, update

from blueprints.accounts.models import SecondFactor, User
from blueprints.accounts.service import app_codes, audit, recovery_codes
from blueprints.accounts.service.security_news import tell_of_change
from blueprints.accounts.service.users import prove
from core import sealing
from core.clock import now
from core.db import UtcDateTime, db
from core.errors import AppError, conflict, not_found
from core.security import keyed_fingerprint
from core.transactions import rows_changed

PURPOSE = "second factors"

TICKET_LIFE = timedelta(minutes=10)
"""How long one may take to type the code after the password."""

MOST_TRIES = 10
"""Wrong codes within `TRIES_FOR`, wherever they come from: a guess fits 3 times in a million, so that trying without a
pause takes four years for each success."""

TRIES_FOR = timedelta(hours=1)


class Standing(NamedTuple):
    """What a person sees of their second factor."""

    since: datetime | None
    """None: it is off."""
    n_recovery_codes: int


class Enrolment(NamedTuple):
    """What an app needs to make codes, shown once."""

    secret: str
    address: str


def find(user_id: UUID) -> SecondFactor | None:
    """The person's second factor, if sign-in asks for one."""
    return db.session.scalar(
        select(SecondFactor).where(SecondFactor.user_id == user_id, SecondFactor.confirmed_at.is_not(None))
    )


def holders_among(user_ids: list[UUID]) -> set[UUID]:
    """Who of these people has a second factor."""
    rows = select(SecondFactor.user_id).where(SecondFactor.user_id.in_(user_ids))
    return set(db.session.scalars(rows.where(SecondFactor.confirmed_at.is_not(None))))


def standing(user_id: UUID) -> Standing:
    found = find(user_id)
    return Standing(found.confirmed_at, recovery_codes.n_left(user_id)) if found else Standing(None, 0)


def begin(user: User, password: str) -> Enrolment:
    """A new secret for an app; sign-in asks for its codes once `confirm` has seen one.

    Raises AppError 403 `login-failed`, 409 `second-factor-on`.
    """
    prove(user, password)
    if find(user.id) is not None:
        raise conflict("second-factor-on", "Sign-in asks for a second factor already; take that away first.")
    secret = app_codes.new_secret()
    db.session.execute(delete(SecondFactor).where(SecondFactor.user_id == user.id))
    db.session.add(SecondFactor(user_id=user.id, secret=sealing.seal(secret, purpose=PURPOSE), n_tries=0, last_step=0))
    db.session.flush()
    return Enrolment(app_codes.shown(secret), app_codes.address(secret, user.email))


def confirm(user: User, code: str) -> list[str]:
    """Take the first code of the app; from now on sign-in asks. Returns recovery codes, to be shown this once.

    Raises AppError 404 when nothing was begun, 409 `second-factor-on`, 403 `second-factor-invalid` or
    429 `second-factor-tries`, whose spent try must be committed.
    """
    row = db.session.get(SecondFactor, user.id)
    if row is None:
        raise not_found("second factor")
    if row.confirmed_at is not None:
        raise conflict("second-factor-on", "Sign-in asks for a second factor already.")
    _take_try(user)
    if not _fits_app(user.id, code):
        raise _wrong(user, 403)
    db.session.execute(update(SecondFactor).where(SecondFactor.user_id == user.id).values(confirmed_at=now()))
    tell_of_change(
        user,
        "second-factor.on",
        "Signing in now asks for a code of your app",
        "If this was not you, ask an administrator at once.",
    )
    return recovery_codes.renew(user.id)


def check(user: User, code: str, *, status: int = 401) -> str:
    """Take a code of the app or a recovery code; returns which it was, `app` or `recovery`.

    Raises AppError `second-factor-invalid` with the status, or 429 `second-factor-tries`; the spent try must be
    committed. A person without a second factor has none to show: 404.
    """
    if find(user.id) is None:
        raise not_found("second factor")
    _take_try(user)
    if _fits_app(user.id, code):
        return "app"
    if recovery_codes.spend(user.id, code):
        _forget_tries(user.id)
        left = recovery_codes.n_left(user.id)
        action = "second-factor.recovery-code-used"
        tell_of_change(user, action, "One of your recovery codes was used", f"Recovery codes left: {left}.")
        return "recovery"
    raise _wrong(user, status)


def renew_codes(user: User, password: str, code: str) -> list[str]:
    """Ten new recovery codes instead of the old ones, for who shows both factors."""
    prove(user, password)
    check(user, code, status=403)
    action = "second-factor.codes-renewed"
    tell_of_change(user, action, "You have new recovery codes", "The earlier ones no longer work.")
    return recovery_codes.renew(user.id)


def take_away(user: User, password: str, code: str) -> None:
    """Sign-in asks for the password alone again, for who shows both factors."""
    prove(user, password)
    check(user, code, status=403)
    _remove(user)


def take_from(user_id: UUID, *, by: UUID | None) -> None:
    """Take someone's lost second factor away. by : the administrator; None: the command line.

    Raises AppError 404 for who has none, 409 `own-second-factor` for one's own.
    """
    user = db.session.get(User, user_id)
    if user is None or find(user_id) is None:
        raise not_found("second factor")
    if user_id == by:
        raise conflict("own-second-factor", "Take your own away on your profile page, which asks for both factors.")
    _remove(user)


def _remove(user: User) -> None:
    forget(user.id)
    tell_of_change(
        user,
        "second-factor.off",
        "Signing in no longer asks for a second factor",
        "Set it up again on your profile page. If this was not you, change your password at once.",
    )


def forget(user_id: UUID) -> None:
    """Remove everything of a person's second factor."""
    recovery_codes.forget(user_id)
    db.session.execute(delete(SecondFactor).where(SecondFactor.user_id == user_id))


def _take_try(user: User) -> None:
    """Spend one try in one statement, so that guesses sent at once cannot share it. Raises AppError 429."""
    moment = now()
    is_new = or_(SecondFactor.tries_since.is_(None), SecondFactor.tries_since < moment - TRIES_FOR)
    found = db.session.execute(
        update(SecondFactor)
        .where(SecondFactor.user_id == user.id, or_(is_new, SecondFactor.n_tries < MOST_TRIES))
        .values(
            n_tries=case((is_new, 1), else_=SecondFactor.n_tries + 1),
            tries_since=case((is_new, literal(moment, UtcDateTime)), else_=SecondFactor.tries_since),
        )
        .execution_options(synchronize_session=False)
    )
    if rows_changed(found) != 1:
        wait_s = round(TRIES_FOR.total_seconds())
        detail = "Too many wrong codes for this account. Wait an hour, or ask an administrator."
        raise AppError(429, "second-factor-tries", detail, headers={"Retry-After": str(wait_s)})


def _forget_tries(user_id: UUID) -> None:
    db.session.execute(update(SecondFactor).where(SecondFactor.user_id == user_id).values(n_tries=0, tries_since=None))


def _fits_app(user_id: UUID, code: str) -> bool:
    """Whether the app shows this code, for the first time; a code that was taken once is never taken again."""
    digits = "".join(code.split())
    if len(digits) != app_codes.DIGITS or not (digits.isascii() and digits.isdigit()):
        return False
    row = db.session.get_one(SecondFactor, user_id, populate_existing=True)
    step = app_codes.fitting_step(_secret_of(row), digits, seconds=now().timestamp(), after=row.last_step)
    if step is None:
        return False
    taken = db.session.execute(
        update(SecondFactor)
        .where(SecondFactor.user_id == user_id, SecondFactor.last_step < step)
        .values(last_step=step, n_tries=0, tries_since=None)
    )
    return rows_changed(taken) == 1


def _secret_of(row: SecondFactor) -> bytes:
    try:
        return sealing.unseal(row.secret, purpose=PURPOSE)
    except sealing.UnreadableError as exc:
        detail = "The station's secret has changed since this was set up. An administrator has to take it away."
        raise conflict("second-factor-unreadable", detail) from exc


def _wrong(user: User, status: int) -> AppError:
    audit.record("second-factor.failed", actor_id=user.id, object_type="user", object_id=user.id)
    n_tries = db.session.scalar(select(SecondFactor.n_tries).where(SecondFactor.user_id == user.id))
    if n_tries == MOST_TRIES:
        tell_of_change(
            user,
            "second-factor.blocked",
            "Many wrong codes were tried on your account",
            "Whoever tried knows your password. If it was not you, change it at once.",
        )
    return AppError(status, "second-factor-invalid", "This code is wrong, was used before or is too old.")


def _signer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.config["SECRET_KEY"], salt="second-factor")


def make_ticket(user: User, method: str) -> str:
    """Proof that the first factor was shown: signed, for ten minutes, void when the password changes."""
    return str(_signer().dumps([user.id.hex, method, keyed_fingerprint(user.password_hash)]))


def read_ticket(ticket: str) -> tuple[User, str]:
    """Whose ticket it is, and by which way they came. Raises AppError 401 `ticket-invalid`."""
    stale = AppError(401, "ticket-invalid", "It took too long, or the password has changed. Sign in again.")
    try:
        user_id, method, print_ = _signer().loads(ticket, max_age=round(TICKET_LIFE.total_seconds()))
        user = db.session.get(User, UUID(user_id))
    except (BadSignature, ValueError, TypeError, AttributeError) as exc:
        raise stale from exc
    if user is None or not user.is_active or keyed_fingerprint(user.password_hash) != print_:
        raise stale
    return user, method
