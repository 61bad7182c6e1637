"""The segmentation methods by name; a decorator adds one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, TypeVar

from processing.audio.detect.floor import RaisedCell
from processing.audio.detect.parameters import Parameter, schema
from processing.audio.intervals import Interval

Progress = Callable[[float, float], None]
"""Called with what is done and the whole, both in the same unit."""


def silently(done: float, whole: float) -> None:
    """Progress that nobody asked for."""


_Find = TypeVar("_Find", bound=Callable[..., list[Interval]])
"""A detector: `(audio, params, *, channel, on_progress)` to sorted intervals in seconds, not overlapping."""


@dataclass(frozen=True, slots=True)
class Method:
    """One way to segment: its function, its parameter dataclass (fields made by `setting`), its label."""

    name: str
    label: str
    params: type[Any]
    find: Callable[..., list[Interval]]
    uses_presets: bool
    needs_model: bool

    @property
    def parameters(self) -> list[Parameter]:
        """What a page needs to draw the controls."""
        return schema(self.params)


METHODS: dict[str, Method] = {}
"""All methods that can be run on a recording alone, filled by `method`."""


def method(
    name: str, *, label: str, params: type[Any], uses_presets: bool = False, needs_model: bool = False
) -> Callable[[_Find], _Find]:
    """Register a function as a segmentation method.

    uses_presets : whether values of a preset are taken before a person's own; then `params` has the
        fields of `AdaptiveParams`.
    needs_model : whether the function takes `model=` besides.
    """

    def register(find: _Find) -> _Find:
        METHODS[name] = Method(name, label, params, find, uses_presets, needs_model)
        return find

    return register


def reporting(cells: Iterator[RaisedCell], n_frames: int, on_progress: Progress) -> Iterator[RaisedCell]:
    """Pass cells on and tell after each how many frames are done."""
    for cell in cells:
        yield cell
        on_progress(cell.start + len(cell.rise), n_frames)
