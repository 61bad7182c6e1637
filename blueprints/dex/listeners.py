"""What this area does by the clock and about news from below."""

from functools import cache

from blueprints.dex.service.entries import purge
from core import scheduler

PURGE_EVERY_S = 3600.0
"""How often entries deleted long ago are removed for good."""


@cache
def listen() -> None:
    """Connect once a process."""


def keep_time() -> None:
    """Remove for good, by the clock, what was deleted 30 days ago."""
    scheduler.every(PURGE_EVERY_S, "dex.purge", purge)
