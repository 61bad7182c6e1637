"""The readings around an event, kept with it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from blueprints.telemetry.models import Channel, Event
from blueprints.telemetry.store import store
from core.db import db

MARGIN_US = 60_000_000
"""Shown before and after an event at least."""

MARGIN_SHARE = 0.5
"""And this share of its length."""

MOST_POINTS = 400
"""Points of one channel; more are drawn as the extremes of steps of time."""

MOST_ROWS = 5000
"""Readings of one channel that are looked at one by one."""


def collect(event: Event, until_us: int) -> list[dict[str, Any]]:
    """For each channel of the event what it read around it, up to the feed time reached."""
    end = event.end_us if event.end_us is not None else until_us
    margin = max(MARGIN_US, round((end - event.start_us) * MARGIN_SHARE))
    start, stop = event.start_us - margin, min(end + margin, max(until_us, end)) + 1
    channels = db.session.scalars(select(Channel).where(Channel.id.in_(event.channel_ids)))
    found = {channel.id: channel for channel in channels}
    return [
        {
            "channel_id": channel_id,
            "public_id": found[channel_id].public_id,
            "name": found[channel_id].name,
            "unit": found[channel_id].unit,
            "points": _points(channel_id, start, stop),
        }
        for channel_id in event.channel_ids
        if channel_id in found
    ]


def _points(channel_id: int, start_us: int, stop_us: int) -> list[list[float]]:
    """Readings of the span, and at its ends the values held there."""
    held = store().held_before([channel_id], start_us)
    points = [[float(start_us), row.value] for row in held.values() if row.value is not None]
    rows = store().rows([channel_id], start_us, stop_us, limit=MOST_ROWS + 1)
    if len(rows) > MOST_ROWS:
        points += _extremes(channel_id, start_us, stop_us)
    else:
        points += _thinned([[float(row.at_us), row.value] for row in rows if row.value is not None])
    return [*points, [float(stop_us - 1), points[-1][1]]] if points else []


def _thinned(points: list[list[float]]) -> list[list[float]]:
    """The lowest and the highest of each of equally many points, in their order."""
    if len(points) <= MOST_POINTS:
        return points
    size = -(-len(points) // (MOST_POINTS // 2))
    kept: list[list[float]] = []
    for first in range(0, len(points), size):
        some = points[first : first + size]
        ends = {id(point): point for point in (min(some, key=_value), max(some, key=_value))}
        kept += sorted(ends.values())
    return kept


def _value(point: list[float]) -> float:
    return point[1]


def _extremes(channel_id: int, start_us: int, stop_us: int) -> list[list[float]]:
    steps = store().buckets(channel_id, start_us, stop_us, max(1, (stop_us - start_us) // (MOST_POINTS // 2)))
    pairs = zip(steps.low_at_us, steps.low, steps.high_at_us, steps.high, strict=True)
    both = [sorted([[float(at), float(low)], [float(top), float(high)]]) for at, low, top, high in pairs]
    return [point for pair in both for point in pair]
