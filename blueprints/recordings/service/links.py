"""Short-lived links to files, for browsers that save a file without sending a token along."""

import json
import secrets
from typing import Any

from flask import current_app

from core.api import API_PREFIX
from core.errors import AppError
from core.redis import RedisError, connect

LIFE_S = 300
"""How long a link works: enough to begin a download, also a resumed one."""


def make_link(payload: dict[str, Any]) -> str:
    """An address that stands for what a person was just found to be allowed to read."""
    secret = secrets.token_urlsafe(32)
    try:
        _redis().set(f"link:{secret}", json.dumps(payload), ex=LIFE_S)
    except RedisError as exc:
        raise AppError(503, "links-unavailable", "No link can be made at present; try again in a moment.") from exc
    return f"{API_PREFIX}/recordings/links/{secret}"


def read_link(secret: str) -> dict[str, Any]:
    """What a link stands for. Raises AppError 410 when it has run out or never was."""
    try:
        found = _redis().get(f"link:{secret}")
    except RedisError:
        found = None
    if found is None:
        raise AppError(410, "link-gone", "This link has run out. Ask for the file again.")
    payload: dict[str, Any] = json.loads(found)
    return payload


def _redis() -> Any:
    return connect(current_app.config["SETTINGS"].redis_address)
