"""A value that changes too fast, or too much within a while."""

from __future__ import annotations

from dataclasses import dataclass

from processing.telemetry.detectors.episodes import Episodes
from processing.telemetry.detectors.limits import FAR
from processing.telemetry.detectors.parameters import choice, number
from processing.telemetry.detectors.readings import SIGNAL, Event, Feed, Found, State, us
from processing.telemetry.detectors.registry import detector
from processing.telemetry.detectors.windows import HeldWindow

DIRECTIONS = ("rise", "fall", "both")
"""Which way a change must go to count."""


@dataclass(frozen=True, slots=True)
class RateParams:
    per_minute: float = number(1.0, label="Rate", unit="per minute", help="Change that is too fast",
                               minimum=1e-12, maximum=FAR)  # fmt: skip
    over_s: float = number(60.0, label="Over", unit="s", help="Stretch over which the change is measured",
                           minimum=0.001, maximum=86400.0)  # fmt: skip
    direction: str = choice("both", label="Direction", help="Which way counts", choices=DIRECTIONS)
    hold_s: float = number(0.0, label="Hold", unit="s", help="How long it must last", minimum=0.0, maximum=86400.0)


@dataclass(frozen=True, slots=True)
class NetParams:
    amount: float = number(1.0, label="Change", help="Difference that counts, in the channel's unit",
                           minimum=1e-12, maximum=FAR)  # fmt: skip
    window_s: float = number(600.0, label="Within", unit="s", help="Stretch over which the difference is taken",
                             minimum=0.001, maximum=604800.0)  # fmt: skip
    direction: str = choice("both", label="Direction", help="Which way counts", choices=DIRECTIONS)


@detector(
    "rate",
    label="Rate of change",
    about="A value that rises or falls faster than so much a minute.",
    params=RateParams,
    kinds=("rate_rise", "rate_fall"),
)
def find_fast_changes(feed: Feed, state: State, params: RateParams) -> Found:
    """Report stretches in which the mean rate over the last `over_s` is too high; over at half the rate."""
    amount = params.per_minute * params.over_s / 60.0
    watch = _Changes("rate", state, us(params.over_s), amount, params.direction, us(params.hold_s))
    watch.per_minute = 60.0 / params.over_s
    return Found(watch.run(feed), state)


@detector(
    "net",
    label="Net rise or fall",
    about="A value that lies so much above or below where it was a while ago.",
    params=NetParams,
    kinds=("net_rise", "net_fall"),
)
def find_net_changes(feed: Feed, state: State, params: NetParams) -> Found:
    """Report stretches in which the value differs by `amount` from the one held `window_s` before."""
    watch = _Changes("net", state, us(params.window_s), params.amount, params.direction, 0)
    return Found(watch.run(feed), state)


class _Changes:
    """The difference to the value held a stretch before, looked at whenever either of the two changes."""

    per_minute: float | None = None
    """What makes a rate of a change; None when the change itself is told."""

    def __init__(self, name: str, state: State, span_us: int, amount: float, direction: str, hold_us: int) -> None:
        self.window = HeldWindow(state.setdefault("items", []), span_us)
        self.amount = amount
        self.ways = [
            (sign, Episodes(f"{name}_{way}", state.setdefault(way, {}), hold_us=hold_us))
            for way, sign in (("rise", 1.0), ("fall", -1.0))
            if direction in (way, "both")
        ]

    def run(self, feed: Feed) -> list[Event]:
        for at_us, slot, value in feed.readings:
            self._pass(at_us)
            if slot == SIGNAL:
                self._lose(at_us)
                continue
            self.window.add(at_us, value)
            self._look(at_us)
        self._pass(feed.until_us)
        return [event for _, episodes in self.ways for event in episodes.events()]

    def _pass(self, until_us: int) -> None:
        for at_us in self.window.changes(until_us):
            self._look(at_us)
        for _, episodes in self.ways:
            episodes.until(until_us)

    def _look(self, at_us: int) -> None:
        change = self.window.change(at_us)
        if change is None:
            return
        value = self.window.items[-1][1]
        for sign, episodes in self.ways:
            episodes.until(at_us)
            extent = sign * change
            begins, ends = extent >= self.amount, extent < self.amount / 2.0
            measures = {"change": change} if self.per_minute is None else {"per_minute": change * self.per_minute}
            episodes.see(at_us, value, rank=extent, begins=begins, ends=ends, **measures)

    def _lose(self, at_us: int) -> None:
        # Whether it went on during the loss is not known: it ends where it was last seen.
        for _, episodes in self.ways:
            episodes.end(at_us) if episodes.is_open else episodes.interrupt()
        self.window.clear()
