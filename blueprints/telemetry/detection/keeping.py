"""What was found becomes rows: new ones added, changed ones changed, undone ones withdrawn, each exactly once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import select

from blueprints.telemetry.detection import evidence
from blueprints.telemetry.models import Detector, Event, Severity
from core.clock import now
from core.db import db
from processing.telemetry.detectors import Detector as Method
from processing.telemetry.detectors import Event as Found

ASKED_AT_ONCE = 500
"""Keys in one question to the database."""


class Kept(NamedTuple):
    """What one look changed."""

    new: list[Event]
    changed: list[Event]
    withdrawn: list[Event]


def keep(row: Detector, method: Method, settled: Sequence[Found], unsettled: Sequence[Found], until_us: int) -> Kept:
    """Bring the detector's events in line with what was found; flushes.

    settled : can no longer be undone. unsettled : by what is known now; an unsettled event that is not found
    again is withdrawn.
    """
    found = {event.key: event for event in [*settled, *unsettled]}
    sure = {event.key for event in settled}
    known = _known(row, list(found))
    kept = Kept([], [], [])
    for key, event in found.items():
        old = known.pop(key, None)
        if old is None:
            kept.new.append(_added(row, method, event, is_settled=key in sure, until_us=until_us))
        elif _changed(old, event, is_settled=key in sure, until_us=until_us):
            kept.changed.append(old)
    for old in known.values():
        if not old.is_settled and old.withdrawn_at is None:
            old.withdrawn_at = now()
            kept.withdrawn.append(old)
    row.n_events += len(kept.new) - len(kept.withdrawn)
    db.session.flush()
    return kept


def _known(row: Detector, keys: list[tuple[str, int]]) -> dict[tuple[str, int], Event]:
    """Rows of these keys, and all that are not settled."""
    mine = select(Event).where(Event.detector_id == row.id)
    rows = list(db.session.scalars(mine.where(Event.is_settled.is_(False))))
    starts = sorted({start for _, start in keys})
    for first in range(0, len(starts), ASKED_AT_ONCE):
        rows += db.session.scalars(mine.where(Event.start_us.in_(starts[first : first + ASKED_AT_ONCE])))
    wanted = set(keys)
    return {(r.kind, r.start_us): r for r in rows if (r.kind, r.start_us) in wanted or not r.is_settled}


def _added(row: Detector, method: Method, event: Found, *, is_settled: bool, until_us: int) -> Event:
    made = Event(
        group_id=row.group_id,
        project_id=row.project_id,
        detector_id=row.id,
        detector_revision=row.revision,
        method_version=method.version,
        kind=event.kind,
        start_us=event.start_us,
        end_us=event.end_us,
        peak_us=event.peak_us,
        peak=event.peak,
        measures=dict(event.measures),
        confidence=event.confidence,
        severity=Severity(event.severity or row.severity),
        is_latched=event.is_latched,
        channel_ids=[channel_id for channel_id in row.channel_ids if channel_id is not None],
        is_settled=is_settled,
    )
    made.evidence = evidence.collect(made, until_us)
    db.session.add(made)
    return made


def _changed(old: Event, event: Found, *, is_settled: bool, until_us: int) -> bool:
    """Whether anything a person sees of the event is other than before."""
    came_back = old.withdrawn_at is not None
    is_longer = old.end_us != event.end_us
    settles = is_settled and not old.is_settled
    new = (event.end_us, event.peak_us, event.peak, dict(event.measures), event.confidence)
    differs = new != (old.end_us, old.peak_us, old.peak, old.measures, old.confidence)
    if differs:
        old.end_us, old.peak_us, old.peak, old.measures, old.confidence = new
    if settles:
        old.is_settled = True
    if came_back:
        old.withdrawn_at = None
    if is_longer or settles or came_back:
        old.evidence = evidence.collect(old, until_us)
    return differs or came_back
