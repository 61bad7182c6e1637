"""A series at every zoom: extremes of ever longer stretches with their true times, and every gap, in one file.

A chart of any length is then a slice of a few thousand numbers. The file is read through a memory map.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from processing.arrays import FloatArray, IndexArray
from processing.errors import TableError
from processing.timeseries.table import Column, Table, Window

CODE_VERSION = 1
"""Raised when the file looks otherwise."""

BASE = 64
"""Valid values in a stretch of the finest level."""

FACTOR = 4
"""Stretches that the next level makes one of."""

SMALLEST_LEVEL = 256
"""A level with fewer stretches needs no coarser one."""

WIDE_STEPS = 5
"""Distance of neighbours, in median steps, from which the time between them counts as a gap without rows."""

MAGIC = b"fspyr01\n"


class Extremes(NamedTuple):
    """The lowest and highest value of each stretch with their times, and where the stretch begins and ends.

    All of shape (n,); times are int64, microseconds since 1970 UTC.
    """

    first: IndexArray
    last: IndexArray
    low_time: IndexArray
    low: FloatArray
    high_time: IndexArray
    high: FloatArray


class Gaps(NamedTuple):
    """Stretches without a value: the last value before and the first after, each with its time. Shape (n,)."""

    start: IndexArray
    start_value: FloatArray
    end: IndexArray
    end_value: FloatArray


class Line(NamedTuple):
    """What a chart draws: times ascending, NaN where the line is to break. is_exact : no value was left out."""

    time: IndexArray
    value: FloatArray
    is_exact: bool


Read = Callable[[Window], tuple[IndexArray, FloatArray]]
"""Gives times and values of a column in a window, missing values included."""


def build(table: Table, path: Path) -> None:
    """Write the pyramid of every column of a table to a file."""
    arrays: dict[str, Any] = {}
    counts = []
    for n, column in enumerate(table.columns):
        is_valid = ~np.isnan(column.values)
        time, value = table.time[is_valid], column.values[is_valid]
        levels = _levels(time, value)
        for level, extremes in enumerate(levels):
            arrays.update({f"{n}/{level}/{name}": array for name, array in extremes._asdict().items()})
        gaps = gaps_of(table.time, column.values)
        arrays.update({f"{n}/gaps/{name}": array for name, array in gaps._asdict().items()})
        counts.append({"name": column.name, "n_valid": len(value), "n_levels": len(levels)})
    _write(path, {"columns": counts}, arrays)


def _levels(time: IndexArray, value: FloatArray) -> list[Extremes]:
    if len(value) == 0:
        return []
    levels = [_blocks(time, value)]
    while len(levels[-1].low) > SMALLEST_LEVEL:
        levels.append(_coarser(levels[-1], np.arange(0, len(levels[-1].low), FACTOR)))
    return levels


def _blocks(time: IndexArray, value: FloatArray) -> Extremes:
    """The finest level: extremes of every BASE valid values; as `extremes_of`, five times as fast."""
    n_whole = len(value) // BASE
    whole = value[: n_whole * BASE].reshape(n_whole, BASE)
    begin = np.arange(n_whole) * BASE
    low_at, high_at = begin + whole.argmin(axis=1), begin + whole.argmax(axis=1)
    if n_whole * BASE < len(value):
        rest = value[n_whole * BASE :]
        begin = np.append(begin, n_whole * BASE)
        low_at = np.append(low_at, n_whole * BASE + rest.argmin())
        high_at = np.append(high_at, n_whole * BASE + rest.argmax())
    last = np.minimum(begin + BASE, len(value)) - 1
    return Extremes(time[begin], time[last], time[low_at], value[low_at], time[high_at], value[high_at])


def extremes_of(time: IndexArray, value: FloatArray, starts: IndexArray) -> Extremes:
    """Extremes of stretches of valid values that begin at these positions; the first of equals counts."""
    low_at, high_at = _first_where(value, starts, np.minimum), _first_where(value, starts, np.maximum)
    ends = np.append(starts[1:], len(value)) - 1
    return Extremes(time[starts], time[ends], time[low_at], value[low_at], time[high_at], value[high_at])


def _first_where(value: FloatArray, starts: IndexArray, bound: np.ufunc) -> IndexArray:
    """The first position in each stretch that holds its bound."""
    lengths = np.diff(np.append(starts, len(value)))
    best = np.repeat(bound.reduceat(value, starts), lengths)
    at = np.flatnonzero(value == best)
    first: IndexArray = at[np.searchsorted(at, starts)]
    return first


def _coarser(level: Extremes, starts: IndexArray) -> Extremes:
    """The same of stretches that are made of several of a level's."""
    low_at, high_at = _first_where(level.low, starts, np.minimum), _first_where(level.high, starts, np.maximum)
    ends = np.append(starts[1:], len(level.low)) - 1
    return Extremes(
        level.first[starts],
        level.last[ends],
        level.low_time[low_at],
        level.low[low_at],
        level.high_time[high_at],
        level.high[high_at],
    )


