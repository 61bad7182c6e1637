"""Reading: what a file says is what the table holds; what does not fit is in a finding."""

import gzip
import json
import math
import sys
import zipfile
from datetime import datetime
from pathlib import Path

import numpy as np
import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from processing.errors import TableError
from processing.timeseries import store
from processing.timeseries.findings import Finding
from processing.timeseries.read import (
    Detection,
    Duplicates,
    ReadPlan,
    ReadResult,
    detect,
    merge,
    read,
    redetect,
    with_answers,
)
from processing.timeseries.table import Window


def _read(path: Path, text: str | bytes, zone: str = "UTC", **plan: object) -> ReadResult:
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    detection = detect(path, zone=zone)
    assert detection.questions == ()
    result = read(path, ReadPlan.from_dict(detection.plan.as_dict() | plan))
    assert result.table.n_rows + result.n_dropped == result.n_rows
    return result


def _times(result: ReadResult) -> list[str]:
    return [str(np.datetime64(int(t), "us"))[:16] for t in result.table.time]


def _found(result: ReadResult, code: str) -> Finding:
    return next(finding for finding in result.findings if finding.code == code)


def _codes(result: ReadResult) -> list[str]:
    return [finding.code for finding in result.findings]


def _same(values: np.ndarray, expected: list[float]) -> None:
    np.testing.assert_array_equal(values, expected)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "file.csv"


ROWS = "time;a;b\n2021-01-01 00:00:00;1.5;2\n2021-01-01 00:10:00;;3\n2021-01-01 00:20:00;ERR;4\n"


def test_blanks_and_texts_are_missing_and_told(path: Path) -> None:
    result = _read(path, ROWS)
    _same(result.table.column("a").values, [1.5, math.nan, math.nan])
    assert result.table.column("a").texts.words == ("ERR",)
    assert _found(result, "missing-values").examples[0].row == 3
    assert _found(result, "not-a-number").examples[0].value == "ERR"


@pytest.mark.parametrize("pack", ["gzip", "zip"])
def test_packed_files_are_read_as_what_they_hold(path: Path, pack: str) -> None:
    if pack == "gzip":
        data = gzip.compress(ROWS.encode())
    else:
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("__MACOSX/._a.csv", "junk")
            archive.writestr("a.csv", ROWS)
            archive.writestr("b.csv", "nothing")
        data = path.read_bytes()
    result = _read(path, data)
    assert result.n_rows == 3
    assert detect(path, zone="UTC").members == (("a.csv", "b.csv") if pack == "zip" else ())


def test_a_cut_archive_is_said_to_be_damaged(path: Path) -> None:
    path.write_bytes(gzip.compress(ROWS.encode() * 2000)[:-40])
    with pytest.raises(TableError) as caught:
        detect(path, zone="UTC")
    assert caught.value.code == "damaged-archive"


def test_a_workbook_keeps_dates_and_numbers(path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["Zeit", "T [°C]"])
    sheet.append([datetime.fromisoformat("2021-01-01T00:00:00"), 1.25])
    sheet.append([datetime.fromisoformat("2021-01-01T00:10:00"), None])
    sheet.append([datetime.fromisoformat("2021-01-01T00:20:00"), 0.3125])
    book.create_sheet("more")
    book.save(path)
    result = _read(path, path.read_bytes())
    _same(result.table.column("T").values, [1.25, math.nan, 0.3125])
    assert result.table.column("T").unit == "°C"
    assert detect(path, zone="UTC").members == ("Sheet", "more")


def test_parquet_keeps_times_with_a_zone_and_every_bit_of_a_number(path: Path) -> None:
    time = pa.array([0, 60_000_000], pa.timestamp("us", "Europe/Berlin"))
    pq.write_table(pa.table({"when": time, "v": [math.pi, 1e-300]}), path)
    result = _read(path, path.read_bytes(), zone="")
    assert result.table.time.tolist() == [0, 60_000_000]
    _same(result.table.column("v").values, [math.pi, 1e-300])


def test_ndjson_with_nested_values_and_a_broken_line(path: Path) -> None:
    lines = [json.dumps({"t": 1_600_000_000 + 60 * n, "m": {"v": n / 8}}) for n in range(5)]
    result = _read(path, "\n".join([*lines[:3], "{broken", *lines[3:]]), zone="")
    _same(result.table.column("m.v").values, [0, 0.125, 0.25, 0.375, 0.5])
    assert _found(result, "wrong-number-of-cells").examples[0].row == 4


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252", "latin-1"])
def test_encodings_are_told_apart(path: Path, encoding: str) -> None:
    result = _read(
        path, ROWS.replace(";b\n", ";Wärme – m³\n" if encoding != "latin-1" else ";Wärme m³\n").encode(encoding)
    )
    assert result.table.names[1].startswith("Wärme")
    assert "non-ascii-names" in _codes(result)


