"""AOEF written: an annotation set that soundevent and whombat open."""

import json
import tempfile
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import IO
from uuid import UUID, uuid5

from processing.audio.formats.exports import CHUNK_BYTES, ExportOptions, export_format, gather
from processing.audio.formats.rows import CallRow, RecordingRef

AOEF_VERSION = "1.1.0"
"""The version soundevent 2 reads; it refuses every other."""

_NAMESPACE = UUID("6f0d7a52-6a0e-5c0b-9a53-0f6c1d1e8a11")
"""Root of the identifiers made here: the same call gets the same one in every export."""


@export_format("aoef", title="Annotation set (soundevent AOEF)", suffix=".json", media_type="application/json")
def write_aoef(rows: Iterable[CallRow], options: ExportOptions) -> Iterator[bytes]:  # noqa: ARG001 - registry
    """Write recordings, one clip for each, and a sound event with its annotation for each call.

    The human label is a tag `label`, the species `dwc:scientificName`, a model's guess `predicted` with the
    features `confidence` and `probability:<class>`. The annotations wait in a temporary file while the
    sound events are written, so that memory does not grow with the calls.
    """
    with tempfile.TemporaryFile("w+", encoding="utf-8") as waiting:
        tags, recordings = _Tags(), _Recordings()
        yield from gather(_sound_events(rows, waiting, tags, recordings))
        yield b'], "sound_event_annotations": ['
        waiting.seek(0)
        while part := waiting.read(CHUNK_BYTES):
            yield part.encode()
        yield from gather(_rest(tags, recordings))


class _Tags:
    """Tags by key and value, numbered in the order they came."""

    def __init__(self) -> None:
        self._ids: dict[tuple[str, str], int] = {}

    def ids_of(self, row: CallRow) -> list[int]:
        named = (("label", row.label), ("dwc:scientificName", row.species), ("predicted", row.predicted))
        return [self._ids.setdefault((key, value), len(self._ids)) for key, value in named if value]

    def objects(self) -> list[dict[str, object]]:
        return [{"id": number, "key": key, "value": value} for (key, value), number in self._ids.items()]


class _Recordings:
    """Recordings with their calls' annotations."""

    def __init__(self) -> None:
        self._recordings: dict[str, tuple[RecordingRef, list[str]]] = {}

    def add(self, recording: RecordingRef, annotation: str) -> None:
        self._recordings.setdefault(recording.id, (recording, []))[1].append(annotation)

    def objects(self) -> list[tuple[RecordingRef, list[str]]]:
        return list(self._recordings.values())


def _sound_events(rows: Iterable[CallRow], waiting: IO[str], tags: _Tags, recordings: _Recordings) -> Iterator[str]:
    """The document up to the last sound event; annotations go to `waiting`."""
    set_id = _identifier("annotation-set", "")
    yield f'{{"version": "{AOEF_VERSION}", "data": {{"uuid": "{set_id}", "collection_type": "annotation_set", '
    yield '"sound_events": ['
    separator = ""
    for row in rows:
        event = _identifier("segment", f"{row.recording.id}/{row.segment_id}")
        annotation = _identifier("annotation", event)
        recordings.add(row.recording, annotation)
        waiting.write(separator + _dump(_annotation(row, annotation, event, tags)))
        yield separator + _dump(_sound_event(row, event))
        separator = ",\n"


def _rest(tags: _Tags, recordings: _Recordings) -> Iterator[str]:
    yield '], "clip_annotations": ' + _dump(
        [
            {
                "uuid": _identifier("clip-annotation", recording.id),
                "clip": _identifier("clip", recording.id),
                "sound_events": annotations,
            }
            for recording, annotations in recordings.objects()
        ]
    )
    known = [recording for recording, _ in recordings.objects()]
    yield ', "clips": ' + _dump([_clip(recording) for recording in known])
    yield ', "recordings": ' + _dump([_recording(recording) for recording in known])
    yield ', "tags": ' + _dump(tags.objects()) + "}}\n"


def _sound_event(row: CallRow, event: str) -> dict[str, object]:
    features = {"confidence": row.confidence, "score": row.score}
    features |= {f"probability:{label}": value for label, value in row.probabilities.items()}
    return {
        "uuid": event,
        "recording": _recording_id(row.recording),
        "geometry": _geometry(row),
        "features": {name: value for name, value in features.items() if value is not None},
    }


def _geometry(row: CallRow) -> dict[str, object]:
    onset, offset = round(row.onset_s, 6), round(row.offset_s, 6)
    if row.low_hz is None and row.high_hz is None:
        return {"type": "TimeInterval", "coordinates": [onset, offset]}
    low = 0.0 if row.low_hz is None else row.low_hz
    high = row.recording.sr / 2 if row.high_hz is None else row.high_hz
    return {"type": "BoundingBox", "coordinates": [onset, low, offset, high]}


def _annotation(row: CallRow, annotation: str, event: str, tags: _Tags) -> dict[str, object]:
    made: dict[str, object] = {"uuid": annotation, "sound_event": event, "tags": tags.ids_of(row)}
    if row.labelled_at is not None:
        made["created_on"] = row.labelled_at.isoformat()
    return made


def _clip(recording: RecordingRef) -> dict[str, object]:
    return {
        "uuid": _identifier("clip", recording.id),
        "recording": _recording_id(recording),
        "start_time": 0.0,
        "end_time": recording.duration_s,
    }


def _recording(recording: RecordingRef) -> dict[str, object]:
    made: dict[str, object] = {
        "uuid": _recording_id(recording),
        "path": recording.name,
        "duration": recording.duration_s,
        "channels": recording.n_channels,
        "samplerate": recording.sr,
        "time_expansion": recording.time_expansion,
        "latitude": recording.latitude,
        "longitude": recording.longitude,
        **_moment(recording.recorded_at),
    }
    return {name: value for name, value in made.items() if value is not None}


def _moment(recorded_at: datetime | None) -> dict[str, object]:
    """Date and time as the format has them: apart, and by the local clock."""
    if recorded_at is None:
        return {}
    return {"date": recorded_at.date().isoformat(), "time": recorded_at.time().isoformat()}


def _recording_id(recording: RecordingRef) -> str:
    """The recording's own identifier if it is a UUID, else one made of it."""
    try:
        return str(UUID(recording.id))
    except ValueError:
        return _identifier("recording", recording.id)


def _identifier(kind: str, name: str) -> str:
    return str(uuid5(_NAMESPACE, f"{kind}:{name}"))


def _dump(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)
