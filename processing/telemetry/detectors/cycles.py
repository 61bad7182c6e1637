"""A value that goes up and down: its cycles counted and timed."""

from __future__ import annotations

from dataclasses import dataclass

from processing.errors import ProcessingError
from processing.telemetry.detectors.limits import FAR
from processing.telemetry.detectors.parameters import number
from processing.telemetry.detectors.readings import SECOND_US, SIGNAL, Event, Feed, Found, State
from processing.telemetry.detectors.registry import detector


@dataclass(frozen=True, slots=True)
class CycleParams:
    high: float = number(1.0, label="High", help="A cycle goes above it", minimum=-FAR, maximum=FAR)
    low: float = number(0.0, label="Low", help="and below it", minimum=-FAR, maximum=FAR)
    n_cycles: float = number(1.0, label="Report every", unit="cycles", help="Cycles that make one event",
                             minimum=1.0, maximum=100000.0)  # fmt: skip

    def __post_init__(self) -> None:
        if self.low >= self.high:
            raise ProcessingError("bad-parameter", f"low {self.low:g} must lie below high {self.high:g}", name="low")


@detector("cycles", label="Cycles", about="A value that goes up and down, counted by its cycles.", params=CycleParams)
def count_cycles(feed: Feed, state: State, params: CycleParams) -> Found:
    """Report every so many cycles: from one passage above `high` to the next, with `low` in between.

    A cycle during which the signal was lost is not counted: how many there were is not known.
    """
    events: list[Event] = []
    for at_us, slot, value in feed.readings:
        if slot == SIGNAL:
            state.clear()
            continue
        if "start" in state:
            state["top"], state["bottom"] = max(state["top"], value), min(state["bottom"], value)
        is_up = state.get("is_up")
        if value < params.low:
            state["is_up"] = False
        elif value > params.high:
            state["is_up"] = True
            if is_up is False:
                events += _passage(state, at_us, value, params.n_cycles)
    return Found(events, state)


def _passage(state: State, at_us: int, value: float, n_wanted: float) -> list[Event]:
    events: list[Event] = []
    if "start" in state:
        state["n"] += 1
        if state["n"] >= n_wanted:
            start, n = state["start"], state["n"]
            period = (at_us - start) / SECOND_US / n
            measures = {"n_cycles": float(n), "period_s": period, "amplitude": state["top"] - state["bottom"]}
            events.append(Event("cycles", start, at_us, at_us, period, measures))
    if "start" not in state or events:
        state.update(start=at_us, n=0, top=value, bottom=value)
    return events
