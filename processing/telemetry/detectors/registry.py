"""The detectors by name; a decorator adds one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from processing.errors import ProcessingError
from processing.telemetry.detectors.parameters import Parameter, schema
from processing.telemetry.detectors.readings import Feed, Found, State

Find = Callable[[Feed, State, Any], Found]
"""A detector: `(feed, state, params)` to events and state. The state it gets is its own to change."""


@dataclass(frozen=True, slots=True)
class Detector:
    """One way to find events: its function, its parameter dataclass, and what its channels are for."""

    name: str
    label: str
    about: str
    version: int
    """Raised when the same readings would give other events than before."""
    params: type[Any]
    find: Find
    slots: tuple[str, ...]
    """What each channel is for, in order."""
    n_required: int
    """How many of the channels must be given."""
    kinds: tuple[str, ...]
    """The kinds of events it can find."""

    @property
    def parameters(self) -> list[Parameter]:
        """What a page needs to draw the controls."""
        return schema(self.params)


DETECTORS: dict[str, Detector] = {}
"""All detectors, filled by `detector`."""


def detector(
    name: str,
    *,
    label: str,
    params: type[Any],
    about: str = "",
    version: int = 1,
    slots: tuple[str, ...] = ("Channel",),
    n_required: int = 1,
    kinds: tuple[str, ...] = (),
) -> Callable[[Find], Find]:
    """Register a function as a detector; the kinds of its events are its own name unless told otherwise."""

    def register(find: Find) -> Find:
        DETECTORS[name] = Detector(name, label, about, version, params, find, slots, n_required, kinds or (name,))
        return find

    return register


def known(name: str) -> Detector:
    """The detector of that name.

    Raises ProcessingError("unknown-detector") when there is none.
    """
    if name not in DETECTORS:
        raise ProcessingError("unknown-detector", f"expected one of {', '.join(DETECTORS)}, got {name!r}", name=name)
    return DETECTORS[name]
