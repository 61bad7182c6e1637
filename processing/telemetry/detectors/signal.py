"""Where there was a signal and where there was none: marks put between the readings before a detector sees them."""

from __future__ import annotations

from typing import NamedTuple

from processing.telemetry.detectors.readings import SIGNAL, Feed, Reading, State


class SignalRules(NamedTuple):
    """How the loss of a signal shows.

    n_slots : the detector's own channels are slots 0 to n_slots - 1; what lies above serves the signal alone.
    beats : slots that report all the time (about once a second); their silence is a gap.
    gap_us : the longest silence of all of them that is none.
    flag : slot of a channel that tells the state of the signal; None without one.
    acquired : the value of the flag that means there is a signal.
    """

    n_slots: int
    beats: frozenset[int] = frozenset()
    gap_us: int = 30_000_000
    flag: int | None = None
    acquired: float = 1.0

    @property
    def is_known(self) -> bool:
        """Whether the loss of a signal would be seen at all."""
        return bool(self.beats) or self.flag is not None


def with_signal(feed: Feed, state: State, rules: SignalRules) -> tuple[Feed, State]:
    """Put a mark where the signal was lost and where it came back, and leave out what was read in between.

    Readings wait for the next beat, which tells whether the time up to it was a gap: a mark never comes
    too late, and the moment reached is that of the last beat. Without beats and flag all passes unchanged.

    feed : readings in order of time and slot. state : {} in the beginning.
    """
    if not rules.is_known:
        return feed, state
    run = _Run(rules, state)
    for reading in feed.readings:
        run.take(reading)
    return run.answer(feed.until_us)


class _Run:
    def __init__(self, rules: SignalRules, state: State) -> None:
        self.rules = rules
        self.beat: int | None = state.get("beat")
        self.held = [Reading(*item) for item in state.get("held", ())]
        self.is_flagged_lost = bool(state.get("is_flagged_lost", False))
        self.out: list[Reading] = []

    def take(self, reading: Reading) -> None:
        if reading.slot == self.rules.flag:
            self._flag(reading)
            return
        if reading.slot in self.rules.beats:
            self._beat(reading.at_us)
        if reading.slot < self.rules.n_slots and not self.is_flagged_lost:
            self._pass(reading)

    def _pass(self, reading: Reading) -> None:
        waits = self.rules.beats and reading.at_us != self.beat
        (self.held if waits else self.out).append(reading)

    def _flag(self, reading: Reading) -> None:
        is_lost = reading.value != self.rules.acquired
        if is_lost != self.is_flagged_lost:
            self.is_flagged_lost = is_lost
            self._pass(Reading(reading.at_us, SIGNAL, 0.0 if is_lost else 1.0))

    def _beat(self, at_us: int) -> None:
        if self.beat is not None and at_us - self.beat > self.rules.gap_us:
            self.out.append(Reading(self.beat, SIGNAL, 0.0))
            self.out.extend(mark for mark in self.held if mark.slot == SIGNAL)
            if not self.is_flagged_lost:
                self.out.append(Reading(at_us, SIGNAL, 1.0))
        else:
            self.out.extend(self.held)
        self.held = []
        self.beat = at_us

    def answer(self, until_us: int) -> tuple[Feed, State]:
        if self.rules.beats:
            until_us = self.beat if self.beat is not None else -1
        state: State = {
            "beat": self.beat,
            "held": [list(reading) for reading in self.held],
            "is_flagged_lost": self.is_flagged_lost,
        }
        return Feed(self.out, until_us), state
