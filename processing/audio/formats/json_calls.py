"""Our own JSON of calls: everything a row holds, for scripts and for another station."""

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from processing.audio.formats.exports import ExportOptions, export_format, gather
from processing.audio.formats.imports import MAX_FILE_BYTES, ImportOptions, SegmentImport, import_format
from processing.audio.formats.rows import CallRow, RecordingRef
from processing.audio.intervals import Interval
from processing.errors import TableError

FORMAT_NAME = "fieldstation-calls"
FORMAT_VERSION = 1
"""What the first two fields of the file say; a reader refuses other versions."""


@export_format("json", title="Calls (JSON)", suffix=".json", media_type="application/json")
def write_json(rows: Iterable[CallRow], options: ExportOptions) -> Iterator[bytes]:  # noqa: ARG001 - registry
    """Write every field of every call, one call a line."""
    return gather(_lines(rows))


@import_format("json")
def read_json(path: Path, options: ImportOptions) -> SegmentImport:
    """Read calls that `write_json` wrote; raises TableError: not-a-table, too-large, unknown-version."""
    document = load_json(path)
    if not isinstance(document, dict) or document.get("format") != FORMAT_NAME:
        raise TableError("not-a-table", f"expected JSON with format {FORMAT_NAME!r}")
    if document.get("version") != FORMAT_VERSION:
        raise TableError("unknown-version", f"expected version {FORMAT_VERSION}, found {document.get('version')!r}")
    calls = document.get("calls")
    if not isinstance(calls, list):
        raise TableError("not-a-table", "expected a list under 'calls'")
    found = SegmentImport("json")
    for number, call in enumerate(calls, start=1):
        _read_call(found, number, call, options)
    return found


def load_json(path: Path) -> Any:
    """The document in a JSON file; raises TableError: not-a-table, too-large."""
    size = path.stat().st_size
    if size > MAX_FILE_BYTES:
        raise TableError("too-large", f"expected at most {MAX_FILE_BYTES:,} bytes, found {size:,}")
    try:
        return json.loads(path.read_bytes())
    except (ValueError, RecursionError) as error:
        raise TableError("not-a-table", f"expected JSON: {error}") from error


def number_or_none(value: object) -> float | None:
    """A number from a document, None for null; raises ValueError for anything else."""
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueError(f"expected a number, found {str(value)[:40]!r}")
    return float(value)


def _read_call(found: SegmentImport, number: int, call: object, options: ImportOptions) -> None:
    if not isinstance(call, dict):
        found.refuse(number, "not-a-call", "expected an object")
        return
    try:
        onset, offset, low, high, score = (
            number_or_none(call.get(name)) for name in ("onset_s", "offset_s", "low_hz", "high_hz", "score")
        )
    except (ValueError, OverflowError) as error:
        found.refuse(number, "not-a-number", str(error))
        return
    if onset is None or offset is None:
        found.refuse(number, "no-times", "expected onset_s and offset_s")
        return
    recording, label = call.get("recording"), call.get("label")
    name = recording.get("name") if isinstance(recording, dict) else None
    interval = Interval(onset, offset, low, high, score, label if isinstance(label, str) else None)
    found.accept(number, interval, options, name if isinstance(name, str) else None)


def _lines(rows: Iterable[CallRow]) -> Iterator[str]:
    yield f'{{"format": "{FORMAT_NAME}", "version": {FORMAT_VERSION}, "calls": ['
    separator = "\n"
    for row in rows:
        yield separator + json.dumps(_call(row), ensure_ascii=False, allow_nan=False)
        separator = ",\n"
    yield "\n]}\n"


def _call(row: CallRow) -> dict[str, object]:
    started_at = row.started_at()
    return {
        "recording": _recording(row.recording),
        "segment_id": row.segment_id,
        "started_at": started_at.isoformat() if started_at else None,
        "onset_s": round(row.onset_s, 6),
        "offset_s": round(row.offset_s, 6),
        "low_hz": row.low_hz,
        "high_hz": row.high_hz,
        "channel": row.channel,
        "score": row.score,
        "segmentation": row.segmentation,
        "species": row.species,
        "label": row.label,
        "annotator": row.annotator,
        "labelled_at": row.labelled_at.isoformat() if row.labelled_at else None,
        "note": row.note,
        "predicted": row.predicted,
        "confidence": row.confidence,
        "probabilities": dict(row.probabilities),
        "classifier": row.classifier,
    }


def _recording(recording: RecordingRef) -> dict[str, object]:
    return {
        "id": recording.id,
        "name": recording.name,
        "duration_s": recording.duration_s,
        "sr_hz": recording.sr,
        "recorded_at": recording.recorded_at.isoformat() if recording.recorded_at else None,
        "project": recording.project,
        "site": recording.site,
    }
