"""A detector over a feed that arrives in pieces, late and twice: what is sure is kept, the rest is found again."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from processing.telemetry.detectors.readings import Event, Feed, Reading, State, merged, us
from processing.telemetry.detectors.registry import Detector
from processing.telemetry.detectors.signal import SignalRules, with_signal


class Checkpoint(NamedTuple):
    """All readings up to `at_us` are in `state`, which is JSON and so is never changed by accident."""

    at_us: int
    state: str = "{}"


class Advance(NamedTuple):
    """What one look at the feed gives.

    settled : events found or changed by readings that can no longer be joined by late ones.
    open : events of the window after the checkpoint, found again at every look until they settle.
    """

    settled: list[Event]
    open: list[Event]
    checkpoint: Checkpoint


@dataclass(frozen=True, slots=True)
class Setup:
    """A detector with its parameters, the rules of its signal and how long late readings are waited for."""

    detector: Detector
    params: Any
    rules: SignalRules
    late_us: int = us(600.0)


def advance(setup: Setup, checkpoint: Checkpoint, readings: Sequence[Reading], until_us: int) -> Advance:
    """Look at everything after the checkpoint, and move the checkpoint up to what is too old to be joined.

    readings : all readings of the detector's channels after the checkpoint, ordered by time and slot, one for
        each channel and time; those after `until_us` are left for the next look.
    until_us : the feed time reached.
    The sum of settled events does not depend on how the feed was cut into pieces, nor on the order in which
    readings arrived, as long as none is later than `late_us`.
    """
    sure_us = max(checkpoint.at_us, until_us - setup.late_us)
    old = [reading for reading in readings if checkpoint.at_us < reading.at_us <= sure_us]
    new = [reading for reading in readings if sure_us < reading.at_us <= until_us]
    settled, state = run(setup, json.loads(checkpoint.state), Feed(old, sure_us))
    kept = Checkpoint(sure_us, json.dumps(state, separators=(",", ":")))
    open_events, _ = run(setup, json.loads(kept.state), Feed(new, until_us))
    return Advance(settled, open_events, kept)


def run(setup: Setup, state: State, feed: Feed) -> tuple[list[Event], State]:
    """The detector over a stretch of feed, through the marks of the signal; events each as found last."""
    marked, signal = with_signal(feed, state.get("signal", {}), setup.rules)
    found = setup.detector.find(marked, state.get("own", {}), setup.params)
    return merged(found.events), {"signal": signal, "own": found.state}


def find_all(setup: Setup, readings: Iterable[Reading], until_us: int | None = None) -> list[Event]:
    """All events of a history, in any order and with duplicates: what live detection would have found.

    Of two values at one time the first given stays, as in a store that keeps the first.
    """
    ordered = in_order(readings)
    end = until_us if until_us is not None else (ordered[-1].at_us if ordered else 0)
    events, _ = run(setup, {}, Feed(ordered, end))
    return events


def in_order(readings: Iterable[Reading]) -> list[Reading]:
    """Readings by time and slot, one for each."""
    kept: dict[tuple[int, int], Reading] = {}
    for reading in readings:
        kept.setdefault((reading.at_us, reading.slot), reading)
    return [kept[key] for key in sorted(kept)]


class Tracker:
    """Live detection on readings as they come, without a store: keeps what may still be joined by late ones."""

    def __init__(self, setup: Setup) -> None:
        self.setup = setup
        self.checkpoint = Checkpoint(-1)
        self.until_us = -1
        self._waiting: dict[tuple[int, int], Reading] = {}
        self._settled: dict[tuple[str, int], Event] = {}
        self._open: list[Event] = []

    def take(self, readings: Iterable[Reading], until_us: int | None = None) -> None:
        """Take readings in any order; those from before the checkpoint come too late and are left out."""
        for reading in readings:
            if reading.at_us > self.checkpoint.at_us:
                self._waiting.setdefault((reading.at_us, reading.slot), reading)
                self.until_us = max(self.until_us, reading.at_us)
        self.until_us = max(self.until_us, until_us if until_us is not None else -1)
        ordered = [self._waiting[key] for key in sorted(self._waiting)]
        answer = advance(self.setup, self.checkpoint, ordered, self.until_us)
        self._settled.update((event.key, event) for event in answer.settled)
        self._open = answer.open
        self.checkpoint = answer.checkpoint
        self._waiting = {key: reading for key, reading in self._waiting.items() if key[0] > self.checkpoint.at_us}

    def events(self) -> list[Event]:
        """All events by what is known now."""
        return merged([*self._settled.values(), *self._open])


def with_severity(events: Sequence[Event], severity: str) -> list[Event]:
    """Events with the severity of their definition, where they have none of their own."""
    return [replace(event, severity=event.severity or severity) for event in events]


def plain(event: Event) -> Mapping[str, object]:
    """An event as JSON keeps it: the same bytes for the same event."""
    return {
        "kind": event.kind, "start_us": event.start_us, "end_us": event.end_us, "peak_us": event.peak_us,
        "peak": event.peak, "measures": dict(sorted(event.measures.items())), "confidence": event.confidence,
        "is_latched": event.is_latched, "severity": event.severity,
    }  # fmt: skip
