"""The segmentation methods by name; a decorator adds one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Protocol

from processing.audio.detect.floor import RaisedCell
from processing.audio.detect.parameters import Parameter, schema
from processing.audio.detect.sources import Recording
from processing.audio.intervals import Interval

Progress = Callable[[float, float], None]
"""Called with what is done and the whole, both in the same unit."""


class Detector(Protocol):
    """Finds calls in one channel of a recording: sorted, not overlapping intervals in seconds."""

    def __call__(
        self, audio: Recording, params: Any, /, *, channel: int | None, on_progress: Progress
    ) -> list[Interval]: ...


@dataclass(frozen=True, slots=True)
class Method:
    """One way to segment: its function, its parameter dataclass (fields made by `setting`), its label."""

    name: str
    label: str
    params: type[Any]
    find: Detector
    uses_presets: bool

    @property
    def parameters(self) -> list[Parameter]:
        """What a page needs to draw the controls."""
        return schema(self.params)


METHODS: dict[str, Method] = {}
"""All methods that can be run on a recording alone, filled by `method`."""


def method(
    name: str, *, label: str, params: type[Any], uses_presets: bool = False
) -> Callable[[Detector], Detector]:
    """Register a function as a segmentation method.

    uses_presets : whether values of a preset are taken before a person's own; then `params` has the
        fields of `AdaptiveParams`.
    """

    def register(find: Detector) -> Detector:
        METHODS[name] = Method(name, label, params, find, uses_presets)
        return find

    return register


def reporting(cells: Iterator[RaisedCell], n_frames: int, on_progress: Progress) -> Iterator[RaisedCell]:
    """Pass cells on and tell after each how many frames are done."""
    for cell in cells:
        yield cell
        on_progress(cell.start + len(cell.rise), n_frames)
