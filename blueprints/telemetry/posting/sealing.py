"""Credentials of targets, encrypted at rest with a key made of the station's secret."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from flask import current_app

from core.errors import conflict


def _cipher() -> Fernet:
    secret: str = current_app.config["SECRET_KEY"]
    key = HKDF(SHA256(), 32, salt=None, info=b"telemetry post targets").derive(secret.encode())
    return Fernet(base64.urlsafe_b64encode(key))


def seal(secrets: Mapping[str, str]) -> str:
    """Encrypted and authenticated text; empty for no secrets."""
    return _cipher().encrypt(json.dumps(dict(secrets)).encode()).decode() if secrets else ""


def unseal(sealed: str) -> dict[str, str]:
    """The secrets again.

    Raises AppError 409 secrets-unreadable when the station's secret has changed since.
    """
    if not sealed:
        return {}
    try:
        found: dict[str, str] = json.loads(_cipher().decrypt(sealed.encode()))
    except InvalidToken as exc:
        raise conflict("secrets-unreadable", "The station's secret has changed: enter the credentials again.") from exc
    return found
