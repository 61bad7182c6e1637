"""The refresh token's cookie: out of scripts' reach, sent to the sign-in routes only, and only by our own page."""

from flask import Response, current_app, request

from core.config import Settings
from core.errors import AppError

COOKIE = "fs_refresh"
COOKIE_PATH = "/api/v1/auth"


def _settings() -> Settings:
    settings: Settings = current_app.config["SETTINGS"]
    return settings


def keep(response: Response, token: str) -> None:
    settings = _settings()
    response.set_cookie(
        COOKIE,
        token,
        max_age=settings.refresh_token_days * 24 * 3600,
        path=COOKIE_PATH,
        httponly=True,
        samesite="Strict",
        secure=request.is_secure or settings.base_url.startswith("https:"),
    )


def forget(response: Response) -> None:
    response.delete_cookie(COOKIE, path=COOKIE_PATH, httponly=True, samesite="Strict")


def read() -> str | None:
    """The token in the cookie, if the request comes from our own page.

    SameSite=Strict counts every subdomain as the same site, so the Origin, which browsers always send
    with a POST, must be one of ours too. Raises AppError 403 `origin-refused`.
    """
    token = request.cookies.get(COOKIE)
    if token is not None and request.headers.get("Origin") not in _own_origins():
        raise AppError(403, "origin-refused", "The refresh cookie is only taken from Fieldstation's own page.")
    return token


def _own_origins() -> set[str]:
    settings = _settings()
    return {settings.base_url, request.host_url.rstrip("/"), *settings.cors_origin_list}
