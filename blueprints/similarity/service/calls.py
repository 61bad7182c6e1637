"""Calls as this area reads them: segments of current segmentations with what is needed to hear them."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Select, and_, select

from blueprints.recordings.models import Recording, Segment, Segmentation
from core.db import db
from core.storage import Storage
from processing.audio.intervals import Interval

CHUNK = 5000
"""Numbers of one statement, below every database's limit of parameters."""


class HeardCall(NamedTuple):
    """A call and where its sound is."""

    id: int
    onset_s: float
    offset_s: float
    recording_id: UUID
    sha256: str
    time_expansion: float
    sr_hz: int
    channel: int | None

    @property
    def interval(self) -> Interval:
        return Interval(self.onset_s, self.offset_s)

    @property
    def sound(self) -> tuple[str, float, int, int]:
        """What calls that are read together have in common."""
        return self.sha256, self.time_expansion, self.channel or 0, self.sr_hz


def current_calls() -> Select[Any]:
    """Numbers of calls that results count: of current segmentations, not rejected."""
    return (
        select(Segment.id)
        .join(Segmentation, and_(Segmentation.id == Segment.segmentation_id, Segmentation.is_current))
        .join(Recording, Recording.id == Segmentation.recording_id)
        .where(Segment.is_rejected.is_(False))
    )


def read(rows: Select[Any]) -> list[HeardCall]:
    """The calls of a select over segment, segmentation and recording, recording by recording."""
    columns: Sequence[Any] = (
        Segment.id,
        Segment.onset_s,
        Segment.offset_s,
        Recording.id,
        Recording.blob_sha256,
        Recording.time_expansion,
        Recording.sr_hz,
        Segmentation.channel,
    )
    ordered = rows.with_only_columns(*columns, maintain_column_froms=True).order_by(
        Recording.timeline_at, Recording.id, Segment.onset_s, Segment.id
    )
    return [HeardCall(*row) for row in db.session.execute(ordered)]


def by_sound(calls: Iterable[HeardCall]) -> dict[tuple[str, float, int, int], list[HeardCall]]:
    """Calls of each file and channel together, in the order in which they came."""
    found: dict[tuple[str, float, int, int], list[HeardCall]] = {}
    for call in calls:
        found.setdefault(call.sound, []).append(call)
    return found


def measure(
    calls: Sequence[HeardCall], feature_set: str, *, place: Storage, band_hz: tuple[float, float] | None = None
) -> Any:
    """The feature table of calls of one file and channel (`HeardCall.sound`); needs no database."""
    # Measuring brings SciPy's transforms, which the web process does not load before someone asks for them.
    from processing.audio.decode import open_audio  # noqa: PLC0415
    from processing.audio.features import extract  # noqa: PLC0415

    sha256, time_expansion, channel, _ = calls[0].sound
    with place.open_local(sha256) as path, open_audio(path, time_expansion=time_expansion) as audio:
        intervals = [call.interval for call in calls]
        return extract(audio, None, intervals, feature_set=feature_set, channel=channel, band_hz=band_hz)


def chunks(numbers: Sequence[Any]) -> Iterator[Sequence[Any]]:
    """Pieces of a list that fit into one statement."""
    for first in range(0, len(numbers), CHUNK):
        yield numbers[first : first + CHUNK]
