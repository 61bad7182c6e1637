"""Cells turned into times and numbers, block by block on every core, in the order of the file."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from processing.arrays import FloatArray, IndexArray
from processing.timeseries.read.cells import Cells, OddRow, split
from processing.timeseries.read.columns import joined
from processing.timeseries.read.numbers import Marks, Numbers, convert
from processing.timeseries.read.patterns import parse
from processing.timeseries.read.plan import Layout, ReadPlan
from processing.timeseries.read.records import record_cells
from processing.timeseries.read.sources import Block, block_of, blocks

Progress = Callable[[int, int], None]
"""Called with bytes done and bytes in all; what it raises stops the reading."""


@dataclass(frozen=True, slots=True)
class Part:
    """Some rows of the file.

    time : as the pattern gives it, int64; 0 where it is not read.
    unread : positions within the part whose time does not fit; unread_words : what stood there.
    numbers : one per value column.
    lines : line number of each row.
    """

    time: IndexArray
    unread: IndexArray
    unread_words: tuple[str, ...]
    numbers: tuple[Numbers, ...]
    lines: IndexArray | range
    odd: tuple[OddRow, ...]


class _Growing:
    """An array that is filled from the front; one allocation if the guess of its length was right."""

    def __init__(self, kind: type, guess: int) -> None:
        self._array: npt.NDArray[Any] = np.empty(guess, kind)
        self._n = 0

    def add(self, more: npt.NDArray[Any]) -> None:
        needed = self._n + len(more)
        if needed > len(self._array):
            longer = np.empty(needed + needed // 2, self._array.dtype)
            longer[: self._n] = self._array[: self._n]
            self._array = longer
        self._array[self._n : needed] = more
        self._n = needed

    def filled(self) -> npt.NDArray[Any]:
        return self._array[: self._n]


@dataclass(frozen=True, slots=True)
class Parts:
    """All of a file.

    time, values : all rows, as in `Part`; one array of values per column.
    parts : what is particular to each part, without its times and values.
    starts : position of each part's first row among all rows, and the number of rows at the end.
    has_open_end : whether the last line, `last_line`, has no newline.
    """

    time: IndexArray
    values: tuple[FloatArray, ...]
    parts: tuple[Part, ...]
    starts: IndexArray
    has_open_end: bool
    last_line: int

    @property
    def n_rows(self) -> int:
        return len(self.time)

    def unread(self) -> IndexArray:
        """Rows whose time does not fit."""
        return self._among_all([part.unread for part in self.parts])

    def blank(self, column: int) -> IndexArray:
        """Rows in which a value column is blank."""
        return self._among_all([part.numbers[column].blank for part in self.parts])

    def wrong(self, column: int) -> IndexArray:
        """Rows in which a value column holds no number."""
        return self._among_all([part.numbers[column].wrong for part in self.parts])

    def _among_all(self, within: list[IndexArray]) -> IndexArray:
        rows = [own + start for own, start in zip(within, self.starts, strict=False) if len(own)]
        return np.concatenate(rows) if rows else np.zeros(0, np.int64)

    def lines_of(self, rows: IndexArray) -> IndexArray:
        """The line numbers of rows."""
        lines = np.zeros(len(rows), np.int64)
        of = np.searchsorted(self.starts, rows, side="right") - 1
        for n in np.unique(of):
            here = of == n
            lines[here] = _line_numbers(self.parts[n])[rows[here] - self.starts[n]]
        return lines


def _line_numbers(part: Part) -> IndexArray:
    return part.lines if isinstance(part.lines, np.ndarray) else np.array(part.lines, np.int64)


def read_parts(path: Path, plan: ReadPlan, on_progress: Progress) -> Parts:
    """Read and convert all rows. Raises TableError for what makes the file unreadable as a whole."""
    total = path.stat().st_size
    time: _Growing | None = None
    values: list[_Growing] = []
    parts, lengths = [], [0]
    has_open_end, last_line = False, 0
    for block, part in _converted_parts(path, plan):
        if time is None:
            guess = int(1.03 * len(part.time) * max(total, 1) / len(block.text)) if block.text else len(part.time)
            time = _Growing(np.int64, guess)
            values = [_Growing(np.float64, guess) for _ in part.numbers]
        time.add(part.time)
        for own, numbers in zip(values, part.numbers, strict=True):
            own.add(numbers.values)
        lengths.append(len(part.time))
        parts.append(_particulars(part))
        has_open_end = bool(block.text) and not block.text.endswith(b"\n")
        last_line = max(last_line, int(part.lines[-1]) if len(part.lines) else 0, part.odd[-1].line if part.odd else 0)
        on_progress(block.end, total)
    on_progress(total, total)
    all_time = time.filled() if time else np.zeros(0, np.int64)
    starts = np.cumsum(lengths, dtype=np.int64)
    return Parts(all_time, tuple(v.filled() for v in values), tuple(parts), starts, has_open_end, last_line)


def _particulars(part: Part) -> Part:
    """A part without what has been copied from it, its line numbers as a range if they are one."""
    lines = part.lines
    if len(lines) and lines[-1] - lines[0] == len(lines) - 1:
        lines = range(int(lines[0]), int(lines[-1]) + 1)
    numbers = tuple(replace(own, values=_NO_VALUES) for own in part.numbers)
    return replace(part, time=_NO_TIMES, numbers=numbers, lines=lines)


_NO_TIMES = np.zeros(0, np.int64)
_NO_VALUES = np.zeros(0)


def _converted_parts(path: Path, plan: ReadPlan) -> Iterator[tuple[Block, Part]]:
    if plan.layout == Layout.TEXT:
        yield from _spread(blocks(path, member=plan.member, encoding=plan.encoding), plan)
        return
    for cells in record_cells(path, plan):
        yield block_of(b""), _converted(cells, plan)


def _spread(source: Iterable[Block], plan: ReadPlan) -> Iterator[tuple[Block, Part]]:
    """Convert blocks on all cores and hand them back in order; only a few are held at a time."""
    n_workers = os.cpu_count() or 1
    waiting: deque[tuple[Block, Future[Part]]] = deque()
    with ThreadPoolExecutor(n_workers) as pool:
        for block in source:
            waiting.append((block, pool.submit(_converted_block, block, plan)))
            if len(waiting) > n_workers:
                done, future = waiting.popleft()
                yield done, future.result()
        while waiting:
            done, future = waiting.popleft()
            yield done, future.result()


def _converted_block(block: Block, plan: ReadPlan) -> Part:
    return _converted(split(block, plan, numbers=True), plan)


def _converted(cells: Cells, plan: ReadPlan) -> Part:
    written = joined([cells.columns[column.position] for column in plan.time_columns])
    times = parse(written, plan.pattern)
    unread = np.flatnonzero(~times.is_read)
    words = tuple(word or "" for word in written.take(pa.array(unread)).to_pylist()) if len(unread) else ()
    numbers = tuple(convert(cells.columns[c.position], Marks(c.decimal, c.thousands)) for c in plan.value_columns)
    return Part(times.time, unread, words, numbers, cells.lines, cells.odd)
