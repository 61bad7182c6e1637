"""Tables as files for others: missing is nothing or null, texts are harmless, numbers keep every digit."""

import csv
import io
import json
from typing import Any

import numpy as np
import openpyxl
import pytest

from processing.errors import TableError
from processing.timeseries import exports
from processing.timeseries.findings import Finding, Severity
from processing.timeseries.places import read_places, write_places
from processing.timeseries.table import US, Column, Table, Texts

WITH_TEXT = Table(
    np.array([0, 60, 120], np.int64) * US,
    (
        Column("=power", np.array([0.1, np.nan, 1e-9]), unit="kW"),
        Column("state", np.array([np.nan, 2.0, -3.5]), texts=Texts(np.array([0]), ("=cmd|' /C calc'!A0",))),
    ),
)


def write(kind: str, tmp_path: Any, table: Table = WITH_TEXT) -> bytes:
    path = tmp_path / f"out.{kind}"
    exports.WRITERS[kind](table, path, lambda _done, _total: None)
    content: bytes = path.read_bytes()
    return content


def test_csv_has_nothing_where_a_value_is_missing_and_no_formula(tmp_path):
    rows = list(csv.reader(io.StringIO(write("csv", tmp_path).decode())))
    assert rows[0] == ["time", "'=power (kW)", "state"]
    assert rows[1] == ["1970-01-01T00:00:00Z", "0.1", "'=cmd|' /C calc'!A0"]
    assert rows[2][1:] == ["", "2"]
    assert [float(row[1]) for row in (rows[1], rows[3])] == [0.1, 1e-9]


def test_json_has_null_where_a_value_is_missing(tmp_path):
    told = json.loads(write("json", tmp_path))
    assert told["columns"][1] == {"name": "=power", "unit": "kW"}
    assert [row[1] for row in told["rows"]] == [0.1, None, 1e-9]


def test_excel_keeps_formulas_as_text(tmp_path):
    book = openpyxl.load_workbook(io.BytesIO(write("xlsx", tmp_path)))
    cell = book.active["C2"]
    assert (cell.data_type, cell.value[0]) == ("s", "'")


def test_fractions_of_seconds_are_kept_where_there_are_any(tmp_path):
    table = Table(np.array([0, 1_500_000], np.int64), (Column("a", np.array([1.0, 2.0])),))
    assert '"1970-01-01T00:00:01.500000Z",2' in write("csv", tmp_path, table).decode()


def test_more_rows_than_a_sheet_holds_are_refused(tmp_path):
    n = exports.MAX_SHEET_ROWS + 1
    table = Table(np.arange(n) * US, (Column("a", np.zeros(n)),))
    with pytest.raises(TableError, match="a sheet holds"):
        write("xlsx", tmp_path, table)


def test_places_are_written_in_full_and_read_back_by_time(tmp_path):
    times = np.array([5, 3, 4], np.int64) * US
    found = Finding("spikes", Severity.INFO, "told", count=3, column="=a", rows=[5, 3, 4], times=times,
                    values=[1.5, -2.0, "=x"])  # fmt: skip
    path = tmp_path / "places.csv"
    with path.open("w", newline="") as file:
        write_places([(0, found)], file)
    text = path.read_text()
    assert "-2," not in text.splitlines()[2].split(",")[-1]
    assert text.splitlines()[3].endswith("'=x")
    places = read_places(path)
    assert places.time.tolist() == [3 * US, 4 * US, 5 * US]
    assert np.isnan(places.value[1])
    assert len(places.of_column("=a").within(3 * US, 5 * US).time) == 2
