"""One look of one detector at what has arrived since the last."""

from __future__ import annotations

import logging
import time
from dataclasses import replace
from datetime import timedelta

from sqlalchemy import update

from blueprints.telemetry.detection import feeds, news
from blueprints.telemetry.detection.keeping import Kept, keep
from blueprints.telemetry.models import Detector
from blueprints.telemetry.store import store
from core.clock import now
from core.db import db
from core.transactions import rows_changed
from processing.errors import ProcessingError
from processing.telemetry.detectors import Checkpoint, advance

log = logging.getLogger(__name__)


def look(row: Detector, clock: feeds.FeedClock) -> int:
    """Find what the new readings hold, page by page, committing each; returns how many events are new.

    Safe to repeat after a crash at any moment: events and the checkpoint they follow from commit together.
    """
    began = time.perf_counter()
    slots = feeds.slots_of(row)
    until_us = clock.of(slots)
    # Readings that arrive from here on are seen by the next look, whatever their feed time.
    received_us = newest_arrival(slots)
    try:
        setup = feeds.setup_of(row)
    except ProcessingError as exc:
        _note_problem(row, exc.message)
        return 0
    n_new, is_last = 0, until_us <= row.checkpoint_us
    while not is_last:
        page = feeds.page(slots, row.checkpoint_us, until_us)
        is_last = page.is_last
        # A page that is not the last lies in the past: nothing is waited for.
        step = setup if is_last else replace(setup, late_us=0)
        answer = advance(step, Checkpoint(row.checkpoint_us, row.state), page.readings, page.until_us)
        old = row.checkpoint_us
        kept = keep(row, setup.detector, answer.settled, answer.open, page.until_us)
        if is_last and not any(kept) and not row.is_catching_up and not _is_long_ago(row):
            # Nothing to tell: the same is found again from the old checkpoint, and the database is left alone.
            db.session.rollback()
            return n_new
        if not _move(row, old, answer.checkpoint, page.until_us):
            db.session.rollback()
            return n_new
        n_new += len(kept.new)
        _finish(row, kept, page.until_us, is_last=is_last, received_us=received_us, began=began)
    return n_new


def _is_long_ago(row: Detector) -> bool:
    return row.looked_at is None or now() - row.looked_at >= timedelta(seconds=row.every_s)


def newest_arrival(channel_ids: dict[int, list[int]]) -> int:
    """When the newest reading of these channels was received; -1 when there is none."""
    return max((latest.received_us for latest in store().latest(list(channel_ids)).values()), default=-1)


def _move(row: Detector, old_us: int, checkpoint: Checkpoint, until_us: int) -> bool:
    """Move the checkpoint if nobody changed the detector meanwhile."""
    moved = db.session.execute(
        update(Detector)
        .where(Detector.id == row.id, Detector.revision == row.revision, Detector.checkpoint_us == old_us)
        .values(checkpoint_us=checkpoint.at_us, state=checkpoint.state, until_us=until_us)
        .execution_options(synchronize_session="fetch")
    )
    return rows_changed(moved) == 1


def _finish(row: Detector, kept: Kept, until_us: int, *, is_last: bool, received_us: int, began: float) -> None:
    row.looked_at, row.problem = now(), None
    row.seen_us = received_us
    row.look_ms = round((time.perf_counter() - began) * 1000.0, 2)
    news.tell(row, kept, until_us)
    row.is_catching_up = row.is_catching_up and not is_last
    db.session.commit()


def _note_problem(row: Detector, message: str) -> None:
    row.problem, row.looked_at = message, now()
    db.session.commit()
    log.warning("detector %s cannot look: %s", row.id, message)
