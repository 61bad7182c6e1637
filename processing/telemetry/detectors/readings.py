"""What goes into a detector and what comes out of it: readings in the order of feed time, events with their numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

State = dict[str, Any]
"""What a detector remembers between two calls: numbers, texts, lists and dicts, as JSON keeps them exactly."""

SIGNAL = -1
"""Slot of the marks that say whether there is a signal: value 0 when it was lost, 1 when it came back."""

SECOND_US = 1_000_000
"""Microseconds in a second: feed time is counted in microseconds since 1970, UTC."""


class Reading(NamedTuple):
    """One value: when (feed time), of which of the detector's channels (0 is the first), and what."""

    at_us: int
    slot: int
    value: float


class Feed(NamedTuple):
    """A stretch of feed time: its readings in order, and the moment up to which nothing more is expected."""

    readings: Sequence[Reading]
    until_us: int


@dataclass(frozen=True, slots=True)
class Event:
    """Something a detector found.

    kind : what it is; with `start_us` it names the event, however often and in whatever pieces it is found.
    end_us : None while it lasts.
    peak_us, peak : the moment and the value that show it best.
    measures : its numbers by name, each with its unit at the end of the name.
    confidence : 0 to 1.
    is_latched : stays an alarm until a person has acknowledged it, though it ended.
    """

    kind: str
    start_us: int
    end_us: int | None
    peak_us: int
    peak: float
    measures: Mapping[str, float] = field(default_factory=dict)
    confidence: float = 1.0
    is_latched: bool = False
    severity: str | None = None
    """A severity of its own (`info`, `warning`, `alarm`); None for the one its definition gives."""

    @property
    def key(self) -> tuple[str, int]:
        """The same for the same event in every run."""
        return (self.kind, self.start_us)


class Found(NamedTuple):
    """The answer of a detector: events found or changed by this feed, and what it remembers."""

    events: list[Event]
    state: State


def us(seconds: float) -> int:
    """Seconds as whole microseconds."""
    return round(seconds * SECOND_US)


def merged(events: Sequence[Event]) -> list[Event]:
    """Each event as it was found last, in the order of start and kind."""
    last = {event.key: event for event in events}
    return sorted(last.values(), key=lambda event: (event.start_us, event.kind))
