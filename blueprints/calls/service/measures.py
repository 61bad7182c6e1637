"""Measures of stored calls, taken once and kept: a model that learns again and again does not measure anew."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple
from uuid import UUID

import numpy as np
from sqlalchemy import select

from blueprints.recordings.models import Recording, Segment, Segmentation
from core.cache_files import cache_path, make_cached
from core.db import db
from core.storage import storage
from processing.arrays import FloatArray
from processing.audio.decode import open_audio
from processing.audio.features import FEATURE_SETS, FeatureTable, common_band, extract
from processing.audio.features.table import join_tables
from processing.audio.intervals import Interval

CHUNK = 2000
"""Segments of one statement, below every database's limit of parameters."""


CUT_AT_ONCE = 20
"""Calls whose samples are in memory at once."""

LONGEST_CUT = 1 << 20
"""Samples of a call that are taken; 4 s at 250 kHz."""


class Sound(NamedTuple):
    """Where calls are cut from."""

    recording_id: UUID
    sha256: str
    time_expansion: float
    channel: int
    sr_hz: int


class StoredCall(NamedTuple):
    """A segment with what people say of it, and where it is heard."""

    segment_id: int
    segmentation_id: UUID
    sound: Sound
    onset_s: float
    offset_s: float
    label: str | None
    is_rejected: bool


def read_calls(segment_ids: Sequence[int]) -> list[StoredCall]:
    """These segments as they are now, in the order given; those that are gone are left out."""
    found: dict[int, StoredCall] = {}
    for first in range(0, len(segment_ids), CHUNK):
        rows = db.session.execute(
            select(Segment, Segmentation.channel, Recording)
            .join(Segmentation, Segmentation.id == Segment.segmentation_id)
            .join(Recording, Recording.id == Segmentation.recording_id)
            .where(Segment.id.in_(segment_ids[first : first + CHUNK]))
        )
        for segment, channel, recording in rows:
            sound = Sound(
                recording.id,
                recording.blob_sha256,
                recording.time_expansion,
                channel or 0,
                int(recording.sr_hz or 0),
            )
            found[segment.id] = StoredCall(
                segment.id,
                segment.segmentation_id,
                sound,
                segment.onset_s,
                segment.offset_s,
                segment.label,
                segment.is_rejected,
            )
    return [found[number] for number in segment_ids if number in found]


def measure(
    calls: Sequence[StoredCall], *, feature_set: str = "rich", on_recording: Callable[[int, int], None] | None = None
) -> FeatureTable:
    """One table with a row for each call, in one band; recordings measured before are read from the cache.

    on_recording : told before each recording how many are done, and how many there are.
    Raises SignalError for a file that cannot be measured, StorageError for one that cannot be had.
    """
    places: dict[Sound, list[int]] = defaultdict(list)
    for place, call in enumerate(calls):
        places[call.sound].append(place)
    band_hz = common_band({sound.sr_hz for sound in places})
    tables = []
    for number, (sound, here) in enumerate(places.items()):
        if on_recording is not None:
            on_recording(number, len(places))
        tables.append(_of_recording(sound, [calls[place] for place in here], feature_set, band_hz))
    order = np.argsort(np.array([place for here in places.values() for place in here], dtype=np.int64))
    return join_tables(tables).rows(order)


def sounds_of(calls: Sequence[StoredCall], places: Iterable[int]) -> Iterator[tuple[int, dict[int, FloatArray]]]:
    """The samples of some calls by their place, a few at a time, each lot with its sampling rate."""
    by_sound: dict[Sound, list[int]] = defaultdict(list)
    for place in places:
        by_sound[calls[place].sound].append(place)
    for sound, here in by_sound.items():
        with (
            storage().open_local(sound.sha256) as path,
            open_audio(path, time_expansion=sound.time_expansion) as audio,
        ):
            for first in range(0, len(here), CUT_AT_ONCE):
                lot = {}
                for place in here[first : first + CUT_AT_ONCE]:
                    start, stop = (round(s * audio.info.sr) for s in (calls[place].onset_s, calls[place].offset_s))
                    lot[place] = audio.read(start, min(stop - start, LONGEST_CUT), channel=sound.channel)
                yield audio.info.sr, lot


def _of_recording(
    sound: Sound, calls: Iterable[StoredCall], feature_set: str, band_hz: tuple[float, float]
) -> FeatureTable:
    chosen = FEATURE_SETS[feature_set]
    intervals = [Interval(call.onset_s, call.offset_s) for call in calls]
    made_of = {
        "feature_set": feature_set,
        "time_expansion": sound.time_expansion,
        "channel": sound.channel,
        "band_hz": band_hz,
        "intervals": [(one.onset_s, one.offset_s) for one in intervals],
    }

    def make(draft: Path) -> None:
        with (
            storage().open_local(sound.sha256) as path,
            open_audio(path, time_expansion=sound.time_expansion) as audio,
        ):
            table = extract(audio, None, intervals, feature_set=feature_set, channel=sound.channel, band_hz=band_hz)
        with draft.open("wb") as file:
            np.savez(file, values=table.values, is_measurable=table.is_measurable)

    path = make_cached(cache_path("features", sound.sha256, made_of, chosen.code_version, ".npz"), make)
    with np.load(path, allow_pickle=False) as kept:
        values, is_measurable = kept["values"], kept["is_measurable"]
    return FeatureTable(feature_set, chosen.code_version, chosen.measures, values, is_measurable, band_hz)
