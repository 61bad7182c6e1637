"""Conditions that last: from the moment one holds long enough until it holds no longer."""

from __future__ import annotations

from collections.abc import Mapping

from processing.telemetry.detectors.readings import Event, State


class Episodes:
    """Events of one kind that last while a condition holds.

    The memory is a part of the detector's state, changed in place. Between two looks the condition is
    taken to hold on, as a held value does; the hold runs out at a moment of feed time, not at the next look.
    """

    def __init__(
        self, kind: str, memory: State, *, hold_us: int = 0, is_latched: bool = False, severity: str | None = None
    ) -> None:
        self.kind = kind
        self.memory = memory
        self.hold_us = hold_us
        self.is_latched = is_latched
        self.severity = severity
        self.found: list[Event] = []

    @property
    def is_open(self) -> bool:
        return bool(self.memory.get("is_open"))

    def until(self, at_us: int) -> None:
        """Let the time pass up to a moment."""
        since = self.memory.get("since")
        if since is not None and not self.memory["is_open"] and at_us - since >= self.hold_us:
            self.memory["is_open"] = True
            self.found.append(self._event(None))

    def see(self, at_us: int, value: float, *, rank: float, begins: bool, ends: bool, **measures: float) -> None:
        """Look at the condition at a moment, after `until` that moment.

        rank : how far out the value is; the farthest is the peak.
        begins, ends : whether it holds, and whether it certainly does not; neither leaves it as it is.
        """
        if self.memory.get("since") is None:
            if begins:
                self.memory.update(since=at_us, is_open=False, rank=rank, peak=[at_us, value], measures=measures)
                self.until(at_us)
        elif ends:
            self.end(at_us)
        elif rank > self.memory["rank"]:
            self.memory.update(rank=rank, peak=[at_us, value], measures=measures)

    def end(self, at_us: int) -> None:
        """The condition holds no longer; what did not last long enough is forgotten."""
        if self.is_open:
            self.found.append(self._event(at_us))
        self.memory.clear()

    def interrupt(self) -> None:
        """The signal was lost: what was about to begin is forgotten, what lasts is not known to have ended."""
        if not self.is_open:
            self.memory.clear()

    def events(self) -> list[Event]:
        """All found, with the present numbers of the one that lasts."""
        if self.is_open:
            self.found.append(self._event(None))
        return self.found

    def _event(self, end_us: int | None) -> Event:
        peak_us, peak = self.memory["peak"]
        measures: Mapping[str, float] = self.memory["measures"]
        start = self.memory["since"]
        return Event(
            self.kind, start, end_us, peak_us, peak, dict(measures),
            is_latched=self.is_latched, severity=self.severity,
        )  # fmt: skip
