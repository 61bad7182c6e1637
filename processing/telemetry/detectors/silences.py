"""A value that does not move, and a channel that does not speak."""

from __future__ import annotations

from dataclasses import dataclass

from processing.telemetry.detectors.episodes import Episodes
from processing.telemetry.detectors.limits import FAR
from processing.telemetry.detectors.parameters import flag, number
from processing.telemetry.detectors.readings import SIGNAL, Feed, Found, State, us
from processing.telemetry.detectors.registry import detector


@dataclass(frozen=True, slots=True)
class StuckParams:
    after_s: float = number(3600.0, label="After", unit="s", help="How long the value must stand still",
                            minimum=0.001, maximum=2_592_000.0)  # fmt: skip
    tolerance: float = number(0.0, label="Tolerance", help="Movement that is none", minimum=0.0, maximum=FAR)
    silence_counts: bool = flag(
        False, label="Silence counts", help="For channels that report only on change: no reading is no movement"
    )


@dataclass(frozen=True, slots=True)
class MissingParams:
    after_s: float = number(300.0, label="After", unit="s", help="Silence that is too long",
                            minimum=0.001, maximum=2_592_000.0)  # fmt: skip


@detector("stuck", label="Stuck value", about="A value that stands still for too long.", params=StuckParams)
def find_stuck(feed: Feed, state: State, params: StuckParams) -> Found:
    """Report stretches in which no reading differs by more than the tolerance from the first of them."""
    after_us = us(params.after_s)
    still = Episodes("stuck", state.setdefault("still", {}), hold_us=after_us)
    anchor: float | None = state.get("anchor")
    for at_us, slot, value in feed.readings:
        if slot == SIGNAL:
            if params.silence_counts:
                still.until(at_us)
            still.end(at_us)
            anchor = None
            continue
        moved = anchor is None or abs(value - anchor) > params.tolerance
        if params.silence_counts or not moved:
            still.until(at_us)
        if moved:
            still.end(at_us)
            anchor = value
            still.see(at_us, value, rank=0.0, begins=True, ends=False)
    if params.silence_counts:
        still.until(feed.until_us)
    state["anchor"] = anchor
    return Found(still.events(), state)


@detector("missing", label="Missing data", about="A channel that is silent for too long.", params=MissingParams)
def find_missing(feed: Feed, state: State, params: MissingParams) -> Found:
    """Report silences of a channel while the feed goes on; while the signal is lost nobody can speak."""
    silence = Episodes("missing", state.setdefault("silence", {}), hold_us=us(params.after_s))
    for at_us, slot, value in feed.readings:
        silence.until(at_us)
        silence.end(at_us)
        if slot != SIGNAL:
            silence.see(at_us, value, rank=0.0, begins=True, ends=False)
        elif value:
            silence.see(at_us, state.get("value", 0.0), rank=0.0, begins=True, ends=False)
        if slot != SIGNAL:
            state["value"] = value
    silence.until(feed.until_us)
    return Found(silence.events(), state)
