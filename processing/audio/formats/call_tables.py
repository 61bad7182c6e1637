"""Calls as tables: the columns, and their values row by row, for CSV and Excel alike."""

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from typing import NamedTuple

from processing.audio.formats.cells import neutralise
from processing.audio.formats.exports import ExportOptions, export_format, gather
from processing.audio.formats.rows import CallRow

Value = str | int | float | None
"""What a cell may hold; None is an empty cell."""


class CallColumn(NamedTuple):
    """One column: its name, unit included, and how to get its value from a row."""

    name: str
    value: Callable[[CallRow], Value]


def _time(moment: datetime | None) -> str | None:
    """ISO 8601 to the millisecond; `Z` for UTC, no zone where it is unknown."""
    return None if moment is None else moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _rounded(number: float | None, digits: int) -> float | None:
    return None if number is None else round(number, digits)


CALL_COLUMNS = (
    CallColumn("recording", lambda row: row.recording.name),
    CallColumn("segment_id", lambda row: row.segment_id),
    CallColumn("project", lambda row: row.recording.project),
    CallColumn("site", lambda row: row.recording.site),
    CallColumn("species", lambda row: row.species),
    CallColumn("started_at", lambda row: _time(row.started_at())),
    CallColumn("onset_s", lambda row: round(row.onset_s, 6)),
    CallColumn("offset_s", lambda row: round(row.offset_s, 6)),
    CallColumn("duration_s", lambda row: round(row.offset_s - row.onset_s, 6)),
    CallColumn("low_hz", lambda row: _rounded(row.low_hz, 3)),
    CallColumn("high_hz", lambda row: _rounded(row.high_hz, 3)),
    CallColumn("label", lambda row: row.label),
    CallColumn("annotator", lambda row: row.annotator),
    CallColumn("labelled_at", lambda row: _time(row.labelled_at)),
    CallColumn("predicted", lambda row: row.predicted),
    CallColumn("confidence", lambda row: _rounded(row.confidence, 6)),
    CallColumn("classifier", lambda row: row.classifier),
)
"""The 17 columns of the ordinary table; `label` holds human labels only."""

FURTHER_COLUMNS = (
    CallColumn("note", lambda row: row.note),
    CallColumn("segmentation", lambda row: row.segmentation),
    CallColumn("score", lambda row: _rounded(row.score, 6)),
    CallColumn("channel", lambda row: row.channel),
    CallColumn("recording_id", lambda row: row.recording.id),
    CallColumn("recorded_at", lambda row: _time(row.recording.recorded_at)),
    CallColumn("recording_s", lambda row: round(row.recording.duration_s, 6)),
    CallColumn("sr_hz", lambda row: row.recording.sr),
    CallColumn("time_expansion", lambda row: row.recording.time_expansion),
    CallColumn("latitude", lambda row: row.recording.latitude),
    CallColumn("longitude", lambda row: row.recording.longitude),
)
"""What the full table adds; the probabilities follow."""

_WITH_PROBABILITIES = frozenset(
    ("recording", "segment_id", "onset_s", "offset_s", "label", "predicted", "confidence", "classifier")
)

PROBABILITY_COLUMNS = tuple(column for column in CALL_COLUMNS if column.name in _WITH_PROBABILITIES)
"""What stands before the probabilities in their table."""

SEGMENT_COLUMNS = (
    CallColumn("file", lambda row: row.recording.name),
    CallColumn("onset_s", lambda row: round(row.onset_s, 6)),
    CallColumn("offset_s", lambda row: round(row.offset_s, 6)),
    CallColumn("low_hz", lambda row: _rounded(row.low_hz, 3)),
    CallColumn("high_hz", lambda row: _rounded(row.high_hz, 3)),
    CallColumn("label", lambda row: row.label),
    CallColumn("score", lambda row: _rounded(row.score, 6)),
)
"""The plain table of segments, which is also what an import understands best."""


def full_columns(options: ExportOptions) -> tuple[CallColumn, ...]:
    """Every column: `p(label)` for each class label asked for, else all probabilities in one JSON cell."""
    return (*CALL_COLUMNS, *FURTHER_COLUMNS, *_probability_columns(options.class_labels))


def table_cells(row: CallRow, columns: Iterable[CallColumn]) -> list[Value]:
    """The values of a row, texts made harmless for spreadsheets, numbers left numbers."""
    values = (column.value(row) for column in columns)
    return [neutralise(value) if isinstance(value, str) else value for value in values]


@export_format("csv", title="Table of calls (CSV)", suffix=".csv", media_type="text/csv; charset=utf-8")
def write_csv(rows: Iterable[CallRow], options: ExportOptions) -> Iterator[bytes]:  # noqa: ARG001 - registry
    """Write the 17 columns."""
    return gather(csv_lines(rows, CALL_COLUMNS))


@export_format("csv-full", title="Full table of calls (CSV)", suffix=".csv", media_type="text/csv; charset=utf-8")
def write_full_csv(rows: Iterable[CallRow], options: ExportOptions) -> Iterator[bytes]:
    """Write every column, the probabilities included."""
    return gather(csv_lines(rows, full_columns(options)))


@export_format(
    "csv-probabilities", title="Probabilities of every class (CSV)", suffix=".csv", media_type="text/csv; charset=utf-8"
)
def write_probabilities_csv(rows: Iterable[CallRow], options: ExportOptions) -> Iterator[bytes]:
    """Write which call it is, what a person said, and the probability of every class."""
    return gather(csv_lines(rows, (*PROBABILITY_COLUMNS, *_probability_columns(options.class_labels))))


@export_format("csv-segments", title="Plain segments (CSV)", suffix=".csv", media_type="text/csv; charset=utf-8")
def write_segments_csv(rows: Iterable[CallRow], options: ExportOptions) -> Iterator[bytes]:  # noqa: ARG001 - registry
    """Write file, times, frequencies and label."""
    return gather(csv_lines(rows, SEGMENT_COLUMNS))


def csv_lines(rows: Iterable[CallRow], columns: tuple[CallColumn, ...]) -> Iterator[str]:
    """The lines of a CSV table as RFC 4180 has them."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow([neutralise(column.name) for column in columns])
    for row in rows:
        writer.writerow(table_cells(row, columns))
        yield buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()
    if buffer.tell():
        yield buffer.getvalue()


def csv_row(cells: Sequence[object]) -> str:
    """One line of a CSV table as RFC 4180 has it."""
    buffer = io.StringIO()
    csv.writer(buffer).writerow(cells)
    return buffer.getvalue()


def _probability_columns(labels: tuple[str, ...]) -> tuple[CallColumn, ...]:
    if not labels:
        return (CallColumn("probabilities", _all_probabilities),)
    return tuple(CallColumn(f"p({label})", _probability_of(label)) for label in labels)


def _probability_of(label: str) -> Callable[[CallRow], Value]:
    return lambda row: _rounded(row.probabilities.get(label), 6)


def _all_probabilities(row: CallRow) -> str | None:
    rounded = {label: round(probability, 6) for label, probability in row.probabilities.items()}
    return json.dumps(rounded, ensure_ascii=False) if rounded else None
