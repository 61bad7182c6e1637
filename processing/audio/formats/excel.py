"""Excel workbooks (xlsx), read and written row by row."""

import tempfile
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from processing.audio.formats.call_tables import CALL_COLUMNS, CallColumn, full_columns, table_cells
from processing.audio.formats.exports import CHUNK_BYTES, ExportOptions, export_format
from processing.audio.formats.imports import ImportOptions, SegmentImport, import_format
from processing.audio.formats.rows import CallRow
from processing.audio.formats.tables import read_rows
from processing.bounded import Limits, run
from processing.errors import TableError

MAX_SHEET_ROWS = 1_048_576
"""Rows an Excel sheet holds."""

MAX_UNPACKED_BYTES = 256 << 20
"""Most bytes a workbook may unpack to: 256 MB is over a million rows."""

MAX_COLUMNS = 200
"""Columns looked at in a sheet."""

LIMITS = Limits(memory_bytes=2 << 30, cpu_s=120, wait_s=300.0)
"""What reading a workbook may take: a million rows need some two minutes."""

_MAX_MEMBERS = 1_000
_MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@import_format("xlsx")
def read_xlsx(path: Path, options: ImportOptions) -> SegmentImport:
    """Read the first sheet that has time columns, in a bounded process; formulas count as the values last computed.

    Raises TableError: not-a-table, too-large, too-many-rows, no-time-columns; BoundedError.
    """
    _check_archive(path)
    return run(LIMITS, read_workbook, path.resolve(), options)


def read_workbook(path: Path, options: ImportOptions) -> SegmentImport:
    """What `read_xlsx` gives, read in this process."""
    # openpyxl takes 0.2 s to import and is needed for workbooks only; the web process stays without it.
    from openpyxl import load_workbook  # noqa: PLC0415

    # As a file object: given a path, openpyxl goes by its suffix.
    with path.open("rb") as file:
        try:
            workbook = load_workbook(file, read_only=True, data_only=True, keep_links=False)
        except Exception as error:
            raise TableError("not-a-table", f"expected an Excel workbook: {error}") from error
        try:
            return _read_sheets(workbook, options)
        finally:
            workbook.close()


@export_format("xlsx", title="Table of calls (Excel)", suffix=".xlsx", media_type=_MEDIA_TYPE)
def write_xlsx(rows: Iterable[CallRow], options: ExportOptions) -> Iterator[bytes]:  # noqa: ARG001 - registry
    """Write the 17 columns; a further sheet is begun where one is full."""
    return _write(rows, CALL_COLUMNS)


@export_format("xlsx-full", title="Full table of calls (Excel)", suffix=".xlsx", media_type=_MEDIA_TYPE)
def write_full_xlsx(rows: Iterable[CallRow], options: ExportOptions) -> Iterator[bytes]:
    """Write every column, the probabilities included."""
    return _write(rows, full_columns(options))


def _read_sheets(workbook: Any, options: ImportOptions) -> SegmentImport:
    for sheet in workbook.worksheets:
        # The stored dimensions may lie, in either direction.
        sheet.reset_dimensions()
        try:
            return read_rows(sheet.iter_rows(max_col=MAX_COLUMNS, values_only=True), options, name="xlsx")
        except TableError as error:
            if error.code != "no-time-columns":
                raise
        except Exception as error:
            raise TableError("not-a-table", f"expected a readable sheet: {error}") from error
    raise TableError("no-time-columns", "expected a sheet with columns for onset and offset, found none")


def _check_archive(path: Path) -> None:
    """Refuse what is no archive, and what unpacks to more than a table may have."""
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError) as error:
        raise TableError("not-a-table", "expected an Excel workbook (xlsx), found no ZIP archive") from error
    unpacked = sum(member.file_size for member in members)
    if unpacked > MAX_UNPACKED_BYTES or len(members) > _MAX_MEMBERS:
        raise TableError(
            "too-large", f"expected a workbook of at most {MAX_UNPACKED_BYTES:,} bytes unpacked, found {unpacked:,}"
        )


def _write(rows: Iterable[CallRow], columns: tuple[CallColumn, ...]) -> Iterator[bytes]:
    # See read_xlsx.
    from openpyxl import Workbook  # noqa: PLC0415

    workbook = Workbook(write_only=True)
    sheet, n_rows = _new_sheet(workbook, columns), 1
    for row in rows:
        if n_rows >= MAX_SHEET_ROWS:
            sheet, n_rows = _new_sheet(workbook, columns), 1
        sheet.append(table_cells(row, columns))
        n_rows += 1
    with tempfile.TemporaryFile() as file:
        workbook.save(file)
        file.seek(0)
        while chunk := file.read(CHUNK_BYTES):
            yield chunk


def _new_sheet(workbook: Any, columns: tuple[CallColumn, ...]) -> Any:
    sheet = workbook.create_sheet(f"calls {len(workbook.worksheets) + 1}")
    sheet.freeze_panes = "A2"
    sheet.append([column.name for column in columns])
    return sheet
