"""Blocks of lines split into cells: one array of text per column, and the rows that have other than the columns."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv

from processing.arrays import IndexArray
from processing.timeseries.read.plan import ReadPlan
from processing.timeseries.read.sources import Block, block_of


class OddRow(NamedTuple):
    """A row with other than the expected number of cells."""

    line: int
    n_cells: int
    text: str


@dataclass(frozen=True, slots=True)
class Cells:
    """Rows of a block.

    columns : one array of strings per column of the file, null for an empty cell; of doubles where the parser
        has read plain numbers already.
    lines : line number (or row number of a workbook) of each row, from 1, ascending.
    odd : rows that are not among them.
    """

    columns: list[pa.StringArray | pa.DoubleArray]
    lines: IndexArray
    odd: tuple[OddRow, ...] = ()

    @property
    def n_rows(self) -> int:
        return len(self.lines)


def split(block: Block, plan: ReadPlan, *, numbers: bool = False) -> Cells:
    """Split the lines of a block from `plan.first_line` on.

    numbers : read the columns of values as doubles where all of them are plain; else every cell is text.
    Blank lines and comments are no rows. A line with a quote that does not end is odd, and only that line.
    """
    if block.first_line < plan.first_line:
        block = block_of(*_from_first_line(block, plan.first_line))
    text, first_line, n_lines = _plain(block.text, plan), block.first_line, block.n_lines
    if n_lines == 0:
        return Cells([pa.array([], pa.string()) for _ in plan.columns], np.zeros(0, np.int64))
    table, odd = (_with_numbers(text, plan) if numbers else None) or _parsed(text, plan, {})
    if len(table) + len(odd) != n_lines:
        return _one_by_one(text, first_line, plan)
    columns = [column.combine_chunks() for column in table.columns]
    columns = [c if isinstance(c, pa.Array) else pa.concat_arrays(c.chunks) for c in columns]
    lines = np.arange(first_line, first_line + n_lines, dtype=np.int64)
    odd = [row._replace(line=row.line + first_line - 1) for row in odd]
    if odd:
        lines = np.delete(lines, [row.line - first_line for row in odd])
    return _less_blank(Cells(columns, lines, tuple(odd)), text, first_line)


def _from_first_line(block: Block, first_line: int) -> tuple[bytes, int]:
    text, line = block.text, block.first_line
    at = 0
    while line < first_line:
        following = text.find(b"\n", at) + 1
        if following == 0:
            return b"", line
        at, line = following, line + 1
    return text[at:], line


def _plain(text: bytes, plan: ReadPlan) -> bytes:
    """Comments become blank lines, so that line numbers stay; runs of spaces between cells become one."""
    if plan.comment and plan.comment.encode() in text:
        text = re.sub(rb"(?m)^[ \t]*" + re.escape(plan.comment.encode()) + rb".*$", b"", text)
    if plan.delimiter == " ":
        text = re.sub(rb"(?m)^[ \t]+|[ \t]+$", b"", re.sub(rb"[ \t]+", b" ", text))
    return text


def _with_numbers(text: bytes, plan: ReadPlan) -> tuple[pa.Table, list[OddRow]] | None:
    """The lines with the values read as numbers on the way; None if any value is not plain.

    Saves making a string of every number first.
    """
    columns = plan.value_columns
    if any(c.thousands or c.decimal != columns[0].decimal for c in columns):
        return None
    try:
        table, odd = _parsed(
            text, plan, {str(c.position): pa.float64() for c in columns}, columns[0].decimal if columns else "."
        )
    except pa.ArrowInvalid:
        return None
    if any(pc.any(pc.is_inf(table.column(column.position))).as_py() for column in columns):
        return None
    return table, odd


def _parsed(
    text: bytes, plan: ReadPlan, types: dict[str, pa.DataType], decimal: str = "."
) -> tuple[pa.Table, list[OddRow]]:
    odd: list[OddRow] = []

    def keep(row: pyarrow.csv.InvalidRow) -> str:
        odd.append(OddRow(row.number, row.actual_columns, row.text))
        return "skip"

    names = [str(n) for n in range(len(plan.columns))]
    try:
        table = pyarrow.csv.read_csv(
            pa.BufferReader(text),
            read_options=pyarrow.csv.ReadOptions(use_threads=False, column_names=names, block_size=len(text) + 1),
            parse_options=pyarrow.csv.ParseOptions(
                delimiter=plan.delimiter, quote_char='"' if b'"' in text else False, ignore_empty_lines=False,
                invalid_row_handler=keep,
            ),
            convert_options=pyarrow.csv.ConvertOptions(
                column_types=dict.fromkeys(names, pa.string()) | types, null_values=[""], strings_can_be_null=True,
                decimal_point=decimal,
            ),
        )  # fmt: skip
    except pa.ArrowInvalid:
        if types:
            raise
        # A quote that never ends leaves the parser without an end of the last row.
        return pa.table({name: pa.array([], pa.string()) for name in names}), []
    return table, odd


def _one_by_one(text: bytes, first_line: int, plan: ReadPlan) -> Cells:
    """Each line on its own, for blocks in which a quote does not end on its line."""
    rows: list[list[str]] = []
    lines, odd = [], []
    for line, words in enumerate(text.decode().split("\n"), first_line):
        if not words.strip():
            continue
        try:
            row = next(csv.reader([words], delimiter=plan.delimiter, strict=True))
        except csv.Error:
            row = []
        if len(row) != len(plan.columns):
            odd.append(OddRow(line, len(row), words))
            continue
        rows.append(row)
        lines.append(line)
    columns = [pa.array([row[n] or None for row in rows], pa.string()) for n in range(len(plan.columns))]
    return Cells(columns, np.array(lines, np.int64), tuple(odd))


def _less_blank(cells: Cells, text: bytes, first_line: int) -> Cells:
    """Without the rows of blank lines. Only rows without any value are looked at in the text."""
    if any(column.null_count == 0 for column in cells.columns):
        return _less_short(cells)
    nothing = np.ones(cells.n_rows, bool)
    for column in cells.columns:
        nothing &= column.is_null().to_numpy(zero_copy_only=False)
    if nothing.any():
        words = text.split(b"\n")
        blank = [not words[line - first_line].strip() for line in cells.lines[nothing]]
        keep = np.ones(cells.n_rows, bool)
        keep[np.flatnonzero(nothing)[blank]] = False
        cells = taken(cells, keep)
    return _less_short(cells)


def _less_short(cells: Cells) -> Cells:
    """Without blank lines of a file of several columns that count as rows of one cell."""
    return Cells(cells.columns, cells.lines, tuple(row for row in cells.odd if row.text.strip()))


def taken(cells: Cells, keep: np.ndarray) -> Cells:
    """The rows where `keep` is true."""
    mask = pa.array(keep)
    return Cells([column.filter(mask) for column in cells.columns], cells.lines[keep], cells.odd)
