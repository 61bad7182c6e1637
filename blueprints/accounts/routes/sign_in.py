"""Set-up, registration, sign-in by password or code, refresh and sign-out."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import Response, current_app, g, jsonify, request

from blueprints.accounts.models import User
from blueprints.accounts.policy import require_person
from blueprints.accounts.routes import refresh_cookie
from blueprints.accounts.routes.area import api
from blueprints.accounts.schemas import (
    CodeBody,
    EmailBody,
    LoginBody,
    RefreshBody,
    RegisterBody,
    ResetBody,
    SetupBody,
    SetupView,
    TokensView,
)
from blueprints.accounts.second_factor_schemas import SecondFactorBody, TicketView
from blueprints.accounts.service import groups, invitations, second_factor, sessions, setup, sign_in_by_mail, users
from blueprints.accounts.service.sessions import Device, Tokens
from blueprints.accounts.shapes import shape_me
from core.access import principal, public
from core.api import no_content
from core.config import Settings
from core.db import db
from core.documents import NOTHING, ON_ITS_WAY
from core.errors import AppError, conflict
from core.ratelimit import address, login_attempt
from core.transactions import committed_even_if_refused

ANSWER_FLOOR_S = 0.3
"""Least time a request by address takes, longer than making a message, so that its length tells nothing."""


def _device() -> Device:
    return Device(address(), request.user_agent.string)


def _answer(tokens: Tokens, *, is_cookie: bool, status: int = 200) -> Response:
    """The JSON of a sign-in; the refresh token goes into the cookie or the body."""
    body: dict[str, Any] = {
        "access_token": tokens.access_token,
        "token_type": "Bearer",
        "expires_in": tokens.access_s,
        "user": shape_me(tokens.user, groups.groups_of(tokens.user.id)),
    }
    if not is_cookie:
        body["refresh_token"] = tokens.refresh_token
    response = jsonify(body)
    response.status_code = status
    if is_cookie:
        refresh_cookie.keep(response, tokens.refresh_token, tokens.refresh_until)
    return response


def _after_first_factor(user: User, method: str) -> Tokens | None:
    """Begin a session; None where the second factor is still to be shown."""
    return None if second_factor.find(user.id) else sessions.sign_in(user, method, _device())


def _answer_or_ticket(user: User, method: str, tokens: Tokens | None, *, is_cookie: bool) -> Response:
    if tokens is not None:
        return _answer(tokens, is_cookie=is_cookie)
    life_s = round(second_factor.TICKET_LIFE.total_seconds())
    response = jsonify({"ticket": second_factor.make_ticket(user, method), "expires_in": life_s})
    response.status_code = 202
    return response


@contextmanager
def _no_faster_than(seconds: float) -> Iterator[None]:
    started = time.monotonic()
    try:
        yield
    finally:
        time.sleep(max(0.0, seconds - (time.monotonic() - started)))


@api.get("/setup", responses={200: SetupView})
@public
def get_setup() -> Response:
    """Whether the station still needs its first administrator"""
    return jsonify({"needs_setup": not users.has_users()})


@api.post("/setup", responses={201: TokensView})
@public
def post_setup(body: SetupBody) -> Response:
    """Make the first administrator and sign them in"""
    login_attempt()
    user = setup.create_first_administrator(
        body.token,
        email=body.email,
        username=body.username,
        password=body.password,
        display_name=body.display_name or "",
    )
    tokens = sessions.sign_in(user, "setup", _device())
    db.session.commit()
    return _answer(tokens, is_cookie=body.cookie, status=201)


@api.post("/auth/register", responses={201: TokensView})
@public
def register(body: RegisterBody) -> Response:
    """Make an account and sign in"""
    login_attempt()
    _check_open(body.invitation_token)
    user = users.create_user(
        email=body.email, username=body.username, password=body.password, display_name=body.display_name or ""
    )
    if body.invitation_token:
        invitations.accept(user, body.invitation_token)
    tokens = sessions.sign_in(user, "registration", _device())
    db.session.commit()
    return _answer(tokens, is_cookie=body.cookie, status=201)


def _check_open(invitation_token: str | None) -> None:
    settings: Settings = current_app.config["SETTINGS"]
    if not users.has_users():
        raise conflict("setup-needed", "This station has no administrator yet; use the link its start-up prints.")
    if not settings.registration and not invitation_token:
        raise AppError(403, "registration-closed", "New accounts need an invitation here.")


@api.post("/auth/login", responses={200: TokensView, 202: TicketView})
@public
def login(body: LoginBody) -> Response:
    """Sign in by e-mail address or user name and password; 202 where a second factor is still to be shown"""
    login_attempt()
    with committed_even_if_refused():
        user = users.check_login(body.login, body.password)
        tokens = _after_first_factor(user, "password")
    return _answer_or_ticket(user, "password", tokens, is_cookie=body.cookie)


@api.post("/auth/second-factor", responses={200: TokensView})
@public
def show_second_factor(body: SecondFactorBody) -> Response:
    """Finish signing in by a code of the app, or a recovery code, after the first factor gave a ticket"""
    login_attempt()
    with committed_even_if_refused():
        user, method = second_factor.read_ticket(body.ticket)
        kind = second_factor.check(user, body.code)
        tokens = sessions.sign_in(user, f"{method}+{kind}", _device())
    return _answer(tokens, is_cookie=body.cookie)


@api.post("/auth/code", responses={202: ON_ITS_WAY})
@public
def send_code(body: EmailBody) -> Response:
    """Mail a code to sign in with; the answer is the same for unknown addresses"""
    login_attempt()
    with _no_faster_than(ANSWER_FLOOR_S):
        sign_in_by_mail.send_code(body.email)
        db.session.commit()
    return Response(status=202)


@api.post("/auth/code/verify", responses={200: TokensView, 202: TicketView})
@public
def verify_code(body: CodeBody) -> Response:
    """Sign in by a mailed code; 202 where a second factor is still to be shown"""
    login_attempt()
    with committed_even_if_refused():
        user = sign_in_by_mail.check_code(body.email, body.code)
        tokens = _after_first_factor(user, "code")
    return _answer_or_ticket(user, "code", tokens, is_cookie=body.cookie)


@api.post("/auth/password/forgot", responses={202: ON_ITS_WAY})
@public
def forgot_password(body: EmailBody) -> Response:
    """Mail a link for a new password; the answer is the same for unknown addresses"""
    login_attempt()
    with _no_faster_than(ANSWER_FLOOR_S):
        sign_in_by_mail.send_reset_link(body.email)
        db.session.commit()
    return Response(status=202)


@api.post("/auth/password/reset", responses={204: NOTHING})
@public
def reset_password(body: ResetBody) -> Response:
    """Set a new password by a mailed link; every session ends"""
    login_attempt()
    sign_in_by_mail.reset_password(body.token, body.password)
    db.session.commit()
    return no_content()


@api.post("/auth/refresh", responses={200: TokensView})
@public
def refresh(body: RefreshBody) -> Response:
    """Exchange the refresh token, of the body or the cookie, for a new pair"""
    token = body.refresh_token or refresh_cookie.read()
    if token is None:
        raise AppError(401, "sign-in-needed", "There is no refresh token; sign in.")
    with committed_even_if_refused():
        tokens = sessions.rotate(token)
    return _answer(tokens, is_cookie=body.refresh_token is None)


@api.post("/auth/logout", responses={204: NOTHING})
@public
def logout(body: RefreshBody) -> Response:
    """End this session; also with an access token that has run out"""
    token = body.refresh_token or refresh_cookie.read()
    session_id = sessions.session_of(token) if token else None
    found = g.get("principal")
    session_id = session_id or (found.session_id if found else None)
    if session_id is not None:
        sessions.end_session(session_id)
        db.session.commit()
    response = no_content()
    refresh_cookie.forget(response)
    return response


@api.post("/auth/logout-all", responses={204: NOTHING})
def logout_all() -> Response:
    """End every session of yours, on every device"""
    require_person(principal())
    sessions.revoke_all(principal().user_id)
    db.session.commit()
    response = no_content()
    refresh_cookie.forget(response)
    return response
