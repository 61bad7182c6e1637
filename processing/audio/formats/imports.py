"""The import formats: a registry, the checks every row passes, and what comes of a file.

A format is a function from a file to checked segments, put into the registry by a decorator. No row is
dropped without a finding that names it and says why.
"""

import math
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Literal, NamedTuple

from processing.audio.intervals import Interval
from processing.errors import TableError

MAX_ROWS = 1_000_000
"""Most rows read of one file: ten nights of a busy site."""

MAX_FILE_BYTES = 256 << 20
"""Largest table read: 256 MB, a million rows of 250 letters."""

MAX_KEPT_FINDINGS = 500
"""Findings kept with their words; beyond it they are only counted."""

END_TOLERANCE_S = 0.01
"""An interval may end this much after its recording without a word: rounding of other programs."""


TimeUnit = Literal["s", "ms"]

UNITS_PER_S: dict[TimeUnit, float] = {"s": 1.0, "ms": 1000.0}
"""How many of a unit make a second; times are divided by it, which rounds better than a product."""


@dataclass(frozen=True, slots=True)
class ImportOptions:
    """What is known about the recording the table belongs to, and about the table.

    time_unit : unit of the time columns, `s` or `ms`, where their names do not say. Never guessed.
    duration_s, nyquist_hz : limits of the recording; None leaves them unchecked.
    sr : sampling rate, needed for columns that count samples.
    """

    time_unit: TimeUnit = "s"
    duration_s: float | None = None
    nyquist_hz: float | None = None
    sr: int | None = None


class ImportedSegment(NamedTuple):
    """One segment, and the recording it names, if it names one."""

    interval: Interval
    file_name: str | None


@dataclass(frozen=True, slots=True)
class RowFinding:
    """What was wrong with one row. row : counted from 1 in the file, its header included."""

    row: int
    code: str
    message: str
    is_refused: bool


@dataclass(slots=True)
class SegmentImport:
    """What came of a file: segments in the file's order, and findings.

    counts : code → number of rows, complete even where `findings` stops at `MAX_KEPT_FINDINGS`.
    """

    format: str
    segments: list[ImportedSegment] = field(default_factory=list)
    findings: list[RowFinding] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    n_rows: int = 0
    n_refused: int = 0

    @property
    def intervals(self) -> list[Interval]:
        """All intervals, in the file's order."""
        return [segment.interval for segment in self.segments]

    def of_recording(self, file_name: str) -> list[Interval]:
        """The intervals of one recording: those that name it (folders and suffix apart) and those that name none."""
        wanted = _stem(file_name)
        return [interval for interval, name in self.segments if name is None or _stem(name) == wanted]

    def accept(self, row: int, interval: Interval, options: ImportOptions, file_name: str | None = None) -> None:
        """Check an interval and keep it, or refuse it with a finding."""
        self.n_rows += 1
        if self.n_rows > MAX_ROWS:
            raise TableError("too-many-rows", f"expected at most {MAX_ROWS:,} rows, found more")
        problem = _problem(interval, options)
        if problem is not None:
            self.refuse(row, *problem, is_counted=True)
            return
        self.segments.append(ImportedSegment(self._fit(row, interval, options), file_name))

    def refuse(self, row: int, code: str, message: str, *, is_counted: bool = False) -> None:
        """Leave a row out, and say so."""
        if not is_counted:
            self.n_rows += 1
        self.n_refused += 1
        self.note(row, code, message, is_refused=True)

    def note(self, row: int, code: str, message: str, *, is_refused: bool = False) -> None:
        """Say something of a row."""
        self.counts[code] += 1
        if len(self.findings) < MAX_KEPT_FINDINGS:
            self.findings.append(RowFinding(row, code, message, is_refused))

    def _fit(self, row: int, interval: Interval, options: ImportOptions) -> Interval:
        """The interval within the recording's length and band."""
        end, top = options.duration_s, options.nyquist_hz
        if end is not None and interval.offset_s > end:
            if interval.offset_s > end + END_TOLERANCE_S:
                message = f"ended at {interval.offset_s:.3f} s, the recording at {end:.3f} s"
                self.note(row, "shortened-to-end", message)
            interval = interval._replace(offset_s=end)
        if top is not None and interval.high_hz is not None and interval.high_hz > top:
            interval = interval._replace(high_hz=top)
        return interval


Reader = Callable[[Path, ImportOptions], SegmentImport]

IMPORT_FORMATS: dict[str, Reader] = {}
"""Every reader by the name of its format."""


def import_format(name: str) -> Callable[[Reader], Reader]:
    """Put a reader into the registry."""

    def register(read: Reader) -> Reader:
        IMPORT_FORMATS[name] = read
        return read

    return register


def _problem(interval: Interval, options: ImportOptions) -> tuple[str, str] | None:
    """Why an interval cannot be kept: a code and a sentence; None if it can."""
    onset, offset, low, high, score, _ = interval
    numbers = [number for number in (onset, offset, low, high, score) if number is not None]
    if not all(math.isfinite(number) for number in numbers):
        return "not-a-number", "expected finite numbers, found NaN or infinity"
    if onset < 0:
        return "negative-onset", f"expected an onset of 0 s or later, found {onset:g} s"
    if offset <= onset:
        return "ends-before-it-begins", f"expected an offset after {onset:g} s, found {offset:g} s"
    if options.duration_s is not None and onset >= options.duration_s:
        return "beyond-the-end", (
            f"begins at {onset:g} s, the recording ends at {options.duration_s:.3f} s; are these milliseconds?"
        )
    if low is not None and low < 0:
        return "bad-frequencies", f"expected a low frequency of 0 Hz or more, found {low:g} Hz"
    if low is not None and high is not None and high <= low:
        return "bad-frequencies", f"expected a high frequency above {low:g} Hz, found {high:g} Hz"
    if low is not None and options.nyquist_hz is not None and low >= options.nyquist_hz:
        return "bad-frequencies", f"expected less than {options.nyquist_hz:g} Hz, found {low:g} Hz"
    return None


def _stem(name: str) -> str:
    return PurePosixPath(name.replace("\\", "/")).stem.lower()
