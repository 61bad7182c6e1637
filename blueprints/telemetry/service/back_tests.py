"""How a detector would have done with other parameters: run over stored readings, compared with the present ones."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select

from blueprints.telemetry.detection import feeds
from blueprints.telemetry.models import BackTest, BackTestState, Detector
from blueprints.telemetry.schemas.detection_jobs import BACK_TEST, BackTestParams
from core.access import Principal
from core.db import db
from core.errors import AppError, invalid
from core.jobs import queue
from core.jobs.models import Job
from processing.telemetry.detectors import Checkpoint, Event, Reading, Setup, advance, build, known, plain

MOST_SHOWN = 2000
"""Events kept of a comparison; the counts are of all."""

MOST_READINGS = 20_000_000
"""Readings after which a back-test stops with what it has."""

NEAR_US = 60_000_000
"""Events of one kind this near are the same one."""


def ask(who: Principal, row: Detector, params: dict[str, Any], start_us: int, end_us: int) -> BackTest:
    """Queue a back-test; flushes.

    Raises AppError 422 or ProcessingError for parameters the method does not take or a span that is none.
    """
    if start_us >= end_us:
        raise invalid("/start_us", "expected a start before the end")
    build(known(row.method).params, params)
    made = BackTest(
        group_id=row.group_id,
        detector_id=row.id,
        params=params,
        start_us=start_us,
        end_us=end_us,
        created_by=who.user_id,
    )
    db.session.add(made)
    db.session.flush()
    job = queue.submit(
        BACK_TEST, BackTestParams(back_test_id=made.id), title=f"Back-test of {row.name}",
        owner_id=who.user_id, group_id=row.group_id, project_id=row.project_id,
    )  # fmt: skip
    made.job_id = job.id
    return made


def of_detector(row: Detector) -> Select[BackTest]:
    return select(BackTest).where(BackTest.detector_id == row.id)


def load(back_test_id: UUID) -> BackTest:
    """The row; AppError 404 when its detector was deleted meanwhile."""
    row = db.session.get(BackTest, back_test_id)
    if row is None:
        raise AppError(404, "not-found", "The detector was deleted meanwhile.")
    return row


Report = Callable[[float, float, str], None]


def run(row: BackTest, *, report: Report) -> None:
    """Carry it out and write the comparison into the row; replaces what an earlier try wrote."""
    detector = db.session.get_one(Detector, row.detector_id)
    setups = [feeds.setup_of(detector), feeds.setup_of(detector, row.params)]
    runs = [_Run(setup, row.start_us - 1) for setup in setups]
    slots = feeds.slots_of(detector)
    at_us, n_readings, is_last = row.start_us - 1, 0, False
    while not is_last and n_readings < MOST_READINGS:
        page = feeds.page(slots, at_us, row.end_us)
        for one in runs:
            one.take(page.readings, page.until_us)
        n_readings += len(page.readings)
        at_us, is_last = page.until_us, page.is_last
        report(at_us - row.start_us, row.end_us - row.start_us, "Running over history")
    _write(row, n_readings, *(list(one.found.values()) for one in runs))


class _Run:
    """One set of parameters over the pages."""

    def __init__(self, setup: Setup, start_us: int) -> None:
        self.setup = setup
        self.checkpoint = Checkpoint(start_us)
        self.found: dict[tuple[str, int], Event] = {}

    def take(self, readings: Sequence[Reading], until_us: int) -> None:
        # Stored readings are all there: nothing is waited for.
        setup = Setup(self.setup.detector, self.setup.params, self.setup.rules, late_us=0)
        answer = advance(setup, self.checkpoint, readings, until_us)
        self.checkpoint = answer.checkpoint
        self.found.update((event.key, event) for event in answer.settled)


def _write(row: BackTest, n_readings: int, old: list[Event], new: list[Event]) -> None:
    pairs = compare(old, new)
    row.n_readings = n_readings
    row.n_common = sum(a is not None and b is not None for a, b in pairs)
    row.n_only_old = sum(b is None for _, b in pairs)
    row.n_only_new = sum(a is None for a, _ in pairs)
    row.events = [_shown(a, b) for a, b in pairs[:MOST_SHOWN]]
    row.state, row.problem = BackTestState.READY, None


Pair = tuple[Event | None, Event | None]


def compare(old: Sequence[Event], new: Sequence[Event]) -> list[Pair]:
    """Pair events of the same kind that overlap or nearly do, each with at most one other, in the order of time."""
    left = sorted(new, key=lambda event: event.start_us)
    pairs: list[Pair] = []
    for event in sorted(old, key=lambda event: event.start_us):
        twin = next((other for other in left if _is_same(event, other)), None)
        if twin is not None:
            left.remove(twin)
        pairs.append((event, twin))
    pairs += [(None, event) for event in left]
    return sorted(pairs, key=_start)


def _start(pair: Pair) -> int:
    return min(event.start_us for event in pair if event is not None)


def _is_same(a: Event, b: Event) -> bool:
    if a.kind != b.kind:
        return False
    a_end = a.end_us if a.end_us is not None else a.start_us
    b_end = b.end_us if b.end_us is not None else b.start_us
    return a.start_us <= b_end + NEAR_US and b.start_us <= a_end + NEAR_US


def _shown(old: Event | None, new: Event | None) -> dict[str, Any]:
    where = "common" if old and new else "only-old" if old else "only-new"
    return {"in": where, "old": plain(old) if old else None, "new": plain(new) if new else None}


def note_failed(job: Job) -> None:
    """The job of a back-test failed or was cancelled: its row says so."""
    row = db.session.scalar(select(BackTest).where(BackTest.job_id == job.id))
    if row is not None and row.state == BackTestState.WAITING:
        row.state, row.problem = BackTestState.FAILED, job.error_detail or "It was cancelled."
