"""The refresh token's cookie: out of scripts' reach, read by the sign-in routes only, and only from our own page."""

from datetime import datetime

from flask import Response, current_app, request

from core.clock import now
from core.config import Settings
from core.errors import AppError

PLAIN_NAME = "fs_refresh"
"""On a station without TLS, such as one's own machine."""

PLAIN_PATH = "/api/v1/auth"

HOST_NAME = f"__Host-{PLAIN_NAME}"
"""Behind TLS. Browsers take this prefix only from this very host, over TLS and for every path, so that neither a
neighbouring host name nor a page without TLS can put a token of its own in the place of ours."""


def _settings() -> Settings:
    settings: Settings = current_app.config["SETTINGS"]
    return settings


def _is_behind_tls() -> bool:
    return request.is_secure or _settings().base_url.startswith("https:")


def keep(response: Response, token: str, until: datetime) -> None:
    """Give the page its refresh token, to be forgotten when the token ends."""
    is_secure = _is_behind_tls()
    response.set_cookie(
        HOST_NAME if is_secure else PLAIN_NAME,
        token,
        max_age=max(0, round((until - now()).total_seconds())),
        path="/" if is_secure else PLAIN_PATH,
        httponly=True,
        samesite="Strict",
        secure=is_secure,
    )


def forget(response: Response) -> None:
    """Take the cookie away, and with it the narrower one that stations behind TLS used to give."""
    if _is_behind_tls():
        response.delete_cookie(HOST_NAME, path="/", secure=True, httponly=True, samesite="Strict")
    response.delete_cookie(PLAIN_NAME, path=PLAIN_PATH, httponly=True, samesite="Strict")


def read() -> str | None:
    """The token in the cookie, if the request comes from our own page.

    SameSite=Strict counts every subdomain as the same site, so the Origin, which browsers always send
    with a POST, must be one of ours too. Raises AppError 403 `origin-refused`.
    """
    token = request.cookies.get(HOST_NAME if _is_behind_tls() else PLAIN_NAME)
    if token is not None and request.headers.get("Origin") not in _own_origins():
        raise AppError(403, "origin-refused", "The refresh cookie is only taken from Fieldstation's own page.")
    return token


def _own_origins() -> set[str]:
    settings = _settings()
    return {settings.base_url, request.host_url.rstrip("/"), *settings.cors_origin_list}
