"""Where a table of text begins and what divides its cells: delimiter, comments, header, units."""

from __future__ import annotations

import csv
import re
from collections import Counter
from typing import NamedTuple

from processing.errors import TableError
from processing.timeseries.read.dates import candidates

DELIMITERS = (";", "\t", ",", "|", " ")
"""What may divide cells, in the order that decides between equals."""

COMMENTS = ("#", "//", "%", "!")
"""What may begin a comment."""

MOST_COLUMNS = 10_000
"""Columns a table may have; each costs memory of its own, whatever stands in it."""

_LOOKED_AT = 200
"""Lines from which the dialect is decided."""

_NUMBER = re.compile(r"[+\-−]?[\d.,'\u2019\u00a0\u202f ]*\d[\d.,]*(?:[eE][+-]?\d+)?")
_CLOCK = re.compile(r"\d{1,2}:\d{2}(:\d{2}([.,]\d+)?)?( ?[apAP]\.?[mM]\.?)?")
_UNIT = re.compile(r"[\[(]?[^\d\s\[\]()]{0,12}[\d²³]?[^\d\s\[\]()]{0,8}[\])]?")


class Dialect(NamedTuple):
    """How lines become cells.

    n_columns : cells in a row of data.
    header_line, units_line : from 1, None where there is none; names and units belong to them.
    """

    delimiter: str
    comment: str
    n_columns: int
    header_line: int | None
    units_line: int | None
    first_line: int
    names: tuple[str, ...]
    units: tuple[str, ...]


