"""Codes of an app (RFC 6238): six digits of a shared secret and the half-minute they are made in."""

import base64
import secrets

from cryptography.hazmat.primitives.constant_time import bytes_eq
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.hotp import HOTP
from cryptography.hazmat.primitives.twofactor.totp import TOTP

STEP_S = 30
"""Seconds a code is shown (RFC 6238, section 5.2)."""

DIGITS = 6
"""What every app shows."""

SECRET_BYTES = 20
"""As long as the hash's output (RFC 4226, section 4)."""

DRIFT_STEPS = 1
"""How far the app's clock may be off, in steps: one, as RFC 6238, section 5.2 advises."""

ISSUER = "Fieldstation"
"""Under which name an app lists the code."""


def new_secret() -> bytes:
    return secrets.token_bytes(SECRET_BYTES)


def shown(secret: bytes) -> str:
    """The secret as people type it into an app: base 32, without filling."""
    return base64.b32encode(secret).decode().rstrip("=")


def address(secret: bytes, account: str) -> str:
    """What the QR code says to an app: an `otpauth:` address with secret, account and issuer."""
    # Apps know no other hash than SHA-1 for certain; HMAC does not rest on what is broken about it.
    return TOTP(secret, DIGITS, SHA1(), STEP_S).get_provisioning_uri(account, ISSUER)  # noqa: S303


def code_of(secret: bytes, step: int) -> str:
    """The digits that an app shows in the half-minute of this number."""
    return HOTP(secret, DIGITS, SHA1()).generate(step).decode()  # noqa: S303


def step_at(seconds: float) -> int:
    """The number of the half-minute, counted from the beginning of Unix time."""
    return int(seconds // STEP_S)


def fitting_step(secret: bytes, code: str, *, seconds: float, after: int) -> int | None:
    """The half-minute this code belongs to, at most `DRIFT_STEPS` from now; None where none later than `after` fits."""
    present = step_at(seconds)
    fitting = [
        step
        for step in range(present - DRIFT_STEPS, present + DRIFT_STEPS + 1)
        if bytes_eq(code_of(secret, step).encode(), code.encode())
    ]
    later = [step for step in fitting if step > after]
    return later[0] if later else None
