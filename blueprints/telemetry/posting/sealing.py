"""Credentials of targets, encrypted at rest with a key made of the station's secret."""

from __future__ import annotations

import json
from collections.abc import Mapping

from core import sealing
from core.errors import conflict

PURPOSE = "telemetry post targets"


def seal(secrets: Mapping[str, str]) -> str:
    """Encrypted and authenticated text; empty for no secrets."""
    return sealing.seal(json.dumps(dict(secrets)).encode(), purpose=PURPOSE) if secrets else ""


def unseal(sealed: str) -> dict[str, str]:
    """The secrets again.

    Raises AppError 409 secrets-unreadable when the station's secret has changed since.
    """
    if not sealed:
        return {}
    try:
        found: dict[str, str] = json.loads(sealing.unseal(sealed, purpose=PURPOSE))
    except sealing.UnreadableError as exc:
        raise conflict("secrets-unreadable", "The station's secret has changed: enter the credentials again.") from exc
    return found
