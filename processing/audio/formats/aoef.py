"""Acoustic Objects Exchange Format (soundevent 2, AOEF 1.1.0) read: sound events with their tags."""

from collections.abc import Iterable, Iterator
from pathlib import Path, PurePosixPath
from typing import Any, NamedTuple

from processing.audio.formats.imports import ImportOptions, SegmentImport, import_format
from processing.audio.formats.json_calls import load_json
from processing.audio.intervals import Interval
from processing.errors import TableError

LABEL_KEYS = (
    "label", "call_type", "calltype", "event", "class", "soundevent:call_type", "species",
    "dwc:scientificName", "scientific_name",
)  # fmt: skip
"""Keys of the tags that name a sound event, the most telling first; failing these, the first tag counts."""

MODEL_KEYS = ("predicted",)
"""Keys of tags that hold a model's guess, which is no label."""

_MAX_POINTS = 100_000
"""Most vertices of one geometry looked at."""


class _Naming(NamedTuple):
    label: str | None
    score: float | None


@import_format("aoef")
def read_aoef(path: Path, options: ImportOptions) -> SegmentImport:
    """Read the sound events of any AOEF collection; of outlines, the box around them.

    Times are real seconds, as the format has them. Sound events without extent in time (time stamps and
    points) are refused row by row; `row` counts the sound events. Raises TableError: not-a-table, too-large.
    """
    document = load_json(path)
    data = document.get("data") if isinstance(document, dict) else None
    if not isinstance(data, dict) or "collection_type" not in data:
        raise TableError("not-a-table", "expected an AOEF document with data and collection_type")
    tags = {tag.get("id"): tag for tag in _objects(data, "tags")}
    names = {str(recording.get("uuid")): recording.get("path") for recording in _objects(data, "recordings")}
    namings = _namings(data, tags)
    found = SegmentImport("aoef")
    for number, event in enumerate(_objects(data, "sound_events"), start=1):
        try:
            box = _bounds(event.get("geometry"))
        except ValueError as error:
            found.refuse(number, "no-extent", str(error))
            continue
        naming = namings.get(str(event.get("uuid")), _Naming(None, None))
        interval = Interval(*box, score=naming.score, label=naming.label)
        found.accept(number, interval, options, _file_name(names.get(str(event.get("recording")))))
    return found


def _objects(data: dict[str, Any], name: str) -> Iterator[dict[str, Any]]:
    listed = data.get(name) or []
    if not isinstance(listed, list):
        raise TableError("not-a-table", f"expected a list under {name!r}")
    return (item for item in listed if isinstance(item, dict))


def _namings(data: dict[str, Any], tags: dict[object, dict[str, Any]]) -> dict[str, _Naming]:
    """Label and score by sound event; what a person annotated counts before what a model predicted."""
    namings: dict[str, _Naming] = {}
    for prediction in _objects(data, "sound_event_predictions"):
        scored = [pair for pair in prediction.get("tags") or [] if isinstance(pair, list) and len(pair) == 2]
        best = max(scored, key=lambda pair: _float_or_zero(pair[1]), default=(None, None))
        label = _label([best[0]], tags)
        namings[str(prediction.get("sound_event"))] = _Naming(label, _float_or_zero(prediction.get("score")))
    for annotation in _objects(data, "sound_event_annotations"):
        label = _label(annotation.get("tags") or [], tags)
        key = str(annotation.get("sound_event"))
        namings[key] = _Naming(label, namings[key].score if key in namings else None)
    return namings


def _label(tag_ids: Iterable[object], tags: dict[object, dict[str, Any]]) -> str | None:
    chosen = [tags[tag_id] for tag_id in tag_ids if isinstance(tag_id, int) and tag_id in tags]
    by_key = {str(tag.get("key") or tag.get("term")): str(tag.get("value")) for tag in reversed(chosen)}
    for key in LABEL_KEYS:
        if key in by_key:
            return by_key[key]
    others = [value for key, value in reversed(by_key.items()) if key not in MODEL_KEYS]
    return others[0] if others else None


def _bounds(geometry: object) -> tuple[float, float, float | None, float | None]:
    """Onset, offset, low and high of a geometry; raises ValueError for one without extent in time."""
    if not isinstance(geometry, dict):
        raise ValueError("expected a geometry")
    kind, coordinates = geometry.get("type"), geometry.get("coordinates")
    if kind == "TimeInterval":
        onset, offset = _numbers(coordinates, 2)
        return onset, offset, None, None
    if kind == "BoundingBox":
        onset, low, offset, high = _numbers(coordinates, 4)
        return onset, offset, low, high
    if kind in ("TimeStamp", "Point", "MultiPoint"):
        raise ValueError(f"expected an extent in time, found a {kind}")
    points = list(_points(coordinates))
    if not points:
        raise ValueError(f"expected coordinates of a {str(kind)[:40]}")
    times, frequencies = zip(*points, strict=True)
    return min(times), max(times), min(frequencies), max(frequencies)


def _points(coordinates: object) -> Iterator[tuple[float, float]]:
    """The (time, frequency) pairs at the bottom of nested lists, without recursion."""
    waiting, n_seen = [coordinates], 0
    while waiting:
        item = waiting.pop()
        n_seen += 1
        if not isinstance(item, list) or n_seen > _MAX_POINTS:
            raise ValueError("expected lists of coordinates")
        if item and not isinstance(item[0], list):
            time, frequency = _numbers(item, 2)
            yield time, frequency
        else:
            waiting.extend(item)


def _numbers(values: object, n: int) -> list[float]:
    if not isinstance(values, list) or len(values) != n:
        raise ValueError(f"expected {n} coordinates, found {str(values)[:60]}")
    if any(isinstance(value, bool) or not isinstance(value, int | float) for value in values):
        raise ValueError(f"expected numbers, found {str(values)[:60]}")
    try:
        return [float(value) for value in values]
    except OverflowError as error:
        raise ValueError("expected numbers a float can hold") from error


def _float_or_zero(value: object) -> float:
    return float(value) if isinstance(value, float) or (isinstance(value, int) and abs(value) < 1e300) else 0.0


def _file_name(path: object) -> str | None:
    return PurePosixPath(path.replace("\\", "/")).name if isinstance(path, str) else None
