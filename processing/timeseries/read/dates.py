"""Which pattern a column of times is written in, decided by every row that is shown."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from processing.timeseries.read.patterns import MONTH_NAME, WEEKDAY, parse
from processing.timeseries.table import US

_NUMERIC_DATES = (
    (r"\d{4}(?P<a>[-/._ ])\d{1,2}(?P=a)\d{1,2}", ("%Y{a}%m{a}%d",)),
    (r"\d{1,2}(?P<a>[-/._ ])\d{1,2}(?P=a)\d{4}", ("%d{a}%m{a}%Y", "%m{a}%d{a}%Y")),
    (r"\d{1,2}(?P<a>[-/._ ])\d{1,2}(?P=a)\d{2}", ("%d{a}%m{a}%y", "%m{a}%d{a}%y", "%y{a}%m{a}%d")),
    (r"\d{4}(?P<a>[-/.])\d{3}", ("%Y{a}%j",)),
    (r"\d{8}", ("%Y%m%d", "%d%m%Y", "%m%d%Y")),
    (r"\d{6}", ("%y%m%d", "%d%m%y", "%m%d%y")),
)
"""Dates of numbers: how they look, and what they can be."""

_NAMED_DATES = (
    (rf"\d{{1,2}}(?P<a>[-/ ]|\. ?){MONTH_NAME}(?P<b>[-/ ])\d{{4}}", ("%d{a}%b{b}%Y",)),
    (rf"\d{{1,2}}(?P<a>[-/ ]|\. ?){MONTH_NAME}(?P<b>[-/ ])\d{{2}}", ("%d{a}%b{b}%y",)),
    (rf"{MONTH_NAME}(?P<a>[-/ ])\d{{1,2}}(?P<b>, |,|[-/ ])\d{{4}}", ("%b{a}%d{b}%Y",)),
    (rf"\d{{4}}(?P<a>[-/ ]){MONTH_NAME}(?P<b>[-/ ])\d{{1,2}}", ("%Y{a}%b{b}%d",)),
)
"""Dates with the month by name."""

_CLOCKS = (
    (r"\d{1,2}:\d{2}:\d{2}(?P<f>[.,])\d{1,9} ?[ap]\.?m\.?", "%I:%M:%S{f}%f%p"),
    (r"\d{1,2}:\d{2}:\d{2}(?P<s> ?)[ap]\.? ?m\.?", "%I:%M:%S{s}%p"),
    (r"\d{1,2}:\d{2}(?P<s> ?)[ap]\.? ?m\.?", "%I:%M{s}%p"),
    (r"\d{1,2}(?P<s> ?)[ap]\.? ?m\.?", "%I{s}%p"),
    (r"\d{1,2}:\d{2}:\d{2}(?P<f>[.,])\d{1,9}", "%H:%M:%S{f}%f"),
    (r"\d{1,2}:\d{2}:\d{2}", "%H:%M:%S"),
    (r"\d{1,2}:\d{2}", "%H:%M"),
    (r"\d{1,2}\.\d{2}\.\d{2}", "%H.%M.%S"),
    (r"\d{1,2}\.\d{2}", "%H.%M"),
    (r"\d{1,2}h\d{2}", "%Hh%M"),
    (r"\d{6}(?P<f>[.,])\d{1,9}", "%H%M%S{f}%f"),
    (r"\d{6}", "%H%M%S"),
    (r"\d{4}", "%H%M"),
)
"""Clocks: how they look and what they are."""

_JOINS = (" ", "T", ", ", "", "_", "-", ";", "  ", " - ")
"""What stands between date and clock."""

_OFFSET = r"(?P<z> ?(?:[zZ]|[+-]\d{2}(?::?\d{2})?))"
"""An offset after a clock."""


class Choice(NamedTuple):
    """The patterns that fit best (several: the rows do not tell), and the share of rows they fit."""

    patterns: tuple[str, ...]
    share: float


def candidates(cell: str) -> Iterator[str]:
    """Every pattern one cell can be read by."""
    cell = cell.strip()
    if re.fullmatch(r"\d{9,10}(?:[.,]\d{1,9})?", cell):
        yield "unix-s"
    if re.fullmatch(r"\d{13}(?:[.,]\d{1,9})?", cell):
        yield "unix-ms"
    if re.fullmatch(r"\d{16}", cell):
        yield "unix-us"
    if re.fullmatch(r"[2-7]\d{4}(?:[.,]\d{1,12})?", cell):
        yield "excel"
    lowered = re.sub("^" + WEEKDAY, "", cell.lower())
    for looks, dates in (*_NUMERIC_DATES, *_NAMED_DATES):
        found = re.match(looks, lowered)
        if found:
            yield from _with_clock(dates, found, lowered[found.end() :], cell)


def _with_clock(dates: tuple[str, ...], found: re.Match[str], rest: str, cell: str) -> Iterator[str]:
    bound = {name: sign or "" for name, sign in found.groupdict().items()}
    for clock in _clocks(rest, cell):
        for date in dates:
            yield date.format(**bound) + clock


def _clocks(rest: str, cell: str) -> Iterator[str]:
    if rest == "":
        yield ""
    for join in _JOINS:
        if not rest.startswith(join.lower()):
            continue
        for looks, clock in _CLOCKS:
            found = re.fullmatch(looks + _OFFSET + "?", rest[len(join) :])
            if not found or (join == "" and ":" in clock):
                continue
            signs = {name: sign or "" for name, sign in found.groupdict().items()}
            offset = (" %z" if signs["z"].startswith(" ") else "%z") if signs["z"] else ""
            joined = "t" if join == "T" and "t" in cell and "%b" not in clock else join
            yield joined + clock.format(**signs) + offset


def choose(cells: pa.StringArray) -> Choice:
    """The pattern of a column, tried on all cells given.

    A pattern of day and month both ways round is decided by the cells that only fit one, then by the
    clock: where it passes midnight, only one order is the next day. What is still open is returned as
    several patterns. Blank cells count as not fitting.
    """
    if len(cells) == 0:
        return Choice((), 0.0)
    filled = pc.drop_null(cells)
    shown = [
        filled[n].as_py()
        for n in sorted({0, 1, 2, len(filled) // 3, len(filled) // 2, len(filled) - 2})
        if 0 <= n < len(filled)
    ]
    tried = list(dict.fromkeys(pattern for cell in shown for pattern in candidates(cell)))
    fits = {}
    for pattern in tried:
        times = parse(cells, pattern)
        fits[pattern] = (int((times.is_read & _in_our_age(times.time)).sum()), times.time, times.is_read)
    if not fits or max(n for n, *_ in fits.values()) == 0:
        return Choice((), 0.0)
    most = max(n for n, *_ in fits.values())
    best = [pattern for pattern in tried if fits[pattern][0] == most]
    best = _simplest(best, fits)
    if len(best) > 1:
        best = _by_midnight(best, fits)
    return Choice(tuple(best), most / len(cells))


def _in_our_age(time: np.ndarray) -> np.ndarray:
    """Within 1900 to 2099: beyond it a number is more likely no time."""
    return np.asarray((time > -2_208_988_800 * US) & (time < 4_102_444_800 * US))


def _simplest(best: list[str], fits: dict[str, tuple[int, np.ndarray, np.ndarray]]) -> list[str]:
    """One pattern of each set that reads every row alike."""
    kept: list[str] = []
    for pattern in best:
        _, time, ok = fits[pattern]
        if not any(np.array_equal(time, fits[k][1]) and np.array_equal(ok, fits[k][2]) for k in kept):
            kept.append(pattern)
    return kept


def _by_midnight(best: list[str], fits: dict[str, tuple[int, np.ndarray, np.ndarray]]) -> list[str]:
    """The patterns under which the clock goes on over midnight as within the day, if there are such.

    Looks at neighbours less than a day apart within which the date changes. A series of days has none, so it
    stays open: the first of each month and every day of a month look the same.
    """
    passing = {}
    for pattern in best:
        _, time, ok = fits[pattern]
        time = time[ok]
        step = np.diff(time)
        day = time // (86_400 * US)
        within = step[(np.diff(day) == 0) & (step > 0)]
        if len(within) == 0:
            return best
        usual = np.median(within)
        over = step[np.diff(day) != 0]
        passing[pattern] = int(np.count_nonzero((over > 0) & (over <= 1.5 * usual)))
    smooth = [pattern for pattern, n in passing.items() if n > 0]
    return smooth if len(smooth) == 1 else best


def swapped(pattern: str) -> str | None:
    """The pattern with day and month the other way round; None if that is no other."""
    if "%m" not in pattern or "%d" not in pattern or pattern.startswith("%Y"):
        return None
    return pattern.replace("%d", "\0").replace("%m", "%d").replace("\0", "%m")
