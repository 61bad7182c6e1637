"""Tables of labelled calls to learn from: which file, which label, and perhaps which interval and group."""

import csv
import math
import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from processing.audio.formats.delimited import text_encoding
from processing.audio.intervals import Interval
from processing.errors import TableError

MAX_TABLE_BYTES = 64_000_000
"""Largest table; a million rows of ordinary names are half of it."""

MAX_TABLE_ROWS = 1_000_000

MAX_LABEL_LENGTH = 100
"""Characters of a label, as everywhere."""

MAX_LEFT_OUT = 200
"""Left-out rows that are named; the others are only counted."""

_DELIMITERS = (",", "\t", ";", "|")

_NAMES = {
    "file": ("file", "filename", "file name", "recording", "recording name", "recording id", "clip", "clip name",
             "begin file", "audio", "audio file", "wav", "path", "sound file", "sound files"),
    "label": ("label", "labels", "call type", "calltype", "type", "class", "call", "annotation", "category", "species"),
    "onset": ("onset", "start", "start time", "begin", "begin time", "from"),
    "offset": ("offset", "end", "end time", "stop", "stop time", "to"),
    "group": ("group", "individual", "speaker", "session", "day", "night"),
}  # fmt: skip
"""Meaning → names of columns, in lower case, without unit, `_ - .` read as blanks."""

_UNITS = {"s": 1.0, "sec": 1.0, "seconds": 1.0, "ms": 1e-3, "milliseconds": 1e-3}


class LabelRow(NamedTuple):
    """One labelled call.

    file : name (or, of a recording, id) as written. interval : None where the whole file is the call.
    group : what must not be split between folds; None where the table does not say.
    """

    line: int
    file: str
    label: str
    interval: Interval | None
    group: str | None


class LabelTable(NamedTuple):
    """The rows that were understood, and those left out with the reason."""

    rows: list[LabelRow]
    left_out: list[dict[str, str]]


class _Column(NamedTuple):
    position: int
    seconds: float


def read_label_table(path: Path, *, needs_times: bool) -> LabelTable:
    """Read a CSV (any delimiter) of file, label and, where `needs_times`, onset and offset in seconds.

    Column names may carry a unit (`onset_ms`, `Begin Time (s)`). Rows without label or with times that are
    none are left out.
    Raises TableError: too-large, too-many-rows, not-a-table, missing-columns.
    """
    size = path.stat().st_size
    if size > MAX_TABLE_BYTES:
        raise TableError("too-large", f"expected at most {MAX_TABLE_BYTES:,} bytes, found {size:,}")
    try:
        with path.open(encoding=text_encoding(path), newline="") as text:
            first = text.readline()
            delimiter = max(_DELIMITERS, key=first.count)
            text.seek(0)
            return _read(csv.reader(text, delimiter=delimiter), needs_times=needs_times)
    except (csv.Error, UnicodeError) as error:
        raise TableError("not-a-table", f"expected a table of text: {error}") from error


def _read(rows: Iterable[Sequence[str]], *, needs_times: bool) -> LabelTable:
    found = LabelTable([], [])
    columns: dict[str, _Column] = {}
    for line, cells in enumerate(rows, start=1):
        if line > MAX_TABLE_ROWS:
            raise TableError("too-many-rows", f"expected at most {MAX_TABLE_ROWS:,} rows, found more")
        if not any(cell.strip() for cell in cells):
            continue
        if not columns:
            columns = _columns(cells, needs_times=needs_times)
            continue
        row = _row(line, cells, columns)
        if isinstance(row, LabelRow):
            found.rows.append(row)
        elif len(found.left_out) < MAX_LEFT_OUT:
            found.left_out.append({"member": f"line {line}", "reason": row})
    if not columns:
        raise TableError("not-a-table", "expected a first line with the names of the columns, found nothing")
    return found


def _columns(header: Sequence[str], *, needs_times: bool) -> dict[str, _Column]:
    found: dict[str, _Column] = {}
    for position, cell in enumerate(header):
        name, seconds = _split_unit(cell)
        for meaning, names in _NAMES.items():
            if name in names:
                found.setdefault(meaning, _Column(position, seconds))
    wanted = ("file", "onset", "offset", "label") if needs_times else ("file", "label")
    missing = [name for name in wanted if name not in found]
    if missing:
        expected = ", ".join(wanted)
        raise TableError("missing-columns", f"expected columns {expected}; missing {', '.join(missing)}")
    return found


def _split_unit(cell: str) -> tuple[str, float]:
    words = re.sub(r"[\s_.\-()\[\]]+", " ", cell.strip().strip("\ufeff")).strip().lower()
    stem, _, last = words.rpartition(" ")
    return (stem, _UNITS[last]) if stem and last in _UNITS else (words, 1.0)


def _row(line: int, cells: Sequence[str], columns: dict[str, _Column]) -> LabelRow | str:
    """The row, or why it is left out."""
    cell = {name: cells[at.position].strip() if at.position < len(cells) else "" for name, at in columns.items()}
    if not cell["label"]:
        return "it has no label"
    if not cell["file"]:
        return "it names no file"
    if "onset" not in cell or "offset" not in cell:
        return LabelRow(line, cell["file"], cell["label"][:MAX_LABEL_LENGTH], None, cell.get("group") or None)
    onset_s, offset_s = (_seconds(cell[name], columns[name]) for name in ("onset", "offset"))
    if not 0 <= onset_s < offset_s < math.inf:
        return "its onset is not before its offset, or one is no number"
    interval = Interval(onset_s, offset_s)
    return LabelRow(line, cell["file"], cell["label"][:MAX_LABEL_LENGTH], interval, cell.get("group") or None)


def _seconds(text: str, column: _Column) -> float:
    try:
        return float(text.replace(",", ".", 1)) * column.seconds
    except ValueError:
        return math.nan
