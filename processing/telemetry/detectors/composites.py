"""Conditions on several channels together: all of them, any of them, one within a while after another."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import NamedTuple

from processing.errors import ProcessingError
from processing.telemetry.detectors.episodes import Episodes
from processing.telemetry.detectors.limits import COMPARISONS
from processing.telemetry.detectors.parameters import choice, number, text
from processing.telemetry.detectors.readings import SIGNAL, Event, Feed, Found, State, us
from processing.telemetry.detectors.registry import detector

LETTERS = "abcdefgh"
"""The detector's channels in conditions: a is the first."""


class Condition(NamedTuple):
    """One channel compared with a number."""

    slot: int
    comparison: str
    bound: float

    def holds(self, value: float) -> bool:
        return COMPARISONS[self.comparison](value, self.bound)


def conditions(words: str) -> list[Condition]:
    """Read conditions such as `a > 5; b <= 2.5`.

    Raises ProcessingError("bad-conditions") for what is none, and when there are fewer than two.
    """
    read = []
    for part in words.split(";"):
        match = re.fullmatch(r"\s*([a-h])\s*(>=|<=|!=|=|>|<)\s*(-?\d+(?:\.\d+)?(?:e-?\d+)?)\s*", part)
        if match is None:
            raise ProcessingError("bad-conditions", f"expected conditions such as 'a > 5; b <= 2', got {part!r}")
        letter, comparison, bound = match.groups()
        read.append(Condition(LETTERS.index(letter), comparison, float(bound)))
    if len(read) < 2:
        raise ProcessingError("bad-conditions", "needs at least two conditions, got one")
    return read


@dataclass(frozen=True, slots=True)
class CompositeParams:
    conditions: str = text("a > 0; b > 0", label="Conditions", check=conditions,
                           help="One for each channel, a being the first: a > 5; b <= 2")  # fmt: skip
    together: str = choice("and", label="Together", help="All at once, any, or the second within a while of the first",
                           choices=("and", "or", "within"))  # fmt: skip
    within_s: float = number(60.0, label="Within", unit="s", help="Longest time from the first to the second",
                             minimum=0.0, maximum=604800.0)  # fmt: skip
    hold_s: float = number(0.0, label="Hold", unit="s", help="How long it must last", minimum=0.0, maximum=86400.0)


@detector(
    "composite",
    label="Several conditions",
    about="Conditions on several channels: all at once, any of them, or each within a while after the one before.",
    params=CompositeParams,
    slots=tuple(f"Channel {letter}" for letter in LETTERS),
    n_required=1,
)
def find_together(feed: Feed, state: State, params: CompositeParams) -> Found:
    """Report stretches in which the conditions hold on the held values, or sequences in which they came true.

    A channel that has not spoken, or not since the signal was lost, meets no condition.
    """
    asked = conditions(params.conditions)
    values: dict[str, float] = state.setdefault("values", {})
    if params.together == "within":
        return Found(_sequences(feed, state, values, asked, us(params.within_s)), state)
    stretch = Episodes("composite", state.setdefault("stretch", {}), hold_us=us(params.hold_s))
    for at_us, slot, value in feed.readings:
        stretch.until(at_us)
        if slot == SIGNAL:
            stretch.interrupt()
            values.clear()
            continue
        values[str(slot)] = value
        holding = [condition.holds(values[str(condition.slot)]) for condition in asked if str(condition.slot) in values]
        is_on = any(holding) if params.together == "or" else len(holding) == len(asked) and all(holding)
        stretch.see(at_us, value, rank=0.0, begins=is_on, ends=not is_on, n_holding=float(sum(holding)))
    stretch.until(feed.until_us)
    return Found(stretch.events(), state)


def _sequences(
    feed: Feed, state: State, values: dict[str, float], asked: list[Condition], within_us: int
) -> list[Event]:
    """Each condition coming true in turn, none later than `within_us` after the one before."""
    events: list[Event] = []
    steps: list[int] = state.setdefault("steps", [])
    for at_us, slot, value in feed.readings:
        if slot == SIGNAL:
            values.clear()
            steps.clear()
            continue
        before = values.get(str(slot))
        values[str(slot)] = value
        came_true = [n for n, c in enumerate(asked) if c.slot == slot and c.holds(value)]
        if before is not None:
            came_true = [n for n in came_true if not asked[n].holds(before)]
        if steps and at_us - steps[-1] > within_us:
            steps.clear()
        if len(steps) in came_true:
            steps.append(at_us)
        elif 0 in came_true:
            steps[:] = [at_us]
        if len(steps) == len(asked):
            took = (steps[-1] - steps[0]) / 1e6
            events.append(Event("composite", steps[0], at_us, at_us, value, {"took_s": took}))
            steps.clear()
    return events
