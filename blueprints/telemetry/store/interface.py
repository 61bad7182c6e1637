"""What code above the readings store sees; which server lies below is not seen."""

from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple, Protocol

from sqlalchemy import Connection, Engine

if TYPE_CHECKING:
    from processing.telemetry.buckets import Buckets, Series


class Row(NamedTuple):
    """One reading on its way into the store."""

    channel_id: int
    at_us: int
    """Feed time, microseconds since 1970 UTC."""
    value: float | None
    text: str | None
    """The value of a channel of texts, None for numbers."""
    received_us: int


class Reading(NamedTuple):
    """One stored reading."""

    channel_id: int
    at_us: int
    value: float | None
    text: str | None


class Latest(NamedTuple):
    """The newest reading of a channel by feed time."""

    at_us: int
    value: float | None
    text: str | None
    received_us: int


class Group(NamedTuple):
    """Rows that are stored under one policy."""

    rows: Sequence[Row]
    keep_last: bool = False
    """Whether a different value for a time that is there already replaces it."""


class Counts(NamedTuple):
    """What became of a group."""

    n_stored: int
    """New readings, and those that replaced a different value."""
    n_duplicates: int


class Cursor(NamedTuple):
    """How far a spool has been stored."""

    spool: str
    segment: int
    offset: int


class Tier(StrEnum):
    """The roll-ups."""

    MINUTES = "minutes"
    TEN_MINUTES = "ten_minutes"
    HOURS = "hours"


class Store(Protocol):
    """Exactly-once storage of readings by (channel, time), and every way of reading them back."""

    engine: Engine
    prefix: str
    """In front of every table's name."""

    def prepare(self) -> None:
        """Create what is missing in the database."""

    def days(self, connection: Connection) -> list[int]:
        """Days since 1970 of which there may be readings, where the database keeps each day by itself."""

    def make_days(self, days: Iterable[int]) -> None:
        """Prepare for readings of these days."""

    def write(self, groups: Sequence[Group], cursors: Sequence[Cursor] = ()) -> list[Counts]:
        """Store groups and the cursors of the spools they came from in one transaction, durable on return."""

    def append(self, rows: Sequence[Row], *, keep_last: bool = False) -> Counts:
        """Store one group."""

    def cursor(self, spool: str) -> Cursor | None:
        """How far this spool was stored; None: never."""

    def forget_cursor(self, spool: str) -> None:
        """Forget a spool that is no more."""

    def latest(self, channel_ids: Sequence[int] | None = None) -> dict[int, Latest]:
        """The newest readings of these channels, of all when None."""

    def rows(
        self,
        channel_ids: Sequence[int],
        start_us: int,
        end_us: int,
        *,
        after: tuple[int, int] | None = None,
        limit: int | None = None,
    ) -> list[Reading]:
        """Readings with start ≤ time < end, ordered by (time, channel); `after` goes on behind such a pair."""

    def stream(self, channel_ids: Sequence[int], start_us: int, end_us: int) -> Iterator[list[Reading]]:
        """The same in pages, however many there are."""

    def held_before(self, channel_ids: Sequence[int], at_us: int) -> dict[int, Reading]:
        """The last reading of each channel before a time: the value a channel holds that reports on change."""

    def series(self, channel_id: int, start_us: int, end_us: int) -> "Series":
        """Numbers of one channel with start ≤ time < end, as arrays."""

    def buckets(self, channel_id: int, start_us: int, end_us: int, width_us: int) -> "Buckets":
        """Exact summaries by steps of `width_us`, aligned to 1970, of every step that touches the span."""

    def extent(self, channel_id: int) -> tuple[int, int] | None:
        """First and last feed time, the first to the hour's first reading; None: no readings."""

    def roll_up(self, *, limit: int = 5000) -> int:
        """Bring roll-ups up to date where readings came since; returns how many hours were worked on."""

    def retain(self, keep_from_us: dict[int, int]) -> int:
        """Drop raw readings of each channel before its time; roll-ups stay. Returns how many went."""

    def remove(self, channel_ids: Sequence[int]) -> None:
        """Drop everything of these channels."""

    def clear(self) -> None:
        """Drop everything."""