def gaps_of(time: IndexArray, values: FloatArray) -> Gaps:
    """Where the line breaks: at missing values, and where neighbours are wide apart (see WIDE_STEPS)."""
    at = np.flatnonzero(~np.isnan(values))
    is_gap = np.diff(at) > 1
    if len(time) > 2:
        steps = np.diff(time)
        wide = WIDE_STEPS * np.partition(steps, len(steps) // 2)[len(steps) // 2]
        is_gap |= np.diff(time[at]) > wide
    before, after = at[:-1][is_gap], at[1:][is_gap]
    return Gaps(time[before], values[before], time[after], values[after])


def _write(path: Path, header: dict[str, Any], arrays: Mapping[str, Any]) -> None:
    places, offset = {}, 0
    for name, array in arrays.items():
        places[name] = [offset, len(array), array.dtype.str]
        offset += array.nbytes
    told = json.dumps(header | {"arrays": places}).encode()
    told += b" " * (-(len(MAGIC) + 8 + len(told)) % 8)
    with path.open("wb") as file:
        file.write(MAGIC + len(told).to_bytes(8, "little") + told)
        for array in arrays.values():
            file.write(np.ascontiguousarray(array).tobytes())


class Pyramid:
    """A pyramid's file, read where it is needed."""

    def __init__(self, path: Path) -> None:
        self._data = np.memmap(path, dtype=np.uint8, mode="r")
        if bytes(self._data[:8]) != MAGIC:
            raise TableError("pyramid-damaged", "this is no file of a series' extremes")
        length = int.from_bytes(bytes(self._data[8:16]), "little")
        header = json.loads(bytes(self._data[16 : 16 + length]))
        self.columns: list[dict[str, Any]] = header["columns"]
        self._arrays: dict[str, list[Any]] = header["arrays"]
        self._start = 16 + length

    def _array(self, name: str) -> Any:
        offset, n, kind = self._arrays[name]
        begin = self._start + offset
        return self._data[begin : begin + 8 * n].view(kind)

    def level(self, column: int, level: int) -> Extremes:
        """One level of a column, 0 the finest."""
        return Extremes(*(self._array(f"{column}/{level}/{name}") for name in Extremes._fields))

    def gaps(self, column: int, window: Window) -> Gaps:
        """Gaps that reach into a window, half open."""
        found = Gaps(*(self._array(f"{column}/gaps/{name}") for name in Gaps._fields))
        low, high = np.searchsorted(found.end, window.start), np.searchsorted(found.start, window.end)
        return Gaps._make(array[low:high] for array in found)

    def line(self, column: int, window: Window, n: int, read: Read) -> Line | None:
        """A window told in about `n` stretches; None when the values themselves have to be read for that.

        The lowest and highest value of the window are in it, at their true times.
        read : gives the values of a short window, for the stretches that the window's ends cut through.
        """
        n_levels = int(self.columns[column]["n_levels"])
        if n_levels == 0:
            return Line(np.zeros(0, np.int64), np.zeros(0), is_exact=True)
        for level in range(n_levels - 1, -1, -1):
            low, high = _overlap(self.level(column, level), window)
            if high - low >= n:
                parts = self._covering(column, level, window, read)
                told = Extremes._make(np.concatenate(arrays) for arrays in zip(*parts, strict=True))
                starts = np.unique(np.linspace(0, len(told.low), n, endpoint=False).astype(np.int64))
                return _drawn(_coarser(told, starts), self.gaps(column, window), window, n)
        return None

    def _covering(self, column: int, level: int, window: Window, read: Read) -> list[Extremes]:
        """Stretches that make up a window, in order: whole ones of a level, at the ends those of finer levels."""
        found = self.level(column, level)
        low = int(np.searchsorted(found.first, window.start))
        high = int(np.searchsorted(found.last, window.end))
        if low >= high:
            return self._finer(column, level, window, read)
        whole = Extremes._make(array[low:high] for array in found)
        left = Window(window.start, int(whole.first[0]))
        right = Window(int(whole.last[-1]) + 1, window.end)
        before = self._finer(column, level, left, read) if low and found.last[low - 1] >= window.start else []
        is_cut = high < len(found.first) and found.first[high] < window.end
        return [*before, whole, *(self._finer(column, level, right, read) if is_cut else [])]

    def _finer(self, column: int, level: int, window: Window, read: Read) -> list[Extremes]:
        if level:
            return self._covering(column, level - 1, window, read)
        time, values = read(window)
        is_valid = ~np.isnan(values)
        if not is_valid.any():
            return []
        return [extremes_of(time[is_valid], values[is_valid], np.zeros(1, np.int64))]


def _overlap(level: Extremes, window: Window) -> tuple[int, int]:
    low, high = np.searchsorted(level.last, window.start), np.searchsorted(level.first, window.end)
    return int(low), max(int(low), int(high))


def line_of(time: IndexArray, column: Column, window: Window, n: int) -> Line:
    """A window of values as they are, or told in `n` stretches when there are many more.

    time, column : the window's rows, missing values included.
    """
    gaps = gaps_of(time, column.values)
    is_valid = ~np.isnan(column.values)
    at, value = time[is_valid], column.values[is_valid]
    if len(value) <= 2 * n:
        return _broken(at, value, gaps, shortest=0, is_exact=True)
    starts = np.unique(np.linspace(0, len(value), n, endpoint=False).astype(np.int64))
    return _drawn(extremes_of(at, value, starts), gaps, window, n)


def _drawn(extremes: Extremes, gaps: Gaps, window: Window, n: int) -> Line:
    time = np.concatenate([extremes.low_time, extremes.high_time])
    value = np.concatenate([extremes.low, extremes.high])
    return _broken(time, value, gaps, shortest=(window.end - window.start) / n, is_exact=False)


def _broken(time: IndexArray, value: FloatArray, gaps: Gaps, *, shortest: float, is_exact: bool) -> Line:
    """Put the points in order and break the line at gaps that can be seen."""
    seen = gaps.end - gaps.start >= shortest
    start, end = gaps.start[seen], gaps.end[seen]
    times = np.concatenate([time, start, end, start + (end - start) // 2])
    values = np.concatenate([value, gaps.start_value[seen], gaps.end_value[seen], np.full(len(start), np.nan)])
    order = np.argsort(times, kind="stable")
    times, values = times[order], values[order]
    is_new = np.ones(len(times), bool)
    is_new[1:] = (np.diff(times) > 0) | (np.isnan(values[1:]) != np.isnan(values[:-1]))
    return Line(times[is_new], values[is_new], is_exact)
