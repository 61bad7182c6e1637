"""Events in words: headlines, their numbers, and texts made of templates."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from blueprints.telemetry.models import Detector, Event
from core.errors import invalid

PLACE = re.compile(r"\{([a-z][a-z0-9_]*)(?::([+]?,?(?:\.[0-9])?[dfg]?))?\}")
"""A place for a value: `{name}` or `{name:.1f}`."""

BRACE = re.compile(r"[{}]")

DEFAULT_TEMPLATES: dict[str, tuple[str, ...]] = {
    "tank_fill": (
        "The tank went from {from_percent:.0f} % to {to_percent:.0f} % in {took_s:.0f} seconds. No further questions.",
        "Orbital plumbing update: +{rise_percent:.0f} %, about {rise_ml:.0f} ml, at {start}.",
        "Someone up there feels better. The tank is {rise_percent:.0f} % fuller.",
        "{rise_ml:.0f} ml on the way to becoming tomorrow's coffee. Tank at {to_percent:.0f} %.",
        "{start}: a short visit of {took_s:.0f} s, a rise of {rise_percent:.0f} %. The sensor never lies (much).",
    ),
    "tank_bulk_transfer": (
        "A bulk transfer: the tank rose by {rise_percent:.0f} % to {to_percent:.0f} % within {took_s:.0f} s.",
        "That was no visit: {rise_percent:.0f} % were pumped over, from {from_percent:.0f} % to {to_percent:.0f} %.",
    ),
    "*": (
        "{detector}: {event} at {start}.",
        "{event} at {start} ({detector}).",
        "Noticed at {start}: {event}, by {detector}.",
    ),
}
"""Texts for targets that bring none of their own."""

KIND_WORDS = {
    "tank_fill": "tank visit",
    "tank_bulk_transfer": "bulk transfer",
    "tank_processing": "processing",
    "limit_high": "above the high limit",
    "limit_low": "below the low limit",
    "warning_high": "above the warning limit",
    "warning_low": "below the warning limit",
    "alarm_high": "above the alarm limit",
    "alarm_low": "below the alarm limit",
    "rate_rise": "fast rise",
    "rate_fall": "fast fall",
    "net_rise": "net rise",
    "net_fall": "net fall",
    "step": "step",
    "stuck": "stuck value",
    "missing": "missing data",
    "state_change": "state change",
    "state": "state",
    "anomaly": "anomaly",
    "season": "unusual for the time of day",
    "composite": "conditions met",
    "cycles": "cycles",
}
"""Kinds of events for people."""

UNITS = {"percent": "%", "s": "s", "ml": "ml", "minute": "/min"}
"""Unit at the end of a measure's name."""


def kind_words(kind: str) -> str:
    return KIND_WORDS.get(kind, kind.replace("_", " "))


def headline(row: Detector, event: Event) -> str:
    return f"{row.name}: {kind_words(event.kind)} at {clock_time(event.start_us)}"


def numbers(event: Event) -> str:
    """The event's numbers, each with its unit."""
    return ", ".join(_number(name, value) for name, value in event.measures.items())


def _number(name: str, value: float) -> str:
    words, _, unit = name.rpartition("_")
    if unit in UNITS and words:
        return f"{words.replace('_', ' ')} {value:g} {UNITS[unit]}"
    return f"{name.replace('_', ' ')} {value:g}"


def clock_time(at_us: int) -> str:
    return datetime.fromtimestamp(at_us / 1e6, UTC).strftime("%Y-%m-%d %H:%M:%S UTC")


def values(row: Detector, event: Event) -> dict[str, float | str]:
    """What the places of a template can name."""
    end_us = event.end_us if event.end_us is not None else event.peak_us
    named: dict[str, float | str] = {
        "detector": row.name,
        "event": kind_words(event.kind),
        "kind": event.kind,
        "severity": str(event.severity),
        "start": clock_time(event.start_us),
        "peak": event.peak,
        "lasted_s": (end_us - event.start_us) / 1e6,
        "confidence": event.confidence,
    }
    return named | dict(event.measures)


def check_template(text: str, pointer: str) -> None:
    """Raises AppError 422 when a brace stands outside a place such as `{name:.1f}`."""
    if BRACE.search(PLACE.sub("", text)):
        raise invalid(pointer, "expected places such as {rise_percent:.1f}; braces have no other use", "bad-template")


def fill(template: str, named: Mapping[str, float | str]) -> str | None:
    """The template with its values; None when it names one the event does not have."""
    missing = False

    def put(match: re.Match[str]) -> str:
        nonlocal missing
        name, form = match.groups()
        value = named.get(name)
        if value is None:
            missing = True
            return ""
        if isinstance(value, str):
            return value
        # `d` is for whole numbers, and every measure is a float.
        return f"{round(value):{form}}" if form and form.endswith("d") else f"{value:{form or 'g'}}"

    text = PLACE.sub(put, template)
    return None if missing else text


def choose(
    templates: Mapping[str, Sequence[str]], row: Detector, event: Event, *, used: Sequence[str], fits: int
) -> tuple[str, str] | None:
    """A template and its text: of those for this kind, not the one used last, short enough to begin with.

    used : templates of this target's last posts, the newest first. The choice follows from the event, so that
    it is the same when made again. None when not even the plainest fits.
    """
    named = values(row, event)
    own = templates.get(event.kind) or templates.get("*") or ()
    for pool in (own, DEFAULT_TEMPLATES.get(event.kind, ()), DEFAULT_TEMPLATES["*"]):
        ready = [(t, text) for t in pool if (text := fill(t, named)) is not None and len(text) <= fits]
        fresh = [pair for pair in ready if not used or pair[0] != used[0]] or ready
        if fresh:
            digest = hashlib.sha256(f"{event.detector_id} {event.kind} {event.start_us}".encode()).digest()
            return fresh[int.from_bytes(digest[:4], "big") % len(fresh)]
    return None
