"""Secrets that have to be read again, encrypted and authenticated at rest with keys made of the station's secret."""

import base64

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from flask import current_app


class UnreadableError(ValueError):
    """What was sealed cannot be opened: the station's secret has changed since, or the text is not ours."""


def _cipher(purpose: str) -> Fernet:
    secret: str = current_app.config["SECRET_KEY"]
    key = HKDF(SHA256(), 32, salt=None, info=purpose.encode()).derive(secret.encode())
    return Fernet(base64.urlsafe_b64encode(key))


def seal(secret: bytes, *, purpose: str) -> str:
    """Text for a column. purpose : gives each kind of secret a key of its own, so that none passes for another."""
    return _cipher(purpose).encrypt(secret).decode()


def unseal(sealed: str, *, purpose: str) -> bytes:
    """The secret again. Raises UnreadableError."""
    try:
        return _cipher(purpose).decrypt(sealed.encode())
    except InvalidToken as exc:
        raise UnreadableError("sealed under another secret of the station") from exc
