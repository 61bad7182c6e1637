"""One backup at a time, and no sweep of stored files meanwhile."""

import time
from uuid import uuid4

from core import leases
from core.config import Settings
from core.errors import conflict
from core.redis import RedisError, connect

KEY = "backup:turn"

LIFE_S = 900
"""How long a backup that fell silent holds the turn: longer than any one file takes."""

RENEW_EVERY_S = 20.0


class Turn:
    """Held for the length of a `with` block. Without Redis nothing else runs that could be in the way."""

    def __init__(self, settings: Settings) -> None:
        self._address = settings.redis_address
        self._token = uuid4().bytes
        self._renewed_at = 0.0

    def __enter__(self) -> "Turn":
        if not self._hold() and is_taken(self._address):
            raise conflict("backup-running", "Another backup is being made. Try again when it is done.")
        return self

    def __exit__(self, *_: object) -> None:
        leases.release(self._address, KEY, self._token)

    def renew(self) -> None:
        """Say that the backup goes on; cheap enough for every file."""
        if time.monotonic() - self._renewed_at > RENEW_EVERY_S:
            self._hold()

    def _hold(self) -> bool:
        self._renewed_at = time.monotonic()
        return leases.hold(self._address, KEY, self._token, life_s=LIFE_S)


def is_taken(address: str) -> bool:
    """Whether a backup is being made; false when Redis does not say."""
    try:
        return connect(address).get(KEY) is not None
    except RedisError:
        return False
