"""Intervals in time and frequency, and how well one set of them matches another."""

from typing import NamedTuple


class Interval(NamedTuple):
    """One stretch of a recording; times in seconds from the start of the file, frequencies in hertz."""

    onset_s: float
    offset_s: float
    low_hz: float | None = None
    high_hz: float | None = None
    score: float | None = None
    label: str | None = None
