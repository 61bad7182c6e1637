"""Patterns against strptime, zones against zoneinfo, numbers against float, one cell at a time."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from processing.errors import TableError
from processing.timeseries.read.numbers import Marks, convert, marks_from, weigh
from processing.timeseries.read.patterns import NAMED, NUMERIC, check_pattern, parse
from processing.timeseries.read.zones import to_utc

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MOMENTS = st.datetimes(datetime.fromisoformat("1969-01-01"), datetime.fromisoformat("2068-12-31"))
WRITTEN = [pattern for pattern in NAMED.values() if pattern not in NUMERIC and pattern != "excel"]


ZONES = ("Europe/Berlin", "America/St_Johns", "Australia/Lord_Howe", "Africa/Casablanca", "Asia/Tehran")
MARKS = tuple(Marks(*marks) for marks in ((".", ""), (",", ""), (".", ","), (",", "."), (",", " "), (".", "'")))


def _us(moment: datetime) -> int:
    return (moment.replace(tzinfo=moment.tzinfo or UTC) - EPOCH) // timedelta(microseconds=1)


@pytest.mark.parametrize("pattern", WRITTEN)
@settings(max_examples=15, deadline=None)
@given(moments=st.lists(MOMENTS, min_size=1, max_size=8))
def test_what_strftime_writes_is_read_back(pattern: str, moments: list[datetime]) -> None:
    cells = [moment.replace(tzinfo=UTC).strftime(pattern) for moment in moments]
    times = parse(pa.array(cells), pattern)
    assert times.is_read.all()
    assert times.time.tolist() == [_us(datetime.strptime(cell, pattern).replace(tzinfo=UTC)) for cell in cells]


@pytest.mark.parametrize(
    ("pattern", "cell"),
    [
        ("%Y-%m-%d %H:%M:%S", "2021-02-29 00:00:00"), ("%Y-%m-%d %H:%M:%S", "2021-01-01 08"),
        ("%Y-%m-%d %H:%M:%S", "2021-01-01 25:00:00"), ("%Y-%m-%d %H:%M:%S", "2021-01-01T00:00:00"),
        ("%Y-%m-%d %H:%M", "2021-01-01 24:01"), ("%d.%m.%Y", "1.13.2021"), ("%d.%m.%Y", "01.01.21"),
        ("%d/%m/%Y %I:%M %p", "01/01/2021 13:00 PM"), ("%Y-%m-%d %H:%M:%S.%f", "2021-01-01 00:00:00.1234567"),
        ("%Y-%m-%dT%H:%M:%S%z", "2021-01-01T00:00:00+1"), ("unix-s", "12a"),
        ("%Y%m%d", "2021131"), ("%d %b %Y", "1 Foo 2021"),
    ],
)  # fmt: skip
def test_what_does_not_fit_in_full_is_not_read(pattern: str, cell: str) -> None:
    assert not parse(pa.array([cell, None, ""]), pattern).is_read.any()


@pytest.mark.parametrize(
    ("pattern", "cell", "iso"),
    [
        ("%d.%m.%Y %H:%M", "1.2.2021 3:05", "2021-02-01T03:05"),
        ("%Y-%m-%d %H:%M", "2021-12-31 24:00", "2022-01-01T00:00"),
        ("%Y-%m-%d %H:%M:%S.%f", "2021-01-01 00:00:00", "2021-01-01T00:00"),
        ("%Y-%m-%dT%H:%M:%S%z", "2021-01-01T00:00:00+05:30", "2020-12-31T18:30"),
        ("%d. %b %Y %H:%M", "3. März 2021 04:00", "2021-03-03T04:00"),
        ("%d %b %Y", "Mi, 03 Déc 2020", "2020-12-03T00:00"),
        ("%m/%d/%y %I:%M %p", "2/3/21 12:07 a.m.", "2021-02-03T00:07"),
        ("excel", "44197.0416666667", "2021-01-01T01:00"),
        ("unix-s", "1609459200.25", "2021-01-01T00:00:00.250"), ("unix-ms", "-1", "1969-12-31T23:59:59.999"),
        ("%Y-%j", "2020-366", "2020-12-31T00:00"),
    ],
)  # fmt: skip
def test_what_people_write_is_read(pattern: str, cell: str, iso: str) -> None:
    times = parse(pa.array([cell, cell]), pattern)
    assert times.is_read.all()
    assert times.time.tolist() == [_us(datetime.fromisoformat(iso))] * 2


@pytest.mark.parametrize("pattern", ["%H:%M", "%Y-%m", "%Q", "%d.%m.%Y %I:%M", ""])
def test_a_pattern_that_leaves_the_day_open_is_refused(pattern: str) -> None:
    with pytest.raises(TableError, match=r"pattern|among"):
        check_pattern(pattern)


@settings(max_examples=60, deadline=None)
@given(
    zone=st.sampled_from(ZONES),
    start=st.sampled_from(["2021-03-27", "2021-10-30", "2022-04-02", "2021-11-06", "2021-05-14", "1980-04-05"]),
    minutes=st.sampled_from([5, 10, 30, 60, 180]),
)  # fmt: skip
def test_a_clock_read_without_a_break_comes_back_as_the_utc_it_was(zone: str, start: str, minutes: int) -> None:
    first = datetime.fromisoformat(start).replace(tzinfo=UTC)
    moments = [first + timedelta(minutes=minutes) * n for n in range(3 * 1440 // minutes)]
    local = [_us(moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None)) for moment in moments]
    found = to_utc(np.array(local), ZoneInfo(zone))
    assert len(found.missing) == len(found.undecided) == 0
    assert found.time.tolist() == [_us(moment) for moment in moments]


@settings(max_examples=60, deadline=None)
@given(
    values=st.lists(st.floats(-1e9, 1e9), min_size=1, max_size=12), n_decimals=st.integers(0, 4),
    marks=st.sampled_from(MARKS),
)  # fmt: skip
def test_numbers_are_read_by_their_marks_or_asked_about(values: list[float], n_decimals: int, marks: Marks) -> None:
    written = [f"{value:{',' if marks.thousands else ''}.{n_decimals}f}" for value in values]
    truth = [float(word.replace(",", "")) for word in written]
    cells = pa.array([w.replace(",", "\0").replace(".", marks.decimal).replace("\0", marks.thousands) for w in written])
    assert convert(cells, marks).values.tolist() == truth
    proof = weigh(cells)
    if not proof.is_ambiguous and not proof.is_contradictory:
        assert convert(cells, marks_from(proof)).values.tolist() == truth


@pytest.mark.parametrize("cell", ["1.2.3", "0x10", "inf", "1e", "--1", "1,5", "12 °C", "1e999"])
def test_what_is_no_number_is_text(cell: str) -> None:
    numbers = convert(pa.array(["1.5", cell]), Marks(".", ""))
    assert numbers.words == (cell,)


@pytest.mark.parametrize("cell", ["", " ", "NaN", "n/a", "NULL", "-", "#NV"])
def test_what_says_no_value_is_blank(cell: str) -> None:
    assert convert(pa.array(["1.5", cell]), Marks(".", "")).blank.tolist() == [1]
