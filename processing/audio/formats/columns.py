"""Which column of a table means what, from the names that programs and people give them."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from processing.errors import TableError

_NAMES: dict[str, tuple[str, ...]] = {
    "onset": ("onset", "onsets", "start", "start time", "begin", "begin time", "time start", "tmin", "xmin",
              "t start", "from", "from time", "time from", "starttime", "begintime", "start offset"),
    "offset": ("offset", "offsets", "end", "end time", "stop", "stop time", "time end", "tmax", "xmax", "t end",
               "to", "to time", "time to", "endtime", "stoptime", "finish", "until", "end offset"),
    "duration": ("duration", "dur", "length", "delta time", "call duration"),
    "low": ("low", "low freq", "low frequency", "min freq", "min frequency", "minimum frequency", "fmin", "f min",
            "freq low", "freq min", "frequency low", "lowest frequency", "lowfreq", "bottom freq", "ymin"),
    "high": ("high", "high freq", "high frequency", "max freq", "max frequency", "maximum frequency", "fmax",
             "f max", "freq high", "freq max", "frequency high", "highest frequency", "highfreq", "top freq",
             "ymax"),
    "label": ("label", "labels", "annotation", "annotations", "call type", "calltype", "type", "class",
              "class name", "call", "category", "tag", "text", "species", "species code", "common name", "event",
              "syllable", "name", "sp"),
    "score": ("score", "confidence", "conf", "probability", "prob", "det prob", "detection prob"),
    "file": ("file", "filename", "file name", "begin file", "recording", "recording name", "audio",
             "audio file", "wav", "path", "begin path", "sound file", "sound files", "soundfile", "in file"),
    "channel": ("channel", "chan"),
    "view": ("view",),
    "selection": ("selection", "selec"),
    "file_offset": ("file offset", "beg file samp"),
}  # fmt: skip
"""Meaning → names, the likeliest first; compared in lower case, without unit, `_ - .` read as blanks."""

_PER_SECOND = {
    "s": 1.0, "sec": 1.0, "secs": 1.0, "second": 1.0, "seconds": 1.0,
    "ms": 1e3, "msec": 1e3, "millisecond": 1e3, "milliseconds": 1e3,
}  # fmt: skip
"""Units of time, and how many make a second."""

_FREQUENCY_UNITS = {"hz": 1.0, "khz": 1e3, "hertz": 1.0, "kilohertz": 1e3}
_SAMPLE_UNITS = ("sample", "samples", "frame", "frames", "samp")
_TIMES = ("onset", "offset", "duration", "file_offset")

_BRACKETED = re.compile(r"^(.*?)\s*[(\[]\s*([A-Za-z]+)\s*[)\]]\s*$")


class Column(NamedTuple):
    """Where a meaning is found.

    position : which cell of a row, from 0.
    unit : for times, how many make a second; for frequencies, how many hertz one is; None where the name
        does not say.
    is_samples : the column counts samples.
    """

    position: int
    unit: float | None
    is_samples: bool


class Columns(NamedTuple):
    """The columns found by meaning, and whether the first row is their names."""

    by_meaning: dict[str, Column]
    has_header: bool

    def per_second(self, meaning: str, otherwise: float, sr: int | None) -> float:
        """How many units of a time column make a second.

        Raises TableError("needs-sampling-rate") for a column of samples when the rate is not known.
        """
        column = self.by_meaning[meaning]
        if column.is_samples:
            if not sr:
                raise TableError("needs-sampling-rate", "times in samples need a recording to refer to")
            return float(sr)
        return otherwise if column.unit is None else column.unit


def find_columns(header: Sequence[str]) -> Columns | None:
    """Recognise the columns of a table; None unless there are an onset and an offset or a duration.

    A table without names whose first two cells are numbers is onset, offset and, if there is more, label.
    """
    found: dict[str, tuple[int, Column]] = {}
    for position, cell in enumerate(header):
        for meaning, rank, column in _meanings(cell, position):
            if meaning not in found or rank < found[meaning][0]:
                found[meaning] = (rank, column)
    by_meaning = {meaning: column for meaning, (_, column) in found.items()}
    if "onset" in by_meaning and ("offset" in by_meaning or "duration" in by_meaning):
        return Columns(by_meaning, has_header=True)
    return _nameless(header)


def _meanings(cell: str, position: int) -> list[tuple[str, int, Column]]:
    """What a column name may mean: meaning, rank among that meaning's names, column."""
    name = cell.strip().strip("\ufeff").strip()
    apart = re.sub(r"(?!kHz)([a-z])([A-Z])", r"\1 \2", name)
    return _matches(name, position) or _matches(apart, position)


def _matches(name: str, position: int) -> list[tuple[str, int, Column]]:
    text, unit = _split_unit(name)
    matches = []
    for meaning, names in _NAMES.items():
        if text in names:
            units = _PER_SECOND if meaning in _TIMES else _FREQUENCY_UNITS
            column = Column(position, units.get(unit), meaning in _TIMES and unit in _SAMPLE_UNITS)
            matches.append((meaning, names.index(text), column))
    return matches


def _split_unit(name: str) -> tuple[str, str]:
    """A column name in plain words and its unit: `Begin Time (s)`, `onset_ms`, `low [kHz]`."""
    bracketed = _BRACKETED.match(name)
    if bracketed:
        return re.sub(r"[\s_.\-]+", " ", bracketed[1]).strip().lower(), bracketed[2].lower()
    words = re.sub(r"[\s_.\-]+", " ", name).strip().lower()
    stem, _, last = words.rpartition(" ")
    is_unit = last in _PER_SECOND or last in _FREQUENCY_UNITS or last in _SAMPLE_UNITS
    return (stem, last) if stem and is_unit else (words, "")


def _nameless(first_row: Sequence[str]) -> Columns | None:
    cells = [cell.strip().replace(",", ".", 1) for cell in first_row[:2]]
    if len(cells) < 2 or not all(re.fullmatch(r"\d+(\.\d*)?", cell) for cell in cells):
        return None
    by_meaning = {"onset": Column(0, None, False), "offset": Column(1, None, False)}
    if len(first_row) > 2:
        by_meaning["label"] = Column(2, None, False)
    return Columns(by_meaning, has_header=False)
