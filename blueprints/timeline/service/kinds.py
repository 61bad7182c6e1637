"""The registry of track kinds: what a new kind has to say, and how tracks are found by what a query calls them."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple, TypeVar

from blueprints.timeline.schemas.tracks import TrackSpec
from blueprints.timeline.service.scope import Scope
from core.errors import AppError, invalid

if TYPE_CHECKING:
    from processing.arrays import FloatArray
    from processing.timeline.grid import Grid

MOST_CHOICES = 60
"""Tracks of a kind that are offered at once; the rest is found by searching."""


class Span(NamedTuple):
    """A piece of time, microseconds since 1970 UTC, half open."""

    start_us: int
    end_us: int


class Frame(NamedTuple):
    """What is to be drawn: a span on so many pixels, and the bins of whatever is counted."""

    span: Span
    width: int
    grid: Grid


class Measure(NamedTuple):
    """One thing a track can show; the first of a track is what it shows by itself."""

    name: str
    title: str
    unit: str


class Choice(NamedTuple):
    """A track one can choose."""

    key: str
    title: str
    detail: str = ""
    unit: str = ""
    measures: tuple[Measure, ...] = ()


class Mark(NamedTuple):
    """Something that happened at a time."""

    at_us: int
    end_us: int | None
    label: str
    tone: str
    """`info`, `warning` or `alarm`."""
    id: str


@dataclass
class Drawn:
    """What of a track is drawn."""

    form: str
    """`bars` (a value a bin), `line`, `steps`, `marks`, or `band` (a line with limits below and above)."""
    at_us: list[int] = field(default_factory=list)
    value: list[float | None] = field(default_factory=list)
    """None where the line breaks, or where nothing is known."""
    low: list[float | None] | None = None
    high: list[float | None] | None = None
    marks: list[Mark] = field(default_factory=list)
    n: int = 0
    note: str = ""


class Item(NamedTuple):
    """Something behind a track, with its address in the page."""

    at_us: int
    title: str
    detail: str
    href: str


class Behind(NamedTuple):
    """What stands behind a piece of a track: how many in all, and the first of them in the order of time."""

    n: int
    items: list[Item]


class Track(ABC):
    """One track within a scope. Subclasses stand in `tracks/` and are registered with `@track_kind`."""

    heading: ClassVar[str]
    """The part of the list of tracks that the kind stands in."""
    is_count: ClassVar[bool] = False
    """Whether the sum over bins means something."""

    title: str
    detail: str = ""
    unit: str = ""

    def __init__(self, scope: Scope, key: str, measure: str = "") -> None:
        self.scope, self.key, self.measure = scope, key, measure

    @classmethod
    @abstractmethod
    def choices(cls, scope: Scope, search: str) -> list[Choice]:
        """Tracks of this kind, at most `MOST_CHOICES`, the likeliest first."""

    @classmethod
    @abstractmethod
    def open(cls, scope: Scope, spec: TrackSpec) -> Track:
        """The track a spec of this kind names. Raises `track_gone()` when it is not there, or not within the scope."""

    @abstractmethod
    def extent(self) -> Span | None:
        """From the first to behind the last of its data; None: there is none."""

    @abstractmethod
    def draw(self, frame: Frame) -> Drawn:
        """What is drawn of a span; bars follow its grid."""

    @abstractmethod
    def bins(self, grid: Grid) -> FloatArray:
        """A value for each bin, NaN where nothing is known: what is compared, grouped and written to files."""

    @abstractmethod
    def behind(self, span: Span, limit: int) -> Behind:
        """The calls, pictures, readings, rows or events of a piece of time."""


KINDS: dict[str, type[Track]] = {}
"""Every kind of track, in the order in which they are offered."""

Kind = TypeVar("Kind", bound=type[Track])


def track_kind(name: str) -> Callable[[Kind], Kind]:
    """Register a class of tracks under the name that specs use."""

    def add(kind: Kind) -> Kind:
        KINDS[name] = kind
        return kind

    return add


def track_gone() -> AppError:
    """The track of a spec is not there (any more), or lies outside the scope."""
    return AppError(404, "track-gone", "There is no such track here, or it was removed.")


def open_track(scope: Scope, spec: TrackSpec) -> Track:
    """The track of a spec. Raises AppError 422 for an unknown kind, 404 `track-gone`."""
    kind = KINDS.get(spec.kind)
    if kind is None:
        raise invalid("/tracks", f"expected a kind of {', '.join(KINDS)}, found {spec.kind}")
    return kind.open(scope, spec)


def matching(rows: Sequence[Any], search: str, text_of: Callable[[Any], str]) -> list[Any]:
    """Rows whose text holds every word of a search, upper and lower case alike, at most `MOST_CHOICES`."""
    words = search.casefold().split()
    found = (row for row in rows if all(word in text_of(row).casefold() for word in words))
    return [row for row, _ in zip(found, range(MOST_CHOICES), strict=False)]
