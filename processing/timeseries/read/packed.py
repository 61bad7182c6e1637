"""Workbooks and Parquet files taken apart into lines of JSON, in a bounded process (`records` asks for it)."""

import json
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time
from itertools import islice
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import ParseError

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
from openpyxl.utils.exceptions import InvalidFileException

from processing.errors import TableError

ALL = 1 << 40
"""More rows than any sheet has."""

_ROWS = 100_000
"""Rows of a Parquet file written as one line."""


def sheets(path: Path) -> tuple[str, ...]:
    """The names of a workbook's sheets. Raises TableError("damaged-workbook")."""
    with _workbook(path) as book:
        return tuple(book.sheetnames)


def write_sheet(path: Path, target: Path, sheet: str, most: int) -> None:
    """Write the first `most` rows of a sheet (empty: the first sheet) to a file, a list of texts a line.

    Raises TableError: damaged-workbook, no-such-member.
    """
    with _workbook(path) as book, target.open("w", encoding="utf-8") as out:
        if sheet and sheet not in book.sheetnames:
            raise TableError("no-such-member", f"expected one of {', '.join(book.sheetnames)}, got {sheet!r}")
        rows = book[sheet or book.sheetnames[0]].iter_rows(values_only=True)
        for row in islice(rows, most):
            out.write(json.dumps([_cell(value) for value in row]) + "\n")


@contextmanager
def _workbook(path: Path) -> Iterator[Any]:
    # Given a path, openpyxl goes by the name's ending, which a stored file does not have.
    with path.open("rb") as file:
        try:
            yield openpyxl.load_workbook(file, read_only=True, data_only=True)
        except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, ParseError) as error:
            raise TableError("damaged-workbook", f"the workbook cannot be opened: {error}") from error


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.isoformat(" ", "microseconds" if value.microsecond else "seconds")
    if isinstance(value, date | time):
        return value.isoformat()
    return repr(value) if isinstance(value, float) else str(value)


def columns(path: Path) -> tuple[str, ...]:
    """The columns of a Parquet file. Raises TableError("damaged-parquet")."""
    with _parquet(path) as file:
        return tuple(file.schema_arrow.names)


def write_columns(path: Path, target: Path) -> None:
    """Write the rows of a Parquet file, 100,000 a line, as a list of columns of texts; null where nothing is.

    Raises TableError("damaged-parquet").
    """
    with _parquet(path) as file, target.open("w", encoding="utf-8") as out:
        for batch in file.iter_batches(_ROWS):
            out.write(json.dumps([_as_text(column).to_pylist() for column in batch.columns]) + "\n")


@contextmanager
def _parquet(path: Path) -> Iterator[pq.ParquetFile]:
    try:
        with pq.ParquetFile(path) as file:
            yield file
    except (pa.ArrowException, OSError) as error:
        raise TableError("damaged-parquet", f"the Parquet file cannot be opened: {error}") from error


def _as_text(column: pa.Array) -> pa.StringArray:
    if pa.types.is_dictionary(column.type):
        column = column.dictionary_decode()
    try:
        text = column.cast(pa.string())
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError):
        text = pa.array([None if value is None else str(value) for value in column.to_pylist()], pa.string())
    return text.combine_chunks() if isinstance(text, pa.ChunkedArray) else text