def frame_of(rows: list[list[str]]) -> Dialect:
    """The frame of a sheet: its rows are cells already. Raises TableError: empty-file, no-data."""
    cells = [(n, row) for n, row in enumerate(rows, 1) if any(cell.strip() for cell in row)]
    if not cells:
        raise TableError("empty-file", "the sheet is empty")
    trimmed = [(n, _less_empty_end(row)) for n, row in cells]
    n_columns = _n_columns([row for _, row in trimmed], "cell")
    # A row that lacks its last values ends early in a sheet; that does not make it another kind of row.
    filled = [(n, row + [""] * (n_columns - len(row)) if len(row) > n_columns // 2 else row) for n, row in trimmed]
    return _frame([], filled, "", "", n_columns)


def _less_empty_end(row: list[str]) -> list[str]:
    while row and not row[-1].strip():
        row = row[:-1]
    return row


def dialect_of(text: str, delimiter: str = "") -> Dialect:
    """Decide from the first lines of a file; `delimiter` fixes what divides the cells.

    Raises TableError: empty-file, no-delimiter (no sign divides the lines into the same number of cells),
    header-mismatch (the header names fewer columns than the rows have cells: a decimal comma in a file
    divided by commas would look like this).
    """
    lines = text.split("\n")[:_LOOKED_AT]
    if not any(line.strip() for line in lines):
        raise TableError("empty-file", "the file holds no text")
    declared, skipped = _declared(lines[0])
    comment = _comment(lines)
    rows = [
        (n, line) for n, line in enumerate(lines, 1)
        if n > skipped and line.strip() and not (comment and line.lstrip().startswith(comment))
    ]  # fmt: skip
    if not rows:
        raise TableError("empty-file", "the file holds nothing but comments")
    delimiter = delimiter or declared or _delimiter([line for _, line in rows])
    cells = [(n, cells_of(line, delimiter)) for n, line in rows]
    n_columns = _n_columns([row for _, row in cells], delimiter)
    return _frame(lines, cells, delimiter, comment, n_columns)


def _declared(line: str) -> tuple[str, int]:
    """Excel's own first line that names the delimiter."""
    found = re.fullmatch(r'"?sep=(.)"?\s*', line)
    return (found[1], 1) if found else ("", 0)


def _comment(lines: list[str]) -> str:
    """The sign that begins a first line, unless lines of data begin with it too."""
    for sign in COMMENTS:
        marked = [line.lstrip().startswith(sign) for line in lines if line.strip()]
        if any(marked) and sum(marked) < len(marked):
            return sign
    return ""


def cells_of(line: str, delimiter: str) -> list[str]:
    """The cells of one line; for a space, runs of spaces divide."""
    if delimiter == " ":
        line = re.sub(r"[ \t]+", " ", line.strip())
    try:
        return next(csv.reader([line], delimiter=delimiter), [""])
    except csv.Error:
        return line.split(delimiter)


def _delimiter(lines: list[str]) -> str:
    """The delimiter that divides most lines into the same number of cells, a time or number in most cells."""
    scores = {}
    for rank, sign in enumerate(DELIMITERS):
        rows = [cells_of(line, sign) for line in lines]
        number, n_alike = Counter(len(row) for row in rows[len(rows) // 4 :] or rows).most_common(1)[0]
        if number < 2:
            continue
        alike = [row for row in rows if len(row) == number]
        data = [cell for row in alike for cell in row if cell.strip()]
        sense = sum(_is_data(cell) for cell in data) / max(len(data), 1)
        agreement = n_alike / max(len(rows[len(rows) // 4 :] or rows), 1)
        has_time = sum(any(is_time(cell) for cell in row) for row in alike) / len(alike)
        scores[sign] = (round(agreement * sense, 1), round(has_time, 1), -rank)
    if not scores:
        raise TableError("no-delimiter", "expected cells divided by , ; tab | or space, found none of them")
    return max(scores, key=lambda sign: scores[sign])


def _is_data(cell: str) -> bool:
    return bool(_NUMBER.fullmatch(cell.strip())) or is_time(cell)


def is_time(cell: str) -> bool:
    """Whether a cell is a date, a clock, or both, in some known pattern."""
    cell = cell.strip()
    return bool(cell) and (bool(_CLOCK.fullmatch(cell)) or next(candidates(cell), None) is not None)


def _n_columns(rows: list[list[str]], delimiter: str) -> int:
    number = Counter(len(row) for row in rows[len(rows) // 4 :] or rows).most_common(1)[0][0]
    if number < 2:
        raise TableError("no-delimiter", f"divided by {delimiter!r} a row has but one cell: a time needs a value")
    if number > MOST_COLUMNS:
        raise TableError("too-many-columns", f"expected at most {MOST_COLUMNS:,} columns, found {number:,}")
    return number


def _frame(
    lines: list[str], cells: list[tuple[int, list[str]]], delimiter: str, comment: str, n_columns: int
) -> Dialect:
    """Find the first row of data, and above it units and names."""
    first = next((n for n, (_, row) in enumerate(cells) if _is_row(row, n_columns)), None)
    if first is None:
        raise TableError("no-data", f"no row of {n_columns} cells begins with a time and holds a number")
    above = cells[:first]
    # Rows that end with a delimiter have a last cell that nobody names.
    is_last_blank = all(len(row) != n_columns or not row[-1].strip() for _, row in cells[first:])
    widths = {n_columns, n_columns - 1} if is_last_blank else {n_columns}
    units: list[str] = []
    header: list[str] = []
    units_line = header_line = None
    if len(above) >= 2 and _are_units(above[-1][1], widths) and _fits(above[-2][1], widths):
        units_line, units = above[-1]
        header_line, header = above[-2]
    elif above and _fits(above[-1][1], widths):
        header_line, header = above[-1]
    elif above and 1 < len(above[-1][1]) < n_columns and delimiter != " ":
        raise TableError(
            "header-mismatch",
            f"the header in line {above[-1][0]} names {len(above[-1][1])} columns, the rows have {n_columns} cells",
            line=above[-1][0],
        )
    if header_line is None and comment:
        header_line, header = _commented_header(lines, comment, delimiter, n_columns, cells[first][0])
    if header_line is None and delimiter == " " and above and len(above[-1][1]) == n_columns - 1:
        # "time value" over "2021-01-01 00:00 1.5": the one word names date and clock.
        header_line, header = above[-1][0], [above[-1][1][0], *above[-1][1]]
    names = [name.strip() for name in header] + [""] * (n_columns - len(header))
    padded = [unit.strip(" []()") for unit in units] + [""] * (n_columns - len(units))
    return Dialect(
        delimiter, comment, n_columns, header_line, units_line, cells[first][0], tuple(names[:n_columns]),
        tuple(padded[:n_columns]),
    )  # fmt: skip


def _is_row(row: list[str], n_columns: int) -> bool:
    filled = [cell for cell in row if cell.strip()]
    n_data = sum(map(_is_data, filled))
    if len(row) != n_columns or n_data < max(1, len(filled) / 3):
        return False
    return _is_data(filled[0]) or n_data >= 2


def _fits(row: list[str], widths: set[int]) -> bool:
    """Whether a row can be the header: as many names as columns, most of them no data."""
    filled = [cell for cell in row if cell.strip()]
    return len(row) in widths and len(filled) > 0 and not _is_data(filled[0])


def _are_units(row: list[str], widths: set[int]) -> bool:
    """Whether a row under the names is one of units: short words, no data."""
    words = [cell.strip() for cell in row if cell.strip()]
    return len(row) in widths and len(words) > 0 and all(_UNIT.fullmatch(w) or _is_layout(w) for w in words)


def _is_layout(word: str) -> bool:
    """Whether a word describes a date's layout, as in the first cell of some units rows."""
    return bool(re.fullmatch(r"[ymdhsiftYMDHSIFT%:./ +-]+|UTC|timestamp|datetime", word))


def _commented_header(
    lines: list[str], comment: str, delimiter: str, n_columns: int, before: int
) -> tuple[int | None, list[str]]:
    """Names in the last comment above the data, as NumPy and many loggers write them."""
    for line in range(before - 1, 0, -1):
        text = lines[line - 1].strip()
        if text.startswith(comment):
            row = cells_of(text[len(comment) :].strip(), delimiter)
            return (line, row) if len(row) == n_columns and not any(map(_is_data, row)) else (None, [])
    return None, []
