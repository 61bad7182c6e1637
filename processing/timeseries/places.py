"""The full account of findings as a file: every row that was dropped, every value that was changed."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple, TextIO

import numpy as np

from processing.arrays import FloatArray, IndexArray
from processing.audio.formats.cells import neutralise, restore
from processing.timeseries.findings import Finding, iso

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

WITHOUT_MARK = frozenset({"gridded", "gaps", "outside-span"})
"""Findings whose places are no changed values."""

HEADING = ("step", "code", "column", "row", "time", "value")


def write_places(findings: Iterable[tuple[int, Finding]], file: TextIO) -> None:
    """Write every place of every finding as CSV.

    findings : with the number of the step that made each, from 0; -1 is the reading of the file.
    Texts that a spreadsheet would take for a formula get a quote in front; numbers stay as they are.
    """
    out = csv.writer(file)
    out.writerow(HEADING)
    for step, finding in findings:
        for place in finding.places():
            value = place.value if _is_number(place.value) else neutralise(place.value)
            name = neutralise(finding.column or "")
            out.writerow([step, finding.code, name, place.row, iso(place.time), value])


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


class Places(NamedTuple):
    """Places of findings as arrays, ascending in time; rows without a time are not among them.

    time : int64, microseconds since 1970 UTC. value : float64, NaN for text and nothing.
    code, column : numbers into `codes` and `columns`.
    """

    time: IndexArray
    value: FloatArray
    code: IndexArray
    column: IndexArray
    codes: tuple[str, ...]
    columns: tuple[str, ...]

    def chosen(self, rows: Any) -> Places:
        return self._replace(
            time=self.time[rows], value=self.value[rows], code=self.code[rows], column=self.column[rows]
        )

    def of_column(self, name: str) -> Places:
        """Places of one column."""
        number = self.columns.index(name) if name in self.columns else -1
        return self.chosen(self.column == number)

    def within(self, start: int, end: int) -> Places:
        """Places in a stretch of time, half open."""
        return self.chosen(slice(*np.searchsorted(self.time, [start, end])))

    def thinned(self, most: int) -> Places:
        """At most so many places, evenly chosen."""
        return self.chosen(slice(None, None, max(1, -(-len(self.time) // most))))

    def save(self, path: Path) -> None:
        """Write plain arrays."""
        with path.open("wb") as file:
            np.savez(
                file, time=self.time, value=self.value, code=self.code, column=self.column,
                codes=np.array(self.codes, dtype=np.str_), columns=np.array(self.columns, dtype=np.str_),
            )  # fmt: skip

    @classmethod
    def load(cls, path: Path) -> Places:
        with np.load(path, allow_pickle=False) as found:
            words = {name: tuple(str(word) for word in found[name]) for name in ("codes", "columns")}
            return cls(found["time"], found["value"], found["code"], found["column"], **words)


def read_places(path: Path) -> Places:
    """The places of a file that `write_places` wrote, as far as they have a time."""
    times, values, codes, columns = [], [], [], []
    known: tuple[dict[str, int], dict[str, int]] = ({}, {})
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if not row["time"] or row["code"] in WITHOUT_MARK:
                continue
            since = datetime.fromisoformat(row["time"]) - EPOCH
            times.append((since.days * 86_400 + since.seconds) * 1_000_000 + since.microseconds)
            values.append(float(row["value"]) if _is_number(row["value"]) else np.nan)
            codes.append(known[0].setdefault(row["code"], len(known[0])))
            columns.append(known[1].setdefault(restore(row["column"]), len(known[1])))
    order = np.argsort(np.array(times, np.int64), kind="stable")
    return Places(
        time=np.array(times, np.int64)[order],
        value=np.array(values, np.float64)[order],
        code=np.array(codes, np.int64)[order],
        column=np.array(columns, np.int64)[order],
        codes=tuple(known[0]),
        columns=tuple(known[1]),
    )
