"""Tracks as they stand in a query and in a saved timeline."""

from typing import Annotated, Literal
from urllib.parse import quote, unquote

from pydantic import AfterValidator, BeforeValidator, Field, WithJsonSchema

from core.api import Body
from processing.timeline.grid import STEPS_S

MAX_TRACKS = 12
"""Tracks of one timeline; more cannot be told apart on a screen."""


class TrackSpec(Body):
    """One track: its kind, which one of that kind, and what of it."""

    kind: str = Field(max_length=20, pattern=r"^[a-z][a-z-]*$")
    key: str = Field(default="", max_length=300, description="Which one of its kind; empty: all of it together")
    measure: Literal["", "rate", "low", "high"] = Field(default="", description="Empty: what the kind shows by itself")

    def as_text(self) -> str:
        """`kind:key:measure`, each part percent-encoded, empty ones at the end left out."""
        return ":".join(quote(part, safe="") for part in (self.kind, self.key, self.measure)).rstrip(":")


def _parts(text: object) -> object:
    """`kind:key:measure` as the fields of a track."""
    if not isinstance(text, str):
        return text
    parts = [unquote(part) for part in text.split(":")]
    if len(parts) > 3:
        raise ValueError("expected kind:key:measure, each part percent-encoded")
    return dict(zip(("kind", "key", "measure"), parts, strict=False))


def _split(text: object) -> object:
    return [_parts(part) for part in text.split(",")] if isinstance(text, str) else text


def _bounded(specs: list[TrackSpec]) -> list[TrackSpec]:
    if not 1 <= len(specs) <= MAX_TRACKS:
        raise ValueError(f"expected 1 to {MAX_TRACKS} tracks")
    return specs


_LIST = "`kind:key:measure` of each track, each part percent-encoded, commas between: `calls,channel:12`"
_ONE = "`kind:key:measure`, each part percent-encoded: `channel:12`"

TrackList = Annotated[
    list[TrackSpec],
    BeforeValidator(_split),
    AfterValidator(_bounded),
    WithJsonSchema({"type": "string", "maxLength": 4000, "description": _LIST}),
]
"""Tracks in a query: one text."""

OneTrack = Annotated[
    TrackSpec, BeforeValidator(_parts), WithJsonSchema({"type": "string", "maxLength": 400, "description": _ONE})
]
"""A track in a query: one text."""


def _known_step(step_s: int) -> int:
    if step_s not in STEPS_S:
        raise ValueError(f"expected one of {', '.join(map(str, STEPS_S))} seconds")
    return step_s


Step = Annotated[int, AfterValidator(_known_step), WithJsonSchema({"type": "integer", "enum": list(STEPS_S)})]
"""Length of a bin in seconds."""
