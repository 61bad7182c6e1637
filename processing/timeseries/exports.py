"""Tables as files for others: CSV with empty cells where a value is missing, JSON with null, Excel."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
import openpyxl
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv

from processing.arrays import IndexArray
from processing.audio.formats.cells import neutralise
from processing.errors import TableError
from processing.timeseries.table import US, Column, Table

ROWS_AT_ONCE = 100_000
"""Rows written between two words of progress."""

MAX_SHEET_ROWS = 1_048_575
"""Rows of an Excel sheet below its heading."""

Progress = Callable[[int, int], None]
"""Called with rows done and rows in all."""


def write_csv(table: Table, path: Path, on_progress: Progress) -> None:
    """Write times in ISO 8601 (UTC), numbers with as many digits as they need, nothing where one is missing.

    Texts and headings that a spreadsheet would take for a formula get a quote in front.
    """
    options = pacsv.WriteOptions(quoting_style="needed")
    names = ["time", *(neutralise(_headed(column)) for column in table.columns)]
    schema = pa.schema([(f"{n}", pa.string() if _is_text(n, table) else pa.float64()) for n in range(len(names))])
    with path.open("wb") as file:
        file.write((",".join(_quoted(name) for name in names) + "\n").encode())
        writer = pacsv.CSVWriter(file, schema, write_options=pacsv.WriteOptions(
            include_header=False, quoting_style=options.quoting_style
        ))  # fmt: skip
        with writer:
            for start in range(0, table.n_rows, ROWS_AT_ONCE):
                part = table.rows(start, start + ROWS_AT_ONCE)
                arrays = [_moments(part.time), *(_cells(column, _is_text(n + 1, table)) for n, column in
                          enumerate(part.columns))]  # fmt: skip
                writer.write_batch(pa.record_batch(arrays, schema=schema))
                on_progress(start + part.n_rows, table.n_rows)


def _is_text(n: int, table: Table) -> bool:
    return n == 0 or len(table.columns[n - 1].texts.rows) > 0


def _headed(column: Column) -> str:
    return f"{column.name} ({column.unit})" if column.unit else column.name


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"' if any(mark in name for mark in ',"\n\r') else name


def _moments(time: IndexArray) -> pa.Array:
    """ISO 8601 with Z; fractions of seconds only where there are any."""
    is_whole = bool(np.all(time % US == 0))
    moments = pa.array(time // US if is_whole else time).cast(pa.timestamp("s" if is_whole else "us", "UTC"))
    return pc.strftime(moments, format="%Y-%m-%dT%H:%M:%SZ")


def _cells(column: Column, is_text: bool) -> pa.Array:
    numbers = pa.array(column.values, from_pandas=True)
    if not is_text:
        return numbers
    cells = numbers.cast(pa.string()).to_pylist()
    for row, word in zip(column.texts.rows, column.texts.words, strict=True):
        cells[int(row)] = neutralise(word)
    return pa.array(cells, pa.string())


def write_json(table: Table, path: Path, on_progress: Progress) -> None:
    """Write `{"columns": [{name, unit}], "rows": [[time, value, …], …]}`; a missing value is null."""
    head = [{"name": "time", "unit": "ISO 8601, UTC"}, *({"name": c.name, "unit": c.unit} for c in table.columns)]
    with path.open("w", encoding="utf-8") as file:
        file.write('{"columns": ' + json.dumps(head, ensure_ascii=False) + ', "rows": [')
        for start, rows in _parts(table):
            text = json.dumps(rows, ensure_ascii=False, separators=(",", ":"))[1:-1]
            file.write((",\n" if start else "\n") + text)
            on_progress(start + len(rows), table.n_rows)
        file.write("\n]}\n")


def write_excel(table: Table, path: Path, on_progress: Progress) -> None:
    """Write one sheet; times are UTC without a zone, as Excel knows none.

    Raises TableError("too-many-rows") for more than a sheet holds.
    """
    if table.n_rows > MAX_SHEET_ROWS:
        raise TableError("too-many-rows", f"a sheet holds {MAX_SHEET_ROWS:,} rows, this version has {table.n_rows:,}")
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("Series")
    sheet.append(["time (UTC)", *(neutralise(_headed(column)) for column in table.columns)])
    for start, rows in _parts(table):
        for time, *values in rows:
            moment = datetime.fromisoformat(time).replace(tzinfo=None)
            sheet.append([moment, *(neutralise(value) if isinstance(value, str) else value for value in values)])
        on_progress(start + len(rows), table.n_rows)
    book.save(path)


def _parts(table: Table) -> Iterator[tuple[int, list[list[Any]]]]:
    """Rows as Python values, some at a time: time in ISO 8601, then numbers, texts or None."""
    for start in range(0, table.n_rows, ROWS_AT_ONCE):
        part = table.rows(start, start + ROWS_AT_ONCE)
        columns = [_values(column) for column in part.columns]
        yield start, [list(row) for row in zip(_moments(part.time).to_pylist(), *columns, strict=True)]


def _values(column: Column) -> list[Any]:
    values = pa.array(column.values, from_pandas=True).to_pylist()
    for row, word in zip(column.texts.rows, column.texts.words, strict=True):
        values[int(row)] = word
    return list(values)


WRITERS: dict[str, Callable[[Table, Path, Progress], None]] = {
    "csv": write_csv, "json": write_json, "xlsx": write_excel,
}  # fmt: skip
"""What a table can be written as besides Parquet."""
