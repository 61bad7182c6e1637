"""A value that jumps and stays, and a discrete channel that changes its state."""

from __future__ import annotations

from dataclasses import dataclass

from processing.telemetry.detectors.limits import FAR
from processing.telemetry.detectors.parameters import choice, number
from processing.telemetry.detectors.readings import SIGNAL, Event, Feed, Found, Reading, State, us
from processing.telemetry.detectors.registry import detector
from processing.telemetry.detectors.windows import held_median

SNAPSHOT_US = us(30.0)
"""A reading this soon after the signal came back need not be news."""


@dataclass(frozen=True, slots=True)
class StepParams:
    size: float = number(1.0, label="Size", help="Difference of the levels before and after",
                         minimum=1e-12, maximum=FAR)  # fmt: skip
    before_s: float = number(120.0, label="Before", unit="s", help="Stretch that gives the level before",
                             minimum=0.001, maximum=86400.0)  # fmt: skip
    settle_s: float = number(60.0, label="Settle", unit="s", help="Stretch that gives the level after",
                             minimum=0.001, maximum=86400.0)  # fmt: skip
    direction: str = choice("both", label="Direction", help="Which way counts", choices=("rise", "fall", "both"))


@dataclass(frozen=True, slots=True)
class ChangeParams:
    becomes: float | None = number(None, label="Becomes", help="Only changes to this value; any when empty",
                                   minimum=-FAR, maximum=FAR)  # fmt: skip
    was: float | None = number(None, label="Was", help="Only changes from this value; any when empty",
                               minimum=-FAR, maximum=FAR)  # fmt: skip
    hold_s: float = number(0.0, label="Hold", unit="s", help="How long the new state must last",
                           minimum=0.0, maximum=86400.0)  # fmt: skip


@detector("step", label="Step", about="A level that jumps and stays where it went.", params=StepParams)
def find_steps(feed: Feed, state: State, params: StepParams) -> Found:
    """Report jumps between the median by time before and the median after; a spike is none.

    A step is decided when `settle_s` of feed time have passed since the first reading beyond half its size.
    """
    run = _Steps(state, params)
    for reading in feed.readings:
        run.take(reading)
    run.settle(feed.until_us)
    return Found(run.events, state)


class _Steps:
    def __init__(self, state: State, params: StepParams) -> None:
        self.items: list[list[float]] = state.setdefault("items", [])
        self.state = state
        self.params = params
        self.before_us, self.settle_us = us(params.before_s), us(params.settle_s)
        self.events: list[Event] = []

    def take(self, reading: Reading) -> None:
        at_us, slot, value = reading
        self.settle(at_us)
        if slot == SIGNAL:
            self.items.clear()
            self.state["start"] = None
            return
        self.items.append([at_us, value])
        if self.state.get("start") is None:
            self._begin(at_us, value)

    def _begin(self, at_us: int, value: float) -> None:
        if at_us - self.items[0][0] < self.before_us:
            return
        before = held_median(self.items, at_us - self.before_us, at_us)
        if before is not None and abs(value - before) >= self.params.size / 2.0:
            self.state.update(start=at_us, before=before)
        else:
            self._forget(at_us - self.before_us)

    def settle(self, until_us: int) -> None:
        """Decide a step whose time has come."""
        start = self.state.get("start")
        if start is None or until_us < start + self.settle_us:
            return
        end = start + self.settle_us
        after, before = held_median(self.items, start, end), self.state["before"]
        self.state["start"] = None
        self._forget(end - self.before_us)
        if after is None or abs(after - before) < self.params.size:
            return
        way = "rise" if after > before else "fall"
        # The level before is the new one from here on: the old would be found a second time.
        self.items[:] = [[start, after], *([at, value] for at, value in self.items if at > start)]
        if self.params.direction in (way, "both"):
            measures = {"before": before, "after": after, "change": after - before}
            self.events.append(Event("step", start, end, start, after, measures))

    def _forget(self, before_us: int) -> None:
        n_old = 0
        while n_old + 1 < len(self.items) and self.items[n_old + 1][0] <= before_us:
            n_old += 1
        if n_old:
            del self.items[:n_old]


@detector(
    "change",
    label="State change",
    about="A discrete channel that takes another value.",
    params=ChangeParams,
    kinds=("state_change", "state"),
)
def find_state_changes(feed: Feed, state: State, params: ChangeParams) -> Found:
    """Report changes of state; with a state to become, the whole stay in it.

    The first value seen, and the first after a loss of signal, is no change: when it came about is not known.
    """
    run = _StateChanges(state, params)
    for reading in feed.readings:
        run.take(reading)
    run.until(feed.until_us)
    if (stay := state.get("stay")) is not None and stay[2]:
        run.report(stay, None)
    return Found(run.events, state)


class _StateChanges:
    """`stay` in the state is [since, was, whether it was reported, value]."""

    def __init__(self, state: State, params: ChangeParams) -> None:
        self.state, self.params, self.hold_us = state, params, us(params.hold_s)
        self.events: list[Event] = []

    def take(self, reading: Reading) -> None:
        at_us, slot, value = reading
        self.until(at_us)
        stay, held = self.state.get("stay"), self.state.get("value")
        if slot == SIGNAL:
            if stay is not None and not stay[2]:
                self.state["stay"] = None
            self._mark(at_us, value)
            return
        if held is None:
            held = self._held_through(at_us)
        if stay is not None and value != stay[3]:
            if stay[2]:
                self.report(stay, at_us)
            self.state["stay"] = None
        self.state["value"] = value
        if held is not None and value != held and self._counts(held, value):
            self.state["stay"] = [at_us, held, False, value]
            self.until(at_us)

    def _mark(self, at_us: int, is_back: float) -> None:
        if is_back:
            self.state["back"] = at_us
        elif self.state.get("value") is not None:
            self.state["before"] = self.state["value"]
        self.state["value"] = None

    def _held_through(self, at_us: int) -> float | None:
        """The state before a loss, when the first reading since comes so late that it tells of a change.

        What comes with the signal is what is there now, and may have come about at any time.
        """
        back: int | None = self.state.get("back")
        before: float | None = self.state.get("before")
        return before if back is not None and at_us - back > SNAPSHOT_US else None

    def _counts(self, was: float, value: float) -> bool:
        return self.params.becomes in (None, value) and self.params.was in (None, was)

    def until(self, at_us: int) -> None:
        """Report a stay that has lasted long enough."""
        stay = self.state.get("stay")
        if stay is not None and not stay[2] and at_us - stay[0] >= self.hold_us:
            stay[2] = True
            self.report(stay, None)

    def report(self, stay: list[float], end_us: int | None) -> None:
        since, was, _, value = stay
        kind = "state_change" if self.params.becomes is None else "state"
        end = int(since) if kind == "state_change" else end_us
        self.events.append(Event(kind, int(since), end, int(since), value, {"was": was, "became": value}))
