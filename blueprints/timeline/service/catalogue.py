"""Tracks to choose from, and what to begin with."""

from typing import Any

from blueprints.timeline.schemas.tracks import TrackSpec
from blueprints.timeline.service.kinds import KINDS, MOST_CHOICES, Choice, Span, open_track
from blueprints.timeline.service.moments import ms_of
from blueprints.timeline.service.scope import Scope

HOUR_S = 3600
DAY_US = 86_400_000_000
CALLS = TrackSpec(kind="calls")
CELSIUS = ("°c", "degc", "celsius")
"""Units of a temperature, in lower case."""

WARM_WORDS = ("temperatur", "temp")
"""What names of temperatures have in them, in the languages of most loggers."""


def catalogue(scope: Scope, search: str) -> dict[str, Any]:
    """Tracks of every kind that a search finds."""
    found = {name: (kind, kind.choices(scope, search)) for name, kind in KINDS.items()}
    return {
        "results": [
            {
                "kind": name, "key": choice.key, "heading": kind.heading, "title": choice.title,
                "detail": choice.detail, "unit": choice.unit,
                "measures": [measure._asdict() for measure in choice.measures],
            }
            for name, (kind, choices) in found.items()
            for choice in choices
        ],
        "is_complete": all(len(choices) < MOST_CHOICES for _, choices in found.values()),
    }  # fmt: skip


def start(scope: Scope) -> dict[str, Any]:
    """What a newcomer most likely wants to see: calls by the hour, and the temperature that was measured meanwhile."""
    calls = open_track(scope, CALLS).extent()
    specs = [CALLS] if calls else []
    warmth = _temperature(scope, calls)
    if warmth is not None:
        specs.append(warmth)
    if not specs:
        specs = [TrackSpec(kind=name, key=choice.key) for name, choice in _first_of_each(scope)][:2] or [CALLS]
    span = _rounded(calls)
    return {
        "project_id": scope.project_id,
        "site_id": scope.site_id,
        "tracks": [spec.model_dump() for spec in specs],
        "start": ms_of(span.start_us) if span else None,
        "end": ms_of(span.end_us) if span else None,
        "step_s": HOUR_S if span and span.end_us - span.start_us <= 4 * DAY_US else None,
    }


def _temperature(scope: Scope, calls: Span | None) -> TrackSpec | None:
    """The temperature that overlaps longest with the calls; of those that do alike, the first."""
    best, most = None, 0
    for kind in ("channel", "series"):
        for choice in KINDS[kind].choices(scope, ""):
            if not _is_temperature(choice):
                continue
            spec = TrackSpec(kind=kind, key=choice.key)
            extent = open_track(scope, spec).extent()
            shared = _overlap_us(extent, calls) if calls else 1 if extent else 0
            if shared > most:
                best, most = spec, shared
    return best


def _is_temperature(choice: Choice) -> bool:
    named = f"{choice.title} {choice.detail}".casefold()
    return choice.unit.casefold() in CELSIUS and any(word in named for word in WARM_WORDS)


def _overlap_us(a: Span | None, b: Span) -> int:
    return max(0, min(a.end_us, b.end_us) - max(a.start_us, b.start_us)) if a else 0


def _first_of_each(scope: Scope) -> list[tuple[str, Choice]]:
    found = []
    for name, kind in KINDS.items():
        for choice in kind.choices(scope, "")[:1]:
            if open_track(scope, TrackSpec(kind=name, key=choice.key)).extent() is not None:
                found.append((name, choice))
    return found


def _rounded(span: Span | None) -> Span | None:
    """A little air around the calls, so that the first and the last do not stand at the edge."""
    if span is None:
        return None
    air = max(HOUR_S * 1_000_000, (span.end_us - span.start_us) // 12)
    hour = HOUR_S * 1_000_000
    return Span((span.start_us - air) // hour * hour, -(-(span.end_us + air) // hour) * hour)
