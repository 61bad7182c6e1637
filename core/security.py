"""Passwords, tokens and the headers of every answer."""

import base64
import hashlib
import hmac
import secrets
from collections.abc import Callable
from functools import cache
from typing import Any

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from flask import Flask, Response, current_app, g, request

KEY_PREFIX = "fs_"
"""How an API key begins, so that people and secret scanners know one when they see it."""

_hasher = PasswordHasher()


def _off_the_loop(function: Callable[..., Any], *args: Any) -> Any:
    """Run slow native work in a thread when the web server runs on an event loop."""
    if current_app.config["ASYNC_MODE"] != "eventlet":
        return function(*args)
    from eventlet import tpool  # noqa: PLC0415 (only the web process is an eventlet process)

    return tpool.execute(function, *args)


run_off_loop = _off_the_loop


def hash_password(password: str) -> str:
    """Argon2id hash with its parameters."""
    return str(_off_the_loop(_hasher.hash, password))


def verify_password(stored: str | None, password: str) -> bool:
    """Whether the password fits; takes the same time when there is no such account."""

    def check() -> bool:
        try:
            return _hasher.verify(stored or _absent_hash(), password) and stored is not None
        except (VerificationError, InvalidHashError):
            return False

    return bool(_off_the_loop(check))


@cache
def _absent_hash() -> str:
    return _hasher.hash(secrets.token_hex(16))


def new_secret(n_bytes: int = 32) -> str:
    return secrets.token_urlsafe(n_bytes)


def fingerprint(secret: str) -> str:
    """SHA-256 of a high-entropy secret: what is stored instead of it."""
    return hashlib.sha256(secret.encode()).hexdigest()


def keyed_fingerprint(secret: str) -> str:
    """HMAC of a low-entropy secret (an e-mail code), useless without the server's key."""
    key = current_app.config["SECRET_KEY"].encode()
    return hmac.new(key, secret.encode(), hashlib.sha256).hexdigest()


def new_nonce() -> str:
    return base64.b64encode(secrets.token_bytes(16)).decode()


def content_security_policy(nonce: str, tile_origin: str | None = None) -> str:
    """Nothing inline but the import map, nothing from elsewhere but map tiles if the operator wants them, no eval."""
    return "; ".join(
        [
            "default-src 'self'",
            f"script-src 'self' 'nonce-{nonce}'",
            "style-src 'self'",
            f"img-src 'self' data: blob:{' ' + tile_origin if tile_origin else ''}",
            "connect-src 'self' ws: wss:",
            "worker-src 'self' blob:",
            "media-src 'self' blob:",
            "object-src 'none'",
            "base-uri 'none'",
            "form-action 'self'",
            "frame-ancestors 'none'",
        ]
    )


def _protect(response: Response) -> Response:
    headers = response.headers
    policy = content_security_policy(g.get("csp_nonce", new_nonce()), current_app.config["SETTINGS"].tile_origin)
    headers.setdefault("Content-Security-Policy", policy)
    headers.setdefault("X-Content-Type-Options", "nosniff")
    headers.setdefault("Referrer-Policy", "same-origin")
    headers.setdefault("Permissions-Policy", "camera=(self), microphone=(), geolocation=(self), payment=()")
    headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
    headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
    if request.is_secure:
        headers.setdefault("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
    if request.path.startswith("/api/"):
        headers.setdefault("Cache-Control", "no-store")
    return response


def init_security(app: Flask) -> None:
    """Security headers on every answer, a fresh nonce for every request."""

    @app.before_request
    def _nonce() -> None:
        g.csp_nonce = new_nonce()

    app.after_request(_protect)