@pytest.mark.parametrize("newline", ["\r\n", "\r"])
def test_newlines_of_all_systems(path: Path, newline: str) -> None:
    assert _read(path, ROWS.replace("\n", newline)).n_rows == 3


def test_line_numbers_count_comments_and_blank_lines(path: Path) -> None:
    text = ROWS.replace("2021-01-01 00:10", "# note\n\n2021-01-01 00:10")
    assert _found(_read(path, "# logger\n" + text), "missing-values").examples[0].row == 6


def test_rows_that_do_not_fit_are_left_out_and_listed(path: Path) -> None:
    text = ROWS + "2021-01-01 00:30:00;5\nyesterday;1;2\n2021-02-30 00:00:00;1;2\n2021-01-01 00:40:00;1;2;3\n"
    result = _read(path, text)
    assert (result.n_rows, result.table.n_rows) == (7, 3)
    assert [e.row for e in _found(result, "unreadable-time").examples] == [6, 7]
    assert [e.row for e in _found(result, "wrong-number-of-cells").examples] == [5, 8]


def test_a_cut_last_line_is_named(path: Path) -> None:
    result = _read(path, ROWS + "2021-01-0")
    assert _found(result, "cut-last-line").examples[0].value == "2021-01-0"


def test_a_quote_that_does_not_end_costs_its_own_line_only(path: Path) -> None:
    result = _read(
        path, ROWS + '"2021-01-01 00:30:00;1;2\n' + "".join(f"2021-01-02 00:{n:02}:00;1;2\n" for n in range(9))
    )
    assert result.table.n_rows == 12
    assert result.n_dropped == 1


def test_the_decimal_mark_is_decided_by_all_rows_of_a_column(path: Path) -> None:
    rows = [f"2021-01-01 {n // 60:02}:{n % 60:02};{1 + n / 1000:.3f};{'1,' if n else '0,'}{n:03}" for n in range(600)]
    path.write_text("t;a;b\n" + "\n".join(rows) + "\n")
    detection = detect(path, zone="UTC")
    assert [question.field for question in detection.questions] == ["decimal:1"]
    with pytest.raises(TableError) as caught:
        read(path, detection.plan)
    assert caught.value.code == "decimal-needed"
    result = read(path, with_answers(detection.plan, decimals={1: "."}))
    assert result.table.column("a").values[7] == 1.007
    assert result.table.column("b").values[7] == 1.007


def test_marks_both_ways_in_one_column_are_asked_about(path: Path) -> None:
    path.write_text("t;a\n2021-01-01 00:00;1.5\n2021-01-01 00:10;2,5\n")
    assert [question.field for question in detect(path, zone="UTC").questions] == ["decimal:1"]


def test_a_decimal_comma_in_a_file_divided_by_commas_is_refused(path: Path) -> None:
    path.write_text("t,a\n" + "".join(f"2021-01-01 00:0{n},1,{n}\n" for n in range(9)))
    with pytest.raises(TableError) as caught:
        detect(path, zone="UTC")
    assert caught.value.code == "header-mismatch"
    path.write_text("".join(f"2021-01-01 00:0{n},1,{n}\n" for n in range(9)))
    assert [question.field for question in detect(path, zone="UTC").questions] == ["columns"]


