"""Rows of a table, from text or a spreadsheet, turned into checked segments by their column names."""

from collections.abc import Iterable, Sequence

from processing.audio.formats.cells import parse_number, parse_text
from processing.audio.formats.columns import Columns, find_columns
from processing.audio.formats.imports import MAX_ROWS, UNITS_PER_S, ImportOptions, SegmentImport
from processing.audio.intervals import Interval
from processing.errors import TableError

HEADER_SEARCH_ROWS = 20
"""Rows above the column names (titles, blank lines) that are looked through."""

Row = Sequence[object]


def read_rows(
    rows: Iterable[Row], options: ImportOptions, *, name: str, is_comma_decimal: bool = False
) -> SegmentImport:
    """Read the rows of a table, its names among the first 20; one without names begins with numbers.

    Blank rows are no rows. Of a Raven selection that is listed for the waveform and the spectrogram, the
    waveform's row is refused with a finding; one listed for the waveform alone has no frequencies.
    Raises TableError: no-time-columns, too-many-rows.
    """
    found = SegmentImport(name)
    reader: _RowReader | None = None
    is_first = True
    for number, row in enumerate(rows, start=1):
        if number > MAX_ROWS + HEADER_SEARCH_ROWS:
            raise TableError("too-many-rows", f"expected at most {MAX_ROWS:,} rows, found more")
        if not any(cell is not None and str(cell).strip() for cell in row):
            continue
        if reader is not None:
            reader.read(number, row)
            continue
        columns = find_columns(["" if cell is None else str(cell) for cell in row])
        if columns is not None and (columns.has_header or is_first):
            reader = _RowReader(columns, options, found, is_comma_decimal)
            if not columns.has_header:
                reader.read(number, row)
        elif number >= HEADER_SEARCH_ROWS:
            break
        is_first = False
    if reader is None:
        raise TableError(
            "no-time-columns", "expected columns for onset and offset (or start and end, begin and end), found none"
        )
    reader.finish()
    return found


class _RowReader:
    """Reads rows once the columns are known."""

    def __init__(self, columns: Columns, options: ImportOptions, found: SegmentImport, is_comma_decimal: bool) -> None:
        self._columns = columns.by_meaning
        self._options = options
        self._found = found
        self._is_comma_decimal = is_comma_decimal
        self._per_second: dict[str, float] = {
            meaning: columns.per_second(meaning, UNITS_PER_S[options.time_unit], options.sr)
            for meaning in ("onset", "offset", "duration", "file_offset")
            if meaning in columns.by_meaning
        }
        self._waveforms: dict[str, tuple[int, Row]] = {}
        self._spectrograms: set[str] = set()

    def read(self, number: int, row: Row) -> None:
        """Keep a row's interval, or refuse the row; a waveform view waits for the spectrogram's."""
        selection, view = self._text(row, "selection"), (self._text(row, "view") or "").lower()
        if selection and view.startswith("waveform"):
            self._waveforms[f"{selection}/{number}"] = (number, row)
            return
        if selection and view:
            self._spectrograms.add(selection)
        self._read(number, row, is_waveform=False)

    def finish(self) -> None:
        """Read the waveform views that no spectrogram view of the same selection has made superfluous."""
        for key, (number, row) in self._waveforms.items():
            selection = key.rpartition("/")[0]
            if selection in self._spectrograms:
                message = f"selection {selection} is also listed in the spectrogram view, which counts"
                self._found.refuse(number, "second-view", message)
            else:
                self._read(number, row, is_waveform=True)

    def _read(self, number: int, row: Row, *, is_waveform: bool) -> None:
        try:
            interval = self._interval(row, is_waveform=is_waveform)
        except ValueError as error:
            self._found.refuse(number, "not-a-number", str(error))
            return
        if interval is None:
            self._found.refuse(number, "no-times", "expected an onset and an offset, found an empty cell")
            return
        self._found.accept(number, interval, self._options, self._text(row, "file"))

    def _interval(self, row: Row, *, is_waveform: bool) -> Interval | None:
        onset, offset = self._time(row, "onset"), self._time(row, "offset")
        if onset is None or (offset is None and "duration" not in self._columns):
            return None
        if offset is None:
            duration = self._time(row, "duration")
            if duration is None:
                return None
            offset = onset + duration
        file_offset = self._time(row, "file_offset")
        if file_offset is not None:
            onset, offset = file_offset, file_offset + offset - onset
        low, high = (None, None) if is_waveform else (self._frequency(row, "low"), self._frequency(row, "high"))
        return Interval(onset, offset, low, high, self._number(row, "score"), self._text(row, "label"))

    def _time(self, row: Row, meaning: str) -> float | None:
        number = self._number(row, meaning)
        return None if number is None else number / self._per_second[meaning]

    def _frequency(self, row: Row, meaning: str) -> float | None:
        number = self._number(row, meaning)
        return None if number is None else number * (self._columns[meaning].unit or 1.0)

    def _number(self, row: Row, meaning: str) -> float | None:
        try:
            return parse_number(self._cell(row, meaning), is_comma_decimal=self._is_comma_decimal)
        except ValueError as error:
            raise ValueError(f"{meaning}: {error}") from error

    def _text(self, row: Row, meaning: str) -> str | None:
        return parse_text(self._cell(row, meaning))

    def _cell(self, row: Row, meaning: str) -> object:
        column = self._columns.get(meaning)
        return row[column.position] if column is not None and column.position < len(row) else None
