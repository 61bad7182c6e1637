"""How each source is doing: counted in memory, written to its row once a second."""

import time
from collections import Counter, deque
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from blueprints.telemetry.models import Source, SourceState
from core.clock import now
from core.db import db
from processing.telemetry.times import from_us

FLUSH_EVERY_S = 1.0

RATE_OVER_S = 10.0
"""Seconds over which the rate is averaged."""

MAX_REASONS = 30


@dataclass
class SourceTally:
    """What happened at one source since its row was last written."""

    n_messages: int = 0
    n_stored: int = 0
    n_duplicates: int = 0
    n_errors: int = 0
    n_reconnects: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    last_message_at: datetime | None = None
    last_feed_us: int | None = None
    state: SourceState | None = None
    last_error: str | None = None
    progress: dict[str, object] | None = None


class Tally:
    """Tallies of all sources. Connectors' threads and the writer both note; one of them flushes."""

    def __init__(self) -> None:
        self._open: dict[UUID, SourceTally] = {}
        self._recent: dict[UUID, deque[tuple[float, int]]] = {}
        self._flushed_at = time.monotonic()

    def of(self, source_id: UUID) -> SourceTally:
        return self._open.setdefault(source_id, SourceTally())

    def heard(self, source_id: UUID, n: int, last_feed_us: int | None) -> None:
        """Messages came."""
        entry = self.of(source_id)
        entry.n_messages += n
        entry.last_message_at = now()
        if last_feed_us is not None:
            entry.last_feed_us = max(last_feed_us, entry.last_feed_us or last_feed_us)
        self._recent.setdefault(source_id, deque()).append((time.monotonic(), n))

    def flush(self, *, is_last: bool = False) -> None:
        """Write what was counted to the rows, once a second. Commits."""
        moment = time.monotonic()
        if moment - self._flushed_at < FLUSH_EVERY_S and not is_last:
            return
        self._flushed_at = moment
        for source_id in {*self._open, *self._recent}:
            entry = self._open.pop(source_id, None) or SourceTally()
            row = db.session.get(Source, source_id, with_for_update=True, populate_existing=True)
            if row is None:
                self._recent.pop(source_id, None)
                continue
            _add(row, entry)
            row.rate_per_s = self._rate(source_id, moment)
        db.session.commit()

    def _rate(self, source_id: UUID, moment: float) -> float:
        recent = self._recent.get(source_id)
        if recent is None:
            return 0.0
        while recent and recent[0][0] < moment - RATE_OVER_S:
            recent.popleft()
        if not recent:
            # Written once more as nothing, then left alone.
            del self._recent[source_id]
            return 0.0
        span_s = max(1.0, min(RATE_OVER_S, moment - recent[0][0] + FLUSH_EVERY_S))
        return round(sum(n for _at, n in recent) / span_s, 2)


def _add(row: Source, entry: SourceTally) -> None:
    row.n_messages += entry.n_messages
    row.n_stored += entry.n_stored
    row.n_duplicates += entry.n_duplicates
    row.n_errors += entry.n_errors
    row.n_reconnects += entry.n_reconnects
    if entry.refused:
        total = Counter(row.refused)
        total.update(entry.refused)
        row.refused = dict(total.most_common(MAX_REASONS))
    if entry.last_message_at is not None:
        row.last_message_at = entry.last_message_at
    if entry.last_feed_us is not None:
        heard = from_us(entry.last_feed_us)
        row.last_feed_at = max(heard, row.last_feed_at) if row.last_feed_at else heard
    if entry.state is not None and entry.state != row.state:
        row.state, row.state_since = entry.state, now()
    if entry.last_error is not None:
        row.last_error = entry.last_error[:500]
    if entry.progress is not None:
        row.progress = entry.progress
