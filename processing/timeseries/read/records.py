"""Workbooks, Parquet and NDJSON as rows of text, so that one reader serves all."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from processing.bounded import Limits, run
from processing.errors import TableError
from processing.timeseries.read import packed
from processing.timeseries.read.cells import Cells, OddRow
from processing.timeseries.read.plan import Layout, ReadPlan
from processing.timeseries.read.sources import opened

_ROWS = 100_000
"""Rows passed on at a time."""

LIMITS = Limits(memory_bytes=3 << 30, cpu_s=1800, wait_s=3600.0, file_bytes=8 << 30)
"""What reading a workbook or Parquet file may take: a workbook of a million rows needs some two minutes, a row
group of Parquet lies in memory as a whole."""


def sheets(path: Path) -> tuple[str, ...]:
    """The names of a workbook's sheets. Raises TableError("damaged-workbook")."""
    return run(LIMITS, packed.sheets, path.resolve())


def sheet_rows(path: Path, sheet: str = "", *, most: int = packed.ALL) -> Iterator[list[str]]:
    """The rows of a sheet (the first by default) as text: dates in ISO 8601, numbers in full."""
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "rows"
        run(LIMITS, packed.write_sheet, path.resolve(), target, sheet, most)
        with target.open(encoding="utf-8") as lines:
            for line in lines:
                yield [str(cell) for cell in json.loads(line)]


def json_names(path: Path, member: str = "") -> tuple[str, ...]:
    """The keys of the first thousand lines, in order of appearance."""
    found: dict[str, None] = {}
    for record in islice(_json_records(path, member), 1000):
        if isinstance(record, dict):
            found.update(dict.fromkeys(record))
    if not found:
        raise TableError("no-data", "no line holds a JSON object")
    return tuple(found)


def _json_records(path: Path, member: str) -> Iterator[dict[str, str] | str | None]:
    """Each line as key and text; a line that is no object as it stands; a blank one as None."""
    with opened(path, member) as file:
        rest = b""
        while True:
            got = file.read(1 << 20)
            lines = (rest + got).split(b"\n")
            rest = lines.pop() if got else b""
            for line in lines:
                yield _json_record(line)
            if not got:
                return


def _json_record(line: bytes) -> dict[str, str] | str | None:
    if not line.strip():
        return None
    try:
        record = json.loads(line, parse_float=str, parse_int=str, parse_constant=str)
    except (ValueError, RecursionError):
        return line.decode("utf-8", "replace")
    return _flat(record) if isinstance(record, dict) else line.decode("utf-8", "replace")


def _flat(record: dict[str, Any]) -> dict[str, str]:
    """Values as text; those of nested objects under `outer.inner`."""
    flat: dict[str, str] = {}
    for key, value in record.items():
        if isinstance(value, dict):
            flat.update({f"{key}.{inner}": word for inner, word in _flat(value).items()})
        else:
            flat[key] = "" if value is None else value if isinstance(value, str) else json.dumps(value)
    return flat


def parquet_names(path: Path) -> tuple[str, ...]:
    """The columns of a Parquet file. Raises TableError("damaged-parquet")."""
    return run(LIMITS, packed.columns, path.resolve())


def record_cells(path: Path, plan: ReadPlan) -> Iterator[Cells]:
    """The rows of a workbook, Parquet or NDJSON file as cells, by the plan."""
    if plan.layout == Layout.PARQUET:
        yield from _parquet_cells(path)
    elif plan.layout == Layout.EXCEL:
        rows = enumerate(sheet_rows(path, plan.member), 1)
        yield from _row_cells(((n, row) for n, row in rows if n >= plan.first_line), len(plan.columns))
    else:
        yield from _json_cells(path, plan)


def _parquet_cells(path: Path) -> Iterator[Cells]:
    first = 1
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "columns"
        run(LIMITS, packed.write_columns, path.resolve(), target)
        with target.open(encoding="utf-8") as lines:
            for line in lines:
                columns = [pa.array(column, pa.string()) for column in json.loads(line)]
                n_rows = len(columns[0]) if columns else 0
                yield Cells(columns, np.arange(first, first + n_rows, dtype=np.int64))
                first += n_rows


def _row_cells(rows: Iterator[tuple[int, list[str]]], n_columns: int) -> Iterator[Cells]:
    while part := list(islice(rows, _ROWS)):
        # A sheet ends its rows where their last cell is; what is missing is empty.
        full = [(n, (row + [""] * n_columns)[:n_columns]) for n, row in part if any(row) and not any(row[n_columns:])]
        odd = [OddRow(n, len(row), " | ".join(row)) for n, row in part if any(row[n_columns:])]
        yield _cells([row for _, row in full], [n for n, _ in full], n_columns, odd)


def _cells(rows: Sequence[Sequence[str]], lines: list[int], n_columns: int, odd: list[OddRow]) -> Cells:
    columns = [pa.array([row[n] or None for row in rows], pa.string()) for n in range(n_columns)]
    return Cells(columns, np.array(lines, np.int64), tuple(odd))


def _json_cells(path: Path, plan: ReadPlan) -> Iterator[Cells]:
    names = json_names(path, plan.member)
    records = enumerate(_json_records(path, plan.member), 1)
    while part := list(islice(records, _ROWS)):
        rows, lines, odd = [], [], []
        for n, record in part:
            if isinstance(record, dict):
                rows.append([record.get(name, "") for name in names])
                lines.append(n)
            elif record is not None:
                odd.append(OddRow(n, 1, record))
        yield _cells(rows, lines, len(names), odd)
