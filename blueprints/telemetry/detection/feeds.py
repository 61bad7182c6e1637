"""What a detector reads: its channels' stored readings by slot, in order, and how far the feed has come."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import select

from blueprints.telemetry.models import Channel, Detector
from blueprints.telemetry.store import store
from core.db import db
from processing.telemetry.detectors import Reading, Setup, SignalRules, build, known, us

PAGE_ROWS = 50_000
"""Readings taken in one step while a detector catches up."""


class Page(NamedTuple):
    """Readings after a moment, complete up to `until_us`."""

    readings: list[Reading]
    until_us: int
    is_last: bool


def setup_of(row: Detector, params: Mapping[str, object] | None = None) -> Setup:
    """The detector as numeric code wants it; with other parameters when given.

    Raises ProcessingError for a method or parameters that no longer exist.
    """
    method = known(row.method)
    n_slots = len(method.slots)
    flag = n_slots + len(row.beat_ids) if row.signal else None
    rules = SignalRules(
        n_slots,
        beats=frozenset(range(n_slots, n_slots + len(row.beat_ids))),
        gap_us=us(row.gap_s),
        flag=flag,
        acquired=float(row.signal.get("acquired", 1.0)),
    )
    return Setup(method, build(method.params, row.params if params is None else params), rules, us(row.late_s))


def slots_of(row: Detector) -> dict[int, list[int]]:
    """The slots each channel feeds: its own, those of the beats behind them, that of the signal last."""
    n_slots = len(known(row.method).slots)
    listed = [*enumerate(row.channel_ids), *enumerate(row.beat_ids, n_slots)]
    if row.signal:
        listed.append((n_slots + len(row.beat_ids), row.signal["channel_id"]))
    slots: dict[int, list[int]] = {}
    for slot, channel_id in listed:
        if channel_id is not None:
            slots.setdefault(channel_id, []).append(slot)
    return slots


def page(slots: Mapping[int, Sequence[int]], after_us: int, until_us: int) -> Page:
    """Readings with after < time ≤ until; cut at a whole moment when there are more than fit one page."""
    rows = store().rows(list(slots), after_us + 1, until_us + 1, limit=PAGE_ROWS)
    is_last = len(rows) < PAGE_ROWS
    cut_us = until_us if is_last else rows[-1].at_us - 1
    readings = [
        Reading(row.at_us, slot, row.value)
        for row in rows
        if row.value is not None and row.at_us <= cut_us
        for slot in slots[row.channel_id]
    ]
    readings.sort()
    return Page(readings, cut_us, is_last)


class FeedClock:
    """Feed time of each source: the newest reading of any of its channels. Asked once for each pass."""

    def __init__(self) -> None:
        self._by_source: dict[UUID, int] = {}

    def of(self, channel_ids: Iterable[int]) -> int:
        """How far the feeds of these channels have come; -1 when nothing was ever read.

        Channels of several sources are together only as far as the slowest that has ever spoken.
        """
        ids = list(channel_ids)
        sources = db.session.scalars(select(Channel.source_id).where(Channel.id.in_(ids)).distinct())
        moments = [moment for source in sources if (moment := self._reached(source)) >= 0]
        return min(moments, default=-1)

    def _reached(self, source_id: UUID) -> int:
        if source_id not in self._by_source:
            ids = list(db.session.scalars(select(Channel.id).where(Channel.source_id == source_id)))
            newest = store().latest(ids)
            self._by_source[source_id] = max((latest.at_us for latest in newest.values()), default=-1)
        return self._by_source[source_id]
