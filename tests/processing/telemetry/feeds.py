"""Short feeds for the tests of detectors."""

from collections.abc import Iterable

from processing.telemetry.detectors import DETECTORS, Event, Reading, Setup, SignalRules, build, find_all

START = 1_539_345_600_000_000
"""2018-10-12 12:00 UTC."""


def at(second: float) -> int:
    return START + round(second * 1e6)


def feed(*pairs: tuple[float, float], slot: int = 0) -> list[Reading]:
    """Readings from (second, value)."""
    return [Reading(at(second), slot, value) for second, value in pairs]


def setup(name: str, *, rules: SignalRules | None = None, late_s: float = 600.0, **params: object) -> Setup:
    found = DETECTORS[name]
    return Setup(found, build(found.params, params), rules or SignalRules(len(found.slots)), round(late_s * 1e6))


def found(name: str, readings: Iterable[Reading], until: float | None = None, **params: object) -> list[Event]:
    return find_all(setup(name, **params), readings, None if until is None else at(until))


def spans(events: Iterable[Event]) -> list[tuple[str, float, float | None]]:
    """(kind, start, end) in seconds of the feed."""
    return [
        (e.kind, (e.start_us - START) / 1e6, None if e.end_us is None else (e.end_us - START) / 1e6) for e in events
    ]
