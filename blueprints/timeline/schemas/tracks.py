"""Tracks as they stand in a query and in a saved timeline."""

from typing import Annotated, Any, Literal
from urllib.parse import quote, unquote

from pydantic import AfterValidator, BeforeValidator, Field

from core.api import Body
from processing.timeline.grid import STEPS_S

MAX_TRACKS = 12
"""Tracks of one timeline; more cannot be told apart on a screen."""

MEASURES = ("", "rate", "mean", "low", "high")
"""What of a track is shown and compared; which of them a kind knows, it says itself."""


class TrackSpec(Body):
    """One track: its kind, which one of that kind, and what of it."""

    kind: str = Field(max_length=20, pattern=r"^[a-z][a-z-]*$", examples=["calls"])
    key: str = Field(default="", max_length=300, description="Which one of its kind; empty: all of it together")
    measure: Literal["", "rate", "mean", "low", "high"] = Field(
        default="", description="Empty: what the kind shows by itself"
    )

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


_EXAMPLE = {"type": "string", "maxLength": 4000, "examples": ["calls,channel:12"]}


def _text_schema(schema: dict[str, Any]) -> None:
    schema.clear()
    schema.update(_EXAMPLE | {"description": "`kind:key:measure` of each track, percent-encoded, with commas between"})


def _one_schema(schema: dict[str, Any]) -> None:
    schema.clear()
    schema.update({"type": "string", "maxLength": 400, "description": "`kind:key:measure`, each part percent-encoded"})


TrackList = Annotated[
    list[TrackSpec], BeforeValidator(_split), AfterValidator(_bounded), Field(json_schema_extra=_text_schema)
]
"""Tracks in a query: one text."""

OneTrack = Annotated[TrackSpec, BeforeValidator(_parts), Field(json_schema_extra=_one_schema)]
"""A track in a query: one text."""


def _known_step(step_s: int) -> int:
    if step_s not in STEPS_S:
        raise ValueError(f"expected one of {', '.join(map(str, STEPS_S))} seconds")
    return step_s


Step = Annotated[int, AfterValidator(_known_step), Field(json_schema_extra={"enum": list(STEPS_S)})]
"""Length of a bin in seconds."""