def test_thousands_that_first_occur_late_in_a_large_file_are_read(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("sources", "detect"):
        monkeypatch.setattr(sys.modules[f"processing.timeseries.read.{module}"], "SAMPLE_BYTES", 400)
    values = ["950.5"] * 40 + ["1,050.25"] + ["950.5"] * 100
    rows = [f"2021-01-01 {n // 60:02}:{n % 60:02};{value}" for n, value in enumerate(values)]
    result = _read(path, "t;a\n" + "\n".join(rows) + "\n")
    assert result.table.column("a").values[40] == 1050.25
    assert _found(result, "thousands-mark").count == 1


def _detect(path: Path, times: list[str]) -> Detection:
    path.write_text("t;a\n" + "".join(f"{time};{n}.5\n" for n, time in enumerate(times)))
    return detect(path, zone="UTC")


def test_one_date_beyond_the_twelfth_decides_the_order(path: Path) -> None:
    assert _detect(path, ["01/02/2021", "02/02/2021", "13/02/2021"]).plan.pattern == "%d/%m/%Y"
    assert _detect(path, ["01/02/2021", "01/13/2021", "02/02/2021"]).plan.pattern == "%m/%d/%Y"


def test_a_clock_that_passes_midnight_decides_the_order(path: Path) -> None:
    times = [f"{day:02}/03/2021 {hour:02}:00" for day in (1, 2, 3) for hour in range(24)]
    assert _detect(path, times).plan.pattern == "%d/%m/%Y %H:%M"


def test_dates_that_fit_both_orders_are_asked_about(path: Path) -> None:
    detection = _detect(path, ["01/02/2021", "02/02/2021", "03/02/2021"])
    assert detection.questions[0].options == ("%d/%m/%Y", "%m/%d/%Y")
    with pytest.raises(TableError) as caught:
        read(path, detection.plan)
    assert caught.value.code == "pattern-needed"
    answered = with_answers(detection.plan, pattern="%m/%d/%Y")
    assert redetect(path, answered).parsed[1][0] == "2021-02-02T00:00:00Z"


def test_a_file_with_both_orders_is_refused(path: Path) -> None:
    plan = _detect(path, ["13/01/2021", "14/01/2021", "15/01/2021", "01/16/2021"]).plan
    with pytest.raises(TableError) as caught:
        read(path, plan)
    assert caught.value.code == "mixed-date-order"


def test_times_without_an_offset_need_a_zone(path: Path) -> None:
    path.write_text(ROWS)
    detection = detect(path)
    assert [question.field for question in detection.questions] == ["zone"]
    with pytest.raises(TableError) as caught:
        read(path, detection.plan)
    assert caught.value.code == "zone-needed"


@pytest.mark.parametrize(("name", "zone"), [("UTC", "UTC"), ("Time (UTC+01:00)", "Etc/GMT-1"), ("date_utc", "UTC")])
def test_a_header_can_name_the_zone(path: Path, name: str, zone: str) -> None:
    path.write_text(ROWS.replace("time;", name + ";"))
    assert detect(path, zone="Asia/Tokyo").plan.zone == zone


def _clock(path: Path, times: list[str], zone: str = "Europe/Berlin") -> ReadResult:
    return _read(path, "t;a\n" + "".join(f"{t};{n}\n" for n, t in enumerate(times)), zone)


AUTUMN = [f"2021-10-31 0{h}:{m:02}" for h in (1, 2) for m in (0, 30)] + [
    "2021-10-31 02:00",
    "2021-10-31 02:30",
    "2021-10-31 03:00",
]


def test_the_repeated_hour_is_told_apart_by_order(path: Path) -> None:
    result = _clock(path, AUTUMN)
    expected = [f"2021-10-{30 if h == 23 else 31}T{h:02}:{m:02}" for h in (23, 0, 1) for m in (0, 30)]
    assert _times(result) == [*expected, "2021-10-31T02:00"]
    assert _found(result, "repeated-hour").count == 4


def test_the_repeated_hour_is_told_apart_in_a_file_that_runs_backwards(path: Path) -> None:
    result = _clock(path, AUTUMN[::-1])
    assert _times(result) == _times(_clock(path, AUTUMN))
    assert "newest-first" in _codes(result) or "repeated-hour" in _codes(result)


def test_an_hour_had_twice_but_written_once_is_reported_not_guessed(path: Path) -> None:
    result = _clock(path, AUTUMN[:4] + AUTUMN[-1:])
    assert _found(result, "undecided-hour").n_dropped == 2


def test_an_hour_at_the_end_of_the_file_joins_what_is_before_it(path: Path) -> None:
    assert _times(_clock(path, AUTUMN[:4]))[-1] == "2021-10-31T00:30"


def test_the_missing_hour_is_reported(path: Path) -> None:
    result = _clock(path, ["2021-03-28 01:30", "2021-03-28 02:00", "2021-03-28 02:30", "2021-03-28 03:00"])
    assert _times(result) == ["2021-03-28T00:30", "2021-03-28T01:00"]
    assert [e.row for e in _found(result, "missing-hour").examples] == [3, 4]


def test_unsorted_rows_are_sorted_and_told(path: Path) -> None:
    result = _clock(path, ["2021-01-01 00:20", "2021-01-01 00:00", "2021-01-01 00:10"], "UTC")
    _same(result.table.columns[0].values, [1, 2, 0])
    assert _found(result, "unsorted").count == 2


def test_interleaved_hours_are_named(path: Path) -> None:
    times = [f"2022-03-27 0{h}:{m:02}" for m in range(0, 60, 3) for h in (3, 2)]
    assert _found(_clock(path, times, "UTC"), "interleaved-hours").count >= 10


@pytest.mark.parametrize(("policy", "value"), [("first", 0.0), ("last", 2.0), ("mean", 1.0)])
def test_rows_of_the_same_time_follow_the_policy(path: Path, policy: str, value: float) -> None:
    text = "t;a\n2021-01-01 00:00;0\n2021-01-01 00:10;5\n2021-01-01 00:00;2\n2021-01-01 00:00;\n"
    text = text.replace("00:00;\n", "00:00;2\n") if policy == "last" else text
    result = _read(path, text, duplicates=policy)
    _same(result.table.columns[0].values, [value, 5])
    assert _found(result, "duplicate-times").n_dropped == 2


def test_rows_of_the_same_time_are_an_error_if_asked(path: Path) -> None:
    with pytest.raises(TableError) as caught:
        _read(path, "t;a\n2021-01-01 00:00;0\n2021-01-01 00:00;5\n", duplicates="error")
    assert caught.value.code == "duplicate-times"


def test_a_year_of_two_digits_is_told(path: Path) -> None:
    result = _clock(path, ["31.12.68 00:00", "31.12.99 00:00"], "UTC")
    assert [t[:4] for t in _times(result)] == ["1999", "2068"]
    assert "two-digit-years" in _codes(result)


def test_gaps_and_left_out_columns_are_told(path: Path) -> None:
    rows = "".join(f"2021-01-{day:02} 00:00;{day};ok\n" for day in (1, 2, 3, 7, 8))
    result = _read(path, "t;a;quality\n" + rows)
    assert _found(result, "gaps").examples[0].value == "4 days"
    assert "quality" in _found(result, "columns-left-out").message


def test_files_are_merged_by_time_and_column(path: Path) -> None:
    one = _read(path, "t;a\n2021-01-01 00:00;1\n2021-01-01 00:10;2\n")
    two = _read(path, "t;a;b\n2021-01-01 00:10;9\n2021-01-01 00:20;3\n".replace(";9", ";9;8").replace(";3", ";3;7"))
    both = merge([one, two])
    _same(both.table.column("a").values, [1, 2, 3])
    _same(both.table.column("b").values, [math.nan, 8, 7])
    assert both.table.n_rows + both.n_dropped == both.n_rows
    _same(merge([one, two], duplicates=Duplicates.LAST).table.column("a").values, [1, 9, 3])
    _same(merge([one, two], duplicates=Duplicates.MEAN).table.column("a").values, [1, 5.5, 3])


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (b"", "empty-file"), (b"\n \n", "empty-file"), (b"hello\nworld\n", "no-delimiter"),
        (b"\x00\x01\x02" * 99, "not-text"), (b"a;b\nc;d\n", "no-data"), (b"a;b\n1;2\n2;3\n", "no-time-column"),
        (b"t;a\n2021-01-01;x\n2021-01-02;y\n", "no-values"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 99, "old-workbook"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_refused_with_the_reason(path: Path, text: bytes, code: str) -> None:
    path.write_bytes(text)
    with pytest.raises(TableError) as caught:
        detect(path, zone="UTC")
    assert caught.value.code == code


def test_a_table_comes_back_from_the_store_as_it_was(path: Path) -> None:
    table = _read(path, ROWS).table
    store.write(table, path)
    back = store.read(path)
    assert (back.names, back.time.tolist()) == (table.names, table.time.tolist())
    _same(back.column("a").values, table.column("a").values.tolist())
    assert back.column("a").texts.words == ("ERR",)
    part = store.read(path, columns=("b",), window=Window(int(table.time[1]), int(table.time[2])))
    assert (part.names, part.column("b").values.tolist()) == (("b",), [3.0])


def test_a_plan_survives_json(path: Path) -> None:
    path.write_text(ROWS)
    plan = detect(path, zone="UTC").plan
    assert ReadPlan.from_dict(json.loads(json.dumps(plan.as_dict()))) == plan
    with pytest.raises(TableError, match="no plan"):
        ReadPlan.from_dict({"layout": "stone"})
