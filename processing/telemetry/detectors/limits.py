"""A value beyond a limit, with hysteresis, a hold and a context."""

from __future__ import annotations

import operator
from collections.abc import Callable
from dataclasses import dataclass

from processing.errors import ProcessingError
from processing.telemetry.detectors.episodes import Episodes
from processing.telemetry.detectors.parameters import choice, flag, number
from processing.telemetry.detectors.readings import SIGNAL, Feed, Found, State, us
from processing.telemetry.detectors.registry import detector

FAR = 1e300
"""A bound for values that have none of their own."""


@dataclass(frozen=True, slots=True)
class LimitParams:
    high: float | None = number(None, label="High limit", help="Above it is too much", minimum=-FAR, maximum=FAR)
    low: float | None = number(None, label="Low limit", help="Below it is too little", minimum=-FAR, maximum=FAR)
    hysteresis: float = number(
        0.0, label="Hysteresis", help="How far back inside ends the event", minimum=0.0, maximum=FAR
    )
    hold_s: float = number(0.0, label="Hold", unit="s", help="How long it must last", minimum=0.0, maximum=86400.0)
    latch: bool = flag(False, label="Latch", help="Stays an alarm until someone has acknowledged it")
    context: float | None = number(
        None, label="Only while", help="Value of the second channel that makes the limits apply", minimum=-FAR,
        maximum=FAR,
    )  # fmt: skip

    def __post_init__(self) -> None:
        if self.high is None and self.low is None:
            raise ProcessingError("bad-parameter", "a high or a low limit is needed, got neither", name="high")
        if self.high is not None and self.low is not None and self.low >= self.high:
            raise ProcessingError("bad-parameter", f"the low limit {self.low:g} lies above the high", name="low")


@detector(
    "limit",
    label="Limit crossing",
    about="A value above or below a limit, until it is back inside by the hysteresis.",
    params=LimitParams,
    slots=("Channel", "Context"),
    kinds=("limit_high", "limit_low"),
)
def find_crossings(feed: Feed, state: State, params: LimitParams) -> Found:
    """Report each stay beyond a limit.

    A hold that runs into a loss of signal starts again after it; a stay that had begun goes on until a
    reading says otherwise. With a context nothing is beyond a limit unless the second channel has its value.
    """
    hold_us = us(params.hold_s)
    high = Episodes("limit_high", state.setdefault("high", {}), hold_us=hold_us, is_latched=params.latch)
    low = Episodes("limit_low", state.setdefault("low", {}), hold_us=hold_us, is_latched=params.latch)
    applies = params.context is None or bool(state.get("applies", False))
    value: float | None = state.get("value")
    for at_us, slot, read in feed.readings:
        high.until(at_us)
        low.until(at_us)
        if slot == SIGNAL:
            high.interrupt()
            low.interrupt()
            value = None
            continue
        if slot == 1:
            if params.context is not None:
                applies = read == params.context
        else:
            value = read
        if value is None:
            continue
        if params.high is not None:
            inside = value <= params.high - params.hysteresis if params.hysteresis else value <= params.high
            begins, ends = applies and value > params.high, inside or not applies
            high.see(at_us, value, rank=value, begins=begins, ends=ends, limit=params.high)
        if params.low is not None:
            inside = value >= params.low + params.hysteresis if params.hysteresis else value >= params.low
            begins, ends = applies and value < params.low, inside or not applies
            low.see(at_us, value, rank=-value, begins=begins, ends=ends, limit=params.low)
    high.until(feed.until_us)
    low.until(feed.until_us)
    state.update(applies=applies, value=value)
    return Found(high.events() + low.events(), state)


COMPARISONS: dict[str, Callable[[float, float], bool]] = {
    "=": operator.eq, "!=": operator.ne, ">": operator.gt, ">=": operator.ge, "<": operator.lt, "<=": operator.le,
}  # fmt: skip
"""How a context's value is compared."""


@dataclass(frozen=True, slots=True)
class ChannelLimitParams:
    warning_low: float | None = number(
        None, label="Warning low", help="Below it is a warning", minimum=-FAR, maximum=FAR
    )
    warning_high: float | None = number(
        None, label="Warning high", help="Above it is a warning", minimum=-FAR, maximum=FAR
    )
    alarm_low: float | None = number(None, label="Alarm low", help="Below it is an alarm", minimum=-FAR, maximum=FAR)
    alarm_high: float | None = number(None, label="Alarm high", help="Above it is an alarm", minimum=-FAR, maximum=FAR)
    hysteresis: float = number(0.0, label="Hysteresis", help="How far back inside ends it", minimum=0.0, maximum=FAR)
    op: str = choice("=", label="Context is", help="How the context is compared", choices=tuple(COMPARISONS))
    context: float | None = number(None, label="Context value", minimum=-FAR, maximum=FAR,
                                   help="Value of the second channel that makes the limits apply")  # fmt: skip


@detector(
    "channel_limits",
    label="Limits of a channel",
    about="The warning and alarm limits that a channel carries; kept in step with them.",
    params=ChannelLimitParams,
    slots=("Channel", "Context"),
    kinds=("warning_low", "warning_high", "alarm_low", "alarm_high"),
)
def find_limit_states(feed: Feed, state: State, params: ChannelLimitParams) -> Found:
    """Report each stay beyond each limit; those beyond an alarm limit stay alarms until acknowledged."""
    sides = [
        (bound, sign, Episodes(name, state.setdefault(name, {}), is_latched=severity == "alarm", severity=severity))
        for name, bound, sign, severity in (
            ("warning_low", params.warning_low, -1.0, "warning"),
            ("warning_high", params.warning_high, 1.0, "warning"),
            ("alarm_low", params.alarm_low, -1.0, "alarm"),
            ("alarm_high", params.alarm_high, 1.0, "alarm"),
        )
        if bound is not None
    ]
    applies = params.context is None or bool(state.get("applies", False))
    value: float | None = state.get("value")
    for at_us, slot, read in feed.readings:
        if slot == SIGNAL:
            value = None
        elif slot == 1:
            applies = params.context is None or COMPARISONS[params.op](read, params.context)
        else:
            value = read
        if value is None:
            continue
        for bound, sign, episodes in sides:
            beyond = sign * (value - bound)
            inside = beyond <= -params.hysteresis
            episodes.see(
                at_us, value, rank=beyond, begins=applies and beyond > 0, ends=inside or not applies, limit=bound
            )
    state.update(applies=applies, value=value)
    return Found([event for _, _, episodes in sides for event in episodes.events()], state)
