"""Calls measured out of recordings: named segments, or intervals that a table names."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

import numpy as np
from sqlalchemy import select

from blueprints.calls.jobs.material import Material
from blueprints.calls.models import Classifier, TrainingSet
from blueprints.calls.service.measures import CUT_AT_ONCE, LONGEST_CUT, Sound
from blueprints.calls.service.selections import kept_with
from blueprints.calls.service.training_sets import find_recordings
from blueprints.recordings.models import Recording, Segment, Segmentation
from core.db import db
from core.jobs.context import JobContext
from core.storage import storage
from ml.calls.changes import Changes
from processing.arrays import FloatArray
from processing.audio.decode import Audio, open_audio
from processing.audio.features import extract
from processing.audio.features.table import common_band, join_tables
from processing.audio.intervals import Interval
from processing.audio.label_tables import read_label_table
from processing.errors import ModelError

CHUNK = 2000
"""Segments of one statement, below every database's limit of parameters."""


class _Call(NamedTuple):
    """One named interval; its group is the recording unless something says otherwise."""

    interval: Interval
    label: str
    group: str
    is_held_out: bool = False


def measure_segments(ctx: JobContext, row: Classifier, *, feature_set: str) -> Material:
    """Measure the segments that were chosen for a classifier, with the names they have now."""
    learned, held = kept_with(row)
    calls: dict[Sound, list[_Call]] = defaultdict(list)
    for ids, is_held_out in ((learned, False), (held, True)):
        for sound, call in _named(ids, is_held_out=is_held_out):
            calls[sound].append(call)
    if not calls:
        raise ModelError("too-few-calls", "expected segments that people labelled, found none")
    return _measure(ctx, calls, feature_set, [])


def measure_table(ctx: JobContext, training_set: TrainingSet, *, feature_set: str) -> Material:
    """Measure the intervals that a stored table names in the recordings of its project."""
    with storage().open_local(training_set.blob_sha256) as path:
        table = read_label_table(path, needs_times=True)
    known, refused = find_recordings(training_set.project_id, {row.file for row in table.rows})
    calls: dict[Sound, list[_Call]] = defaultdict(list)
    for row in table.rows:
        recording = known.get(row.file)
        if recording is None or row.interval is None:
            continue
        if row.interval.onset_s >= recording.duration_s:
            refused.append({"member": f"line {row.line}", "reason": "it begins after the recording ends"})
            continue
        calls[_sound(recording, None)].append(_Call(row.interval, row.label, row.group or str(recording.id)))
    if not calls:
        raise ModelError("too-few-calls", "expected labelled intervals of the project's recordings, found none")
    return _measure(ctx, calls, feature_set, refused)


def _named(ids: Sequence[int], *, is_held_out: bool) -> Iterator[tuple[Sound, _Call]]:
    for first in range(0, len(ids), CHUNK):
        rows = (
            select(Segment, Recording, Segmentation.channel)
            .join(Segmentation, Segmentation.id == Segment.segmentation_id)
            .join(Recording, Recording.id == Segmentation.recording_id)
            .where(Segment.id.in_(ids[first : first + CHUNK]))
            .where(Segment.label.is_not(None), Segment.is_rejected.is_(False))
            .order_by(Recording.timeline_at, Recording.id, Segment.onset_s, Segment.id)
        )
        for segment, recording, channel in db.session.execute(rows):
            interval = Interval(segment.onset_s, segment.offset_s)
            call = _Call(interval, segment.label or "", str(recording.id), is_held_out)
            yield _sound(recording, channel), call


def _sound(recording: Recording, channel: int | None) -> Sound:
    return Sound(
        recording.id, recording.blob_sha256, recording.time_expansion, channel or 0, int(recording.sr_hz or 0)
    )


def _measure(
    ctx: JobContext, calls: dict[Sound, list[_Call]], feature_set: str, refused: list[dict[str, str]]
) -> Material:
    """One table of all calls in one band; the database is let go of before the first is measured."""
    ctx.commit()
    band_hz = common_band({sound.sr_hz for sound in calls})
    tables = []
    changes = Changes(sum(len(here) for here in calls.values()), feature_set, band_hz)
    n_before = 0
    for number, (sound, here) in enumerate(calls.items()):
        ctx.report(number, 2 * len(calls), "Measuring calls", unit="recordings")
        intervals = [call.interval for call in here]
        wanted = [row for row in range(n_before, n_before + len(here)) if changes.wants(row)]
        with (
            storage().open_local(sound.sha256) as path,
            open_audio(path, time_expansion=sound.time_expansion) as audio,
        ):
            tables.append(
                extract(audio, None, intervals, feature_set=feature_set, channel=sound.channel, band_hz=band_hz)
            )
            for first in range(0, len(wanted), CUT_AT_ONCE):
                some = wanted[first : first + CUT_AT_ONCE]
                changes.add({row: _cut(audio, here[row - n_before], sound.channel) for row in some}, audio.info.sr)
        n_before += len(here)
    ordered = list(_flat(calls.values()))
    held = np.array([call.is_held_out for call in ordered], dtype=np.bool_)
    return Material(
        join_tables(tables),
        [call.label for call in ordered],
        [call.group for call in ordered],
        refused,
        held if held.any() else None,
        changes.found(),
    )


def _cut(audio: Audio, call: _Call, channel: int) -> FloatArray:
    start, stop = (round(moment * audio.info.sr) for moment in (call.interval.onset_s, call.interval.offset_s))
    return audio.read(start, min(stop - start, LONGEST_CUT), channel=channel)


def _flat(lists: Iterable[list[_Call]]) -> Iterator[_Call]:
    for calls in lists:
        yield from calls
