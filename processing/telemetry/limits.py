"""Limits with hysteresis: where a value stands, given where it stood."""

from typing import Any, NamedTuple

RANKS = {"ok": 0, "warning-low": 1, "warning-high": 1, "alarm-low": 2, "alarm-high": 2}
"""How grave each state is."""


class Limits(NamedTuple):
    """Bounds in the channel's unit; None: no bound on that side."""

    warning_low: float | None = None
    warning_high: float | None = None
    alarm_low: float | None = None
    alarm_high: float | None = None
    hysteresis: float = 0.0
    """How far a value must come back inside a bound before the state is left."""


def limits_of(given: dict[str, Any]) -> Limits:
    return Limits(**{name: given[name] for name in Limits._fields if given.get(name) is not None})


def next_state(state: str, value: float, limits: Limits) -> str:
    """The state after a value: ok, warning-low, warning-high, alarm-low or alarm-high.

    A bound counts as crossed at the bound itself; a state is left when the value is back inside by `hysteresis`.
    """
    for candidate, bound, sign in (
        ("alarm-high", limits.alarm_high, 1.0),
        ("alarm-low", limits.alarm_low, -1.0),
        ("warning-high", limits.warning_high, 1.0),
        ("warning-low", limits.warning_low, -1.0),
    ):
        if bound is None:
            continue
        is_held = state == candidate or state == candidate.replace("warning", "alarm")
        # A bound counts from itself on; with hysteresis the value is back only behind the inner edge.
        inside_by = sign * (bound - value)
        if inside_by <= 0 or (is_held and inside_by < limits.hysteresis):
            return candidate
    return "ok"
