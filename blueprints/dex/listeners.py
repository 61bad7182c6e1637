"""What this area does by the clock and about news from below."""

from functools import cache
from typing import Any

from blueprints.dex.service import card_files
from blueprints.dex.service.entries import purge
from core import scheduler, signals
from core.jobs.models import Job

PURGE_EVERY_S = 3600.0
"""How often entries deleted long ago, and files of cards whose week is over, are removed for good."""


@cache
def listen() -> None:
    """Connect once a process."""
    signals.job_ended.connect(_note_failure)


def keep_time() -> None:
    """Remove for good, by the clock, what was deleted 30 days ago."""
    scheduler.every(PURGE_EVERY_S, "dex.purge", purge)
    scheduler.every(PURGE_EVERY_S, "dex.card-files", card_files.sweep)


def _note_failure(_sender: object, *, job: Job, **_: Any) -> None:
    card_files.note_failure(job)
