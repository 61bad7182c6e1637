"""What happened to rows and values: nothing is dropped or changed without one of these."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from itertools import islice
from typing import Any, NamedTuple

import numpy.typing as npt

N_EXAMPLES = 100
"""How many examples a finding shows; the full list is a download."""

NO_TIME = -(2**63)
"""Stands for "no time" in a list of times: the row's own could not be read."""


Places = Sequence[Any] | npt.NDArray[Any]
"""Rows, times or values, one for each place a finding is about."""


class Severity(StrEnum):
    """How much a finding should worry the reader."""

    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


class Example(NamedTuple):
    """One place a finding is about.

    row : line in the file read (from 1) or row of the table (from 0); None where there is none.
    time : microseconds since 1970 UTC; None where it could not be read.
    value : what stood there.
    """

    row: int | None
    time: int | None
    value: str


@dataclass(frozen=True, slots=True)
class Finding:
    """One kind of thing that was found, with every place.

    code : stable, lower-case, hyphenated.
    message : a sentence for a person.
    count : how many rows or values it is about.
    n_dropped : how many rows left the table by it.
    n_changed : how many values were changed by it.
    rows, times, values : the places, all of the same length (or empty where only the count is known);
        anything with a length that can be sliced.
    """

    code: str
    severity: Severity
    message: str
    count: int = 1
    column: str | None = None
    n_dropped: int = 0
    n_changed: int = 0
    rows: Places = ()
    times: Places = ()
    values: Places = field(default=(), repr=False)

    @property
    def examples(self) -> list[Example]:
        """The first hundred places."""
        return list(islice(self.places(), N_EXAMPLES))

    def places(self) -> Iterable[Example]:
        """Every place, in order."""
        for n in range(max(len(self.rows), len(self.times), len(self.values))):
            row = int(self.rows[n]) if n < len(self.rows) else None
            time = int(self.times[n]) if n < len(self.times) and self.times[n] != NO_TIME else None
            yield Example(row, time, _shown(self.values[n]) if n < len(self.values) else "")

    def as_dict(self) -> dict[str, Any]:
        """The finding as JSON: times in ISO 8601, at most a hundred examples."""
        return {
            "code": self.code,
            "severity": self.severity.value,
            "message": self.message,
            "count": self.count,
            "column": self.column,
            "n_dropped": self.n_dropped,
            "n_changed": self.n_changed,
            "examples": [{"row": e.row, "time": iso(e.time), "value": e.value} for e in self.examples],
        }


def iso(time: int | None) -> str | None:
    """Microseconds since 1970 as ISO 8601 in UTC."""
    if time is None:
        return None
    return (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=time)).isoformat().replace("+00:00", "Z")


def _shown(value: Any) -> str:
    """Numbers without noise, missing ones as nothing."""
    if isinstance(value, str):
        return value
    number = float(value)
    return "" if number != number else f"{number:.12g}"
