"""From a token to a principal: the door through which requests and sockets come in.

The accounts area says how a token is read (`use`); nothing here knows users or tables.
"""

from collections.abc import Callable
from typing import NamedTuple

from flask import Flask, current_app, g, request

from core.access import Principal, check_scope, principal
from core.errors import AppError
from core.ratelimit import count_request


class Authentication(NamedTuple):
    """A principal and when the token it came with expires (Unix seconds; None: not by itself)."""

    principal: Principal
    expires_at: float | None


Reader = Callable[[str], Authentication]
"""Reads a bearer token; raises AppError 401 with a code when it is not good."""


def use(app: Flask, reader: Reader) -> None:
    app.extensions["fieldstation-authentication"] = reader


def read_token(token: str) -> Authentication:
    reader: Reader = current_app.extensions["fieldstation-authentication"]
    return reader(token)


def bearer_token() -> str | None:
    """The token of the present request, from `Authorization: Bearer` or `X-API-Key`."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() == "bearer" and token.strip():
        return token.strip()
    return request.headers.get("X-API-Key")


def _authenticate() -> None:
    token = bearer_token()
    if token is None:
        return
    try:
        found = read_token(token).principal
    except AppError as exc:
        g.auth_problem = exc.code
        g.auth_error = exc
        return
    g.principal = found


def _admit() -> None:
    """Refuse strangers on every API route that is not marked public."""
    if not request.path.startswith("/api/v1/") or request.method == "OPTIONS" or request.endpoint is None:
        return
    view = current_app.view_functions[request.endpoint]
    if getattr(view, "is_public", False):
        return
    error = g.get("auth_error")
    if error is not None:
        raise error
    check_scope(principal())


def init_authentication(app: Flask) -> None:
    """Authenticate, charge the request budget, then admit or refuse, before every request."""
    app.before_request(_authenticate)

    @app.before_request
    def _count() -> None:
        count_request(app)

    app.before_request(_admit)
