"""Moments of requests, microseconds of tables, milliseconds of charts."""

from datetime import datetime
from typing import Any

from blueprints.timeseries.models import DatasetVersion
from core.clock import EPOCH
from core.errors import invalid
from processing.timeseries.table import Window


def us_of(moment: datetime) -> int:
    """Microseconds since 1970 UTC."""
    since = moment - EPOCH
    return (since.days * 86_400 + since.seconds) * 1_000_000 + since.microseconds


def ms_of(time_us: int) -> float:
    """Milliseconds since 1970 UTC, as charts count; a table of microseconds has fractions."""
    return time_us / 1000


def from_us(times: Any) -> list[float]:
    """An array of microseconds as milliseconds."""
    return [time / 1000 for time in times.tolist()]


def span_us(version: DatasetVersion, start: datetime | None, stop: datetime | None) -> Window:
    """The window asked for, by default the whole version. Raises AppError 422 when it ends before it begins."""
    first = start or version.start_at
    last = stop or version.end_at
    if first is None or last is None:
        return Window(0, 1)
    begin, end = us_of(first), us_of(last) + (1 if stop is None else 0)
    if end <= begin:
        raise invalid("/to", "the window ends before it begins")
    return Window(begin, end)
