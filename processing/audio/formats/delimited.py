"""Tables as text: CSV in any delimiter, and Raven selection tables, which are such tables."""

import csv
from collections.abc import Iterator
from pathlib import Path

from processing.audio.formats.columns import find_columns
from processing.audio.formats.imports import MAX_FILE_BYTES, ImportOptions, SegmentImport, import_format
from processing.audio.formats.tables import HEADER_SEARCH_ROWS, read_rows
from processing.errors import TableError

DELIMITERS = (",", "\t", ";", "|")
"""Delimiters tried, the commonest first."""

_ENCODINGS = ("utf-8-sig", "cp1252", "latin-1")
_MARKS = ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"), (b"\xef\xbb\xbf", "utf-8-sig"))
_SAMPLE_BYTES = 1 << 16


@import_format("csv")
def read_csv(path: Path, options: ImportOptions) -> SegmentImport:
    """Read a text table; delimiter and encoding are found out, times are in the unit their column names.

    Raises TableError: not-a-table, no-time-columns, too-many-rows, too-large.
    """
    return _read(path, options, "csv")


@import_format("raven")
def read_raven(path: Path, options: ImportOptions) -> SegmentImport:
    """Read a Raven selection table (tab-delimited, `Begin Time (s)` …); raises as `read_csv` does.

    Where it lists several files, `File Offset (s)` is the onset. Rows of a waveform view have no
    frequencies, for Raven gives them those of the whole band.
    """
    return _read(path, options, "raven")


def read_text_head(path: Path) -> str:
    """The first 64 kB of a text file, for telling formats apart; raises TableError("not-a-table")."""
    with path.open("rb") as file:
        raw = file.read(_SAMPLE_BYTES)
    return raw.decode(text_encoding(path), "replace")


def text_encoding(path: Path) -> str:
    """The encoding of a text file, UTF-8 only if all of it is; raises TableError("not-a-table") for binary."""
    with path.open("rb") as file:
        head = file.read(_SAMPLE_BYTES)
    for mark, name in _MARKS:
        if head.startswith(mark):
            return name
    if b"\0" in head:
        raise TableError("not-a-table", "expected a table of text, found binary data")
    for encoding in _ENCODINGS:
        try:
            with path.open(encoding=encoding) as text:
                while text.read(_SAMPLE_BYTES):
                    pass
        except UnicodeDecodeError:
            continue
        return encoding
    return _ENCODINGS[-1]


def _read(path: Path, options: ImportOptions, name: str) -> SegmentImport:
    size = path.stat().st_size
    if size > MAX_FILE_BYTES:
        raise TableError("too-large", f"expected at most {MAX_FILE_BYTES:,} bytes, found {size:,}")
    encoding = text_encoding(path)
    delimiter = _delimiter(read_text_head(path))
    try:
        with path.open(encoding=encoding, newline="") as text:
            rows = csv.reader(text, delimiter=delimiter)
            return read_rows(_reject_nul(rows), options, name=name, is_comma_decimal=delimiter != ",")
    except (csv.Error, UnicodeError) as error:
        raise TableError("not-a-table", f"expected a table of text: {error}") from error


def _reject_nul(rows: Iterator[list[str]]) -> Iterator[list[str]]:
    for row in rows:
        if any("\0" in cell for cell in row):
            raise TableError("not-a-table", "expected a table of text, found binary data")
        yield row


def _delimiter(head: str) -> str:
    """The delimiter by which some early line names time columns; else the commonest of the first line."""
    lines = head.splitlines()[:HEADER_SEARCH_ROWS]
    for line in lines:
        for delimiter in DELIMITERS:
            cells = next(csv.reader([line], delimiter=delimiter), [])
            if len(cells) > 1 and find_columns(cells) is not None:
                return delimiter
    return max(DELIMITERS, key=lines[0].count) if lines else ","
