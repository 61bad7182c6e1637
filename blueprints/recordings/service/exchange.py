"""Segments from and to other programs, and how one set compares with another."""

import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any, Literal, NamedTuple
from uuid import UUID

from flask_openapi3.models.file import FileStorage
from sqlalchemy import select

from blueprints.projects.models import Project, Site
from blueprints.recordings.models import Recording, Segment, Segmentation, SegmentationOrigin
from blueprints.recordings.service import segmentations
from blueprints.recordings.service.annotators import last_words
from blueprints.recordings.service.segmentations import intervals_of
from core.access import Principal
from core.clock import new_id
from core.db import db
from core.errors import AppError, invalid
from core.security import run_off_loop
from processing.audio.intervals import Interval

MAX_IMPORT_BYTES = 64 << 20
"""Largest file of segments taken in one request; a million rows of a Raven table have about 60 MB."""

ROWS_AT_ONCE = 2000


class Draft(NamedTuple):
    """A file of segments on disk, not yet held against a recording."""

    content: bytes
    file_name: str
    format: str
    time_unit: Literal["s", "ms"] = "s"
    """Unit of its times, where it does not say so itself."""


class Imported(NamedTuple):
    """What came of a file of segments."""

    format: str
    intervals: list[Interval]
    findings: list[dict[str, Any]]
    counts: dict[str, int]


def read_file(file: FileStorage, format_name: str, time_unit: Literal["s", "ms"] = "s") -> Draft:
    """Take the file out of the request. Raises AppError 422 for an unknown format, 413 for a large file."""
    from processing.audio.formats import IMPORT_FORMATS  # noqa: PLC0415 (the Excel reader is slow to load)

    if format_name != "auto" and format_name not in IMPORT_FORMATS:
        known = ", ".join(["auto", *sorted(IMPORT_FORMATS)])
        raise invalid("/format", f"expected one of {known}, found {format_name}", "unknown-format")
    content = file.stream.read(MAX_IMPORT_BYTES + 1)
    if len(content) > MAX_IMPORT_BYTES:
        raise AppError(413, "too-large", f"A file of segments may have at most {MAX_IMPORT_BYTES >> 20} MB.")
    return Draft(content, file.filename or "segments", format_name, time_unit)


def interpret(draft: Draft, recording: Recording) -> Imported:
    """Read the segments of one recording, off the event loop. Raises TableError."""
    found: Imported = run_off_loop(_read, draft, recording.file_name, recording.duration_s, recording.sr_hz)
    return found


def _read(draft: Draft, file_name: str, duration_s: float, sr_hz: int) -> Imported:
    from processing.audio.formats import ImportOptions, read_segments  # noqa: PLC0415 (see read_file)

    options = ImportOptions(time_unit=draft.time_unit, duration_s=duration_s, nyquist_hz=sr_hz / 2, sr=sr_hz)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"segments{Path(draft.file_name).suffix[:10]}"
        path.write_bytes(draft.content)
        found = read_segments(path, options, format_name=draft.format)
    findings = [asdict(finding) for finding in found.findings]
    return Imported(found.format, found.of_recording(file_name), findings, dict(found.counts))


def store_import(
    recording: Recording, found: Imported, who: Principal, *, name: str | None, is_chosen: bool | None
) -> Segmentation:
    """Add imported segments as a segmentation of their own."""
    row = Segmentation(
        id=new_id(),
        recording_id=recording.id,
        name=name or f"Imported ({found.format})",
        origin=SegmentationOrigin.IMPORT,
        params={"format": found.format},
        is_edited=True,
        created_by=who.user_id,
    )
    segmentations.store(row, recording, found.intervals, is_chosen=is_chosen)
    return row


class Export(NamedTuple):
    """A file of segments: its name, its type, its bytes as they are made."""

    file_name: str
    media_type: str
    chunks: Iterator[bytes]


def export(row: Segmentation, recording: Recording, format_name: str) -> Export:
    """The segments of one segmentation in another program's form. Raises TableError("unknown-format")."""
    from processing.audio.formats import EXPORT_FORMATS, export_calls  # noqa: PLC0415 (see read_file)

    chunks = export_calls(format_name, _call_rows(row, recording))
    chosen = EXPORT_FORMATS[format_name]
    stem = Path(recording.file_name).stem
    return Export(f"{stem}{chosen.suffix}", chosen.media_type, chunks)


def _call_rows(row: Segmentation, recording: Recording) -> Iterator[Any]:
    from processing.audio.formats import CallRow, RecordingRef  # noqa: PLC0415 (see read_file)

    site = db.session.get(Site, recording.site_id) if recording.site_id else None
    about = RecordingRef(
        id=str(recording.id),
        name=recording.file_name,
        duration_s=recording.duration_s,
        sr=recording.sr_hz,
        n_channels=recording.n_channels,
        time_expansion=recording.time_expansion,
        recorded_at=recording.recorded_at,
        latitude=recording.latitude if recording.latitude is not None else site.latitude if site else None,
        longitude=recording.longitude if recording.longitude is not None else site.longitude if site else None,
        project=db.session.get_one(Project, recording.project_id).name,
        site=site.name if site else None,
    )
    segmentation, channel = row.name, row.channel or 0
    segments = db.session.scalars(
        select(Segment)
        .where(Segment.segmentation_id == row.id, Segment.is_rejected.is_(False))
        .order_by(Segment.onset_s, Segment.id)
        .execution_options(yield_per=ROWS_AT_ONCE)
    )
    for chunk in segments.partitions(ROWS_AT_ONCE):
        words = last_words([segment.id for segment in chunk if segment.label])
        for segment in chunk:
            word = words.get(segment.id)
            yield CallRow(
                recording=about,
                segment_id=str(segment.id),
                onset_s=segment.onset_s,
                offset_s=segment.offset_s,
                low_hz=segment.low_hz,
                high_hz=segment.high_hz,
                channel=channel,
                score=segment.score,
                segmentation=segmentation,
                label=segment.label,
                note=segment.note,
                annotator=word.name if word else None,
                labelled_at=word.at if word else None,
            )


def compare(
    reference: Segmentation, others: Sequence[Segmentation], *, min_iou: float, onset_tolerance_s: float
) -> list[dict[str, Any]]:
    """Agreement of segmentations with one taken as right, by overlap and by onset."""
    right = intervals_of(reference.id)
    found = [(row, intervals_of(row.id)) for row in others]
    return [
        {
            "id": row.id,
            "name": row.name,
            "method": row.method,
            "preset": row.preset,
            **run_off_loop(_scores, intervals, right, min_iou, onset_tolerance_s),
        }
        for row, intervals in found
    ]


def _scores(found: list[Interval], right: list[Interval], min_iou: float, tolerance_s: float) -> dict[str, Any]:
    from processing.audio.scores import segment_scores  # noqa: PLC0415 (matching brings sparse matrices of scipy)

    return {
        "overlap": segment_scores(found, right, min_iou=min_iou)._asdict(),
        "onset": segment_scores(found, right, onset_tolerance_s=tolerance_s)._asdict(),
    }


def same_recording(rows: Sequence[Segmentation], ids: Sequence[UUID]) -> None:
    """Refuse segmentations of different recordings, and those that are missing."""
    if len({row.recording_id for row in rows}) > 1:
        raise invalid("/ids", "these segmentations belong to different recordings")
    if len(rows) < len(set(ids)):
        raise AppError(404, "not-found", "Some of these segmentations do not exist, or you may not see them.")
