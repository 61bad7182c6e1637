"""Audacity label tracks: start, end and text of a label, its frequencies on a second line if it has any."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from processing.audio.formats.cells import format_seconds, parse_number, single_line
from processing.audio.formats.exports import ExportOptions, export_format, gather
from processing.audio.formats.imports import MAX_FILE_BYTES, UNITS_PER_S, ImportOptions, SegmentImport, import_format
from processing.audio.formats.rows import CallRow
from processing.audio.intervals import Interval
from processing.errors import TableError

_FREQUENCY_MARK = "\\"
"""First cell of a line that holds the frequencies of the label above it."""

_MAX_LINE = 100_000
"""Longest line read, characters."""


@import_format("audacity")
def read_audacity(path: Path, options: ImportOptions) -> SegmentImport:
    """Read a label track, with or without frequency lines.

    Point labels, which have no length, are refused row by row. Negative frequencies mean none.
    Raises TableError: not-a-table, too-large, too-many-rows.
    """
    if path.stat().st_size > MAX_FILE_BYTES:
        raise TableError("too-large", f"expected at most {MAX_FILE_BYTES:,} bytes, found more")
    found = SegmentImport("audacity")
    pending: tuple[int, Interval] | None = None
    for number, cells in _lines(path):
        try:
            if cells[0] == _FREQUENCY_MARK:
                pending = _add_frequencies(pending, cells)
                continue
            _accept(found, pending, options)
            pending = None
            pending = (number, _label(cells))
        except ValueError as error:
            found.refuse(number, "not-a-number", str(error))
    _accept(found, pending, options)
    return found


@export_format(
    "audacity", title="Audacity labels", suffix=".txt", media_type="text/plain; charset=utf-8", is_single=True
)
def write_audacity(rows: Iterable[CallRow], options: ExportOptions) -> Iterator[bytes]:  # noqa: ARG001 - registry
    """Write a label track; the text is the human label, a frequency line follows where there are bounds."""
    return gather(_format(row) for row in rows)


def _format(row: CallRow) -> str:
    line = f"{format_seconds(row.onset_s)}\t{format_seconds(row.offset_s)}\t{single_line(row.label)}\n"
    if row.low_hz is None and row.high_hz is None:
        return line
    low, high = row.low_hz, row.high_hz
    bounds = (f"{-1.0 if bound is None else bound:.6f}" for bound in (low, high))
    return line + f"{_FREQUENCY_MARK}\t" + "\t".join(bounds) + "\n"


def _lines(path: Path) -> Iterator[tuple[int, list[str]]]:
    with path.open(encoding="utf-8-sig", errors="strict") as file:
        try:
            for number, line in enumerate(iter(lambda: file.readline(_MAX_LINE), ""), start=1):
                if line.strip():
                    yield number, line.rstrip("\r\n").split("\t")
        except UnicodeDecodeError as error:
            raise TableError("not-a-table", "expected Audacity labels as UTF-8 text") from error


def _label(cells: list[str]) -> Interval:
    if len(cells) < 2:
        raise ValueError(f"expected start, end and label between tabs, found {cells[0][:40]!r}")
    onset, offset = (parse_number(cell, is_comma_decimal=True) for cell in cells[:2])
    if onset is None or offset is None:
        raise ValueError("expected a start and an end, found an empty cell")
    return Interval(onset, offset, label=" ".join(cells[2:]).strip() or None)


def _add_frequencies(pending: tuple[int, Interval] | None, cells: list[str]) -> tuple[int, Interval] | None:
    if pending is None:
        raise ValueError("found frequencies without a label above them")
    row, interval = pending
    bounds = [parse_number(cell, is_comma_decimal=True) for cell in cells[1:3]]
    low, high = (bound if bound is not None and bound >= 0 else None for bound in (*bounds, None, None)[:2])
    return row, interval._replace(low_hz=low, high_hz=high)


def _accept(found: SegmentImport, pending: tuple[int, Interval] | None, options: ImportOptions) -> None:
    if pending is not None:
        row, interval = pending
        per_s = UNITS_PER_S[options.time_unit]
        onset_s, offset_s = interval.onset_s / per_s, interval.offset_s / per_s
        found.accept(row, interval._replace(onset_s=onset_s, offset_s=offset_s), options)
