"""Readings of one channel for areas above: how far they reach, summaries by steps, and the readings themselves."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from blueprints.telemetry.models import Channel
from blueprints.telemetry.store import Reading, store
from blueprints.telemetry.store.spans import HOUR_US, MINUTE_US

if TYPE_CHECKING:
    from processing.telemetry.buckets import Buckets


def extent(row: Channel) -> tuple[int, int] | None:
    """First and last time of its readings, microseconds; None when there are none."""
    return store().extent(row.id)


def summaries(row: Channel, start_us: int, end_us: int, width_us: int) -> "Buckets":
    """Exact summaries by steps aligned to 1970, from roll-ups where these fit."""
    return store().buckets(row.id, start_us, end_us, width_us)


def held_before(row: Channel, at_us: int) -> float | None:
    """The value it held when this moment came."""
    found = store().held_before([row.id], at_us).get(row.id)
    return found.value if found else None


def readings(row: Channel, start_us: int, end_us: int, limit: int) -> Sequence[Reading]:
    """The first readings of a span."""
    return store().rows([row.id], start_us, end_us, limit=limit)


def count(row: Channel, start_us: int, end_us: int) -> int:
    """How many readings a span has; of spans beyond an hour, those of every minute that it touches."""
    width_us = MINUTE_US if end_us - start_us >= HOUR_US else 1
    return int(store().buckets(row.id, start_us, end_us, width_us).n.sum())
