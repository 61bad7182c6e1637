"""Results as files: calls of a filter, written by the formats of `processing.audio.formats`."""

import re
from collections.abc import Iterator
from itertools import islice
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import select

from blueprints.calls.models import ClassificationRun, Classifier, Prediction
from blueprints.calls.schemas.runs import CallsExport, CallsFilter
from blueprints.calls.service import results
from blueprints.calls.service.clips import Cut, write_clips
from blueprints.calls.service.shapes import unpack
from blueprints.projects import policy as projects
from blueprints.recordings import policy as recordings
from blueprints.recordings.service.annotators import LastWord, last_words
from core.access import Principal
from core.clock import now
from core.db import db
from core.errors import invalid
from processing.audio.formats.exports import EXPORT_FORMATS, ExportOptions, export_calls
from processing.audio.formats.rows import CallRow, RecordingRef

DEFAULT_NAME = "calls"

CLIPS = {"name": "clips", "title": "Clips of every call (ZIP)", "suffix": ".zip", "is_single_recording": False}
"""The one format that needs the sound and not only the rows."""


class Export(NamedTuple):
    """A file being made: its name, its media type, and its bytes as they come."""

    file_name: str
    media_type: str
    chunks: Iterator[bytes]


def formats() -> list[dict[str, Any]]:
    """Every format by name, as people choose it."""
    tables = [
        {"name": found.name, "title": found.title, "suffix": found.suffix, "is_single_recording": found.is_single}
        for found in EXPORT_FORMATS.values()
    ]
    return [*tables, CLIPS]


def export(who: Principal, query: CallsExport) -> Export:
    """The calls of a filter in a format.

    Raises AppError 422 for an unknown format, or for one that holds a single recording when several are asked for.
    """
    if query.format == CLIPS["name"]:
        return _clips(who, query)
    chosen = EXPORT_FORMATS.get(query.format)
    if chosen is None:
        raise invalid("/format", f"expected one of {', '.join(sorted(EXPORT_FORMATS))}, found {query.format}")
    if chosen.is_single and query.recording_id is None:
        raise invalid("/recording_id", f"{chosen.title} hold the calls of one recording; name it", "missing")
    if query.recording_id is not None:
        recordings.readable(who, query.recording_id)
    classifiers = classifiers_of(who)
    labels = sorted({label for row in classifiers.values() for label in row.labels})
    rows = call_rows(who, query, classifiers)
    options = ExportOptions(class_labels=tuple(labels), made_at=now())
    chunks = export_calls(query.format, rows, options)
    return Export(f"{_name(who, query)}{chosen.suffix}", chosen.media_type, chunks)


def _clips(who: Principal, query: CallsExport) -> Export:
    if query.recording_id is not None:
        recordings.readable(who, query.recording_id)
    rows = call_rows(who, query, classifiers_of(who))
    cut = Cut(query.context_s, query.time_expansion)
    return Export(f"{_name(who, query)}-clips.zip", "application/zip", write_clips(rows, cut))


def call_rows(who: Principal, query: CallsFilter, classifiers: dict[UUID, Classifier]) -> Iterator[CallRow]:
    """The calls of a filter as exporters take them, fetched in pieces, with who named them last."""
    found = results.stream(who, query)
    while piece := list(islice(found, results.EXPORT_CHUNK)):
        words = last_words([row.id for row in piece if row.segment.label])
        for row in piece:
            yield _row(row, classifiers, words.get(row.id))


def classifiers_of(who: Principal) -> dict[UUID, Classifier]:
    """Classifiers behind the present results of this person's groups."""
    used = select(ClassificationRun.classifier_id).where(
        ClassificationRun.is_current, ClassificationRun.group_id.in_(who.group_ids)
    )
    return {row.id: row for row in db.session.scalars(select(Classifier).where(Classifier.id.in_(used)))}


def _name(who: Principal, query: CallsExport) -> str:
    if query.recording_id is not None:
        title = recordings.readable(who, query.recording_id).name.rsplit(".", 1)[0]
    elif query.project_id is not None:
        title = projects.get_project(who, query.project_id).name
    else:
        title = DEFAULT_NAME
    return re.sub(r"[^A-Za-z0-9._-]+", "-", title).strip("-.") or DEFAULT_NAME


def _predicted(prediction: Prediction | None) -> str | None:
    if prediction is None:
        return None
    return results.UNKNOWN if prediction.is_unknown else prediction.label


def _row(found: results.CallRow, classifiers: dict[UUID, Classifier], word: LastWord | None) -> CallRow:
    segment, recording, prediction = found.segment, found.recording, found.prediction
    classifier = classifiers.get(found.classifier_id) if found.classifier_id else None
    probabilities = {}
    if prediction is not None and classifier is not None:
        probabilities = dict(zip(classifier.labels, unpack(prediction.probabilities), strict=True))
    return CallRow(
        recording=RecordingRef(
            id=str(recording.id),
            name=recording.name,
            duration_s=recording.duration_s,
            sr=recording.sr_hz,
            n_channels=recording.n_channels,
            time_expansion=recording.time_expansion,
            recorded_at=recording.recorded_at,
            latitude=found.latitude,
            longitude=found.longitude,
            project=found.project_name,
            site=found.site_name,
        ),
        segment_id=str(segment.id),
        onset_s=segment.onset_s,
        offset_s=segment.offset_s,
        low_hz=segment.low_hz,
        high_hz=segment.high_hz,
        score=segment.score,
        species=found.species_name,
        label=segment.label,
        note=segment.note,
        annotator=word.name if word else None,
        labelled_at=word.at if word else None,
        predicted=_predicted(prediction),
        confidence=prediction.confidence if prediction else None,
        probabilities=probabilities,
        classifier=classifier.name if classifier else None,
    )
