"""Dead letters: what was refused is written down once, however often it is read again."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.dialects import postgresql, sqlite

from blueprints.telemetry.ingest.catalogue import KnownSource
from blueprints.telemetry.models import DeadLetter
from core.db import db
from processing.telemetry.messages import Refusal

MAX_LETTERS = 10_000
"""Letters kept for one source; further ones are counted only."""


def keep_letters(source: KnownSource, origin: str, refused: Sequence[Refusal], received_at: datetime) -> None:
    """Note refusals. Flushes; the caller commits."""
    if not refused:
        return
    there = db.session.scalar(select(func.count()).where(DeadLetter.source_id == source.id)) or 0
    rows = [
        {
            "group_id": source.group_id,
            "source_id": source.id,
            "origin": f"{origin}/{refusal.number}",
            "received_at": received_at,
            "reason": refusal.reason,
            "detail": _sound(refusal.detail),
            "channel": _sound(refusal.channel) if refusal.channel is not None else None,
            "payload": _sound(refusal.payload),
        }
        for refusal in refused[: max(0, MAX_LETTERS - there)]
    ]
    if rows:
        insert: Any = postgresql.insert if db.engine.dialect.name == "postgresql" else sqlite.insert
        db.session.execute(insert(DeadLetter).on_conflict_do_nothing(), rows)


def _sound(text: str) -> str:
    """Text every database can hold."""
    return text.replace("\0", "�").encode("utf-8", "replace").decode("utf-8")
