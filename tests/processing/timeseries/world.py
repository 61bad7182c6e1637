"""Files as the world writes them, with what they say: delimiters × marks × dates × encodings × headers × zones."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np

DATES = (
    "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M", "%Y/%m/%d %H:%M:%S", "%d.%m.%Y %H:%M:%S",
    "%d.%m.%Y %H:%M", "%d.%m.%y %H:%M", "%d/%m/%Y %H:%M", "%m/%d/%Y %H:%M", "%m/%d/%Y %I:%M:%S %p",
    "%d-%m-%Y %H:%M:%S", "%d %b %Y %H:%M", "%d-%b-%Y %H:%M:%S", "%b %d, %Y %H:%M", "%Y%m%d%H%M%S", "%Y%m%dT%H%M%S",
    "%Y-%m-%dT%H:%M:%S%z", "%Y-%m-%dT%H:%M:%SZ", "%Y-%m-%d %H:%M:%S.%f", "unix-s", "unix-ms", "excel", "two-columns",
    "two-columns-pm",
)  # fmt: skip
DELIMITERS = (",", ";", "\t", "|", " ")
ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "latin-1", "cp1252")
ZONES = ("UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe")
HEADERS = ("names", "none", "units", "comments", "quoted")
MARKS = ((".", ""), (",", ""), (".", ","), (",", "."), (",", " "), (".", "'"))


@dataclass(frozen=True)
class WorldFile:
    """A file and its truth. `times` are microseconds since 1970 UTC; NaN is a blank cell."""

    told: str
    data: bytes
    zone: str
    times: list[int]
    columns: list[list[float]]


def world_file(seed: int) -> WorldFile:
    """One file; the seed walks through all values of each quality and draws how they meet."""
    rng = np.random.default_rng(seed)
    date = DATES[seed % len(DATES)]
    delimiter = DELIMITERS[int(rng.integers(5))]
    encoding = ENCODINGS[int(rng.integers(5))]
    zone = ZONES[int(rng.integers(5))]
    header = HEADERS[int(rng.integers(5))]
    marks = MARKS[int(rng.integers(6))]
    is_quoted = header == "quoted" or (delimiter == "," and "," in marks) or delimiter == " "
    if delimiter == " " and marks[1] == " ":
        marks = (",", "")
    moments = _moments(rng, zone, date)
    columns = [_values(rng, len(moments)) for _ in range(int(rng.integers(1, 4)))]
    n_decimals = [int(rng.integers(0, 4)) for _ in columns]
    columns = [[round(v, d) if v == v else v for v in c] for c, d in zip(columns, n_decimals, strict=True)]
    rows = [
        [*_time_cells(moment, date), *(_number(c[n], d, marks) for c, d in zip(columns, n_decimals, strict=True))]
        for n, moment in enumerate(moments)
    ]
    lines = _header(header, date, columns) + rows
    text = "\n".join(delimiter.join(_cell(cell, delimiter, is_quoted) for cell in row) for row in lines) + "\n"
    if header == "comments":
        text = "# station Wörrstadt\n# logger 17\n" + text
    if rng.random() < 0.3:
        text = text.replace("\n", "\r\n")
    told = f"seed {seed}: {date!r} {delimiter!r} {marks} {n_decimals} {encoding} {header} {zone}"
    times = [round((m - datetime(1970, 1, 1, tzinfo=UTC)) / timedelta(microseconds=1)) for m in moments]
    return WorldFile(told, text.encode(encoding), zone, times, columns)


def _moments(rng: np.random.Generator, zone: str, date: str) -> list[datetime]:
    """Forty to ninety aware times, some runs over a change of the clock, some within one ambiguous fortnight."""
    step = timedelta(minutes=int(rng.choice([1, 5, 10, 15, 60, 360])))
    starts = ("2021-10-30T20:00", "2021-03-27T20:00", "2023-02-03T00:00", "2021-11-06T20:00", "2024-12-20T05:00")
    start = datetime.fromisoformat(starts[int(rng.integers(5))]).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
    n = int(rng.integers(40, 90))
    moments = [start + step * k for k in range(n)]
    keep = rng.random(n) > 0.05
    return [m.astimezone(ZoneInfo(zone)) for m, kept in zip(moments, keep, strict=True) if kept]


def _values(rng: np.random.Generator, n: int) -> list[float]:
    size = float(rng.choice([1.0, 50.0, 3000.0, 2e6]))
    values = np.where(rng.random(n) < 0.05, np.nan, rng.normal(0.3 * size, size, n))
    return [float(v) for v in values]


def _time_cells(moment: datetime, date: str) -> list[str]:
    seconds = round((moment - datetime(1970, 1, 1, tzinfo=UTC)).total_seconds())
    if date == "unix-s":
        return [str(seconds)]
    if date == "unix-ms":
        return [str(seconds * 1000)]
    if date == "excel":
        days = (moment.replace(tzinfo=None) - datetime.fromisoformat("1899-12-30")) / timedelta(days=1)
        return [f"{days:.10f}".rstrip("0").rstrip(".")]
    if date == "two-columns":
        return [moment.strftime("%d.%m.%Y"), moment.strftime("%H:%M:%S")]
    if date == "two-columns-pm":
        return [moment.strftime("%m/%d/%Y"), moment.strftime("%I:%M %p")]
    if date.endswith("Z"):
        return [moment.astimezone(UTC).strftime(date)]
    return [moment.strftime(date)]


def _number(value: float, n_decimals: int, marks: tuple[str, str]) -> str:
    if value != value:
        return ""
    decimal, thousands = marks
    text = f"{value:{',' if thousands else ''}.{n_decimals}f}"
    return text.replace(",", "\0").replace(".", decimal).replace("\0", thousands)


def _header(header: str, date: str, columns: list[list[float]]) -> list[list[str]]:
    times = ["Datum", "Uhrzeit"] if date.startswith("two-columns") else ["Zeit"]
    names = [f"Wärme {n}" for n in range(1, len(columns) + 1)]
    if header == "none":
        return []
    if header == "units":
        return [[*times, *names], [*("" for _ in times), *("°C" for _ in names)]]
    return [[*times, *names]]


def _cell(cell: str, delimiter: str, is_quoted: bool) -> str:
    needs = delimiter in cell or (is_quoted and not cell.isdigit() and cell != "") or (delimiter == " " and cell == "")
    return f'"{cell}"' if needs else cell
