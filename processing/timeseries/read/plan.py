"""How a file is to be read: what detection proposes, a person corrects and the reader obeys."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from processing.errors import TableError
from processing.timeseries.findings import Finding
from processing.timeseries.table import Table


class Layout(StrEnum):
    """What kind of file it is, whatever its name says."""

    TEXT = "text"
    EXCEL = "excel"
    PARQUET = "parquet"
    NDJSON = "ndjson"


class Role(StrEnum):
    """What a column is for. DATE and CLOCK together make the time when they are two columns."""

    TIME = "time"
    DATE = "date"
    CLOCK = "clock"
    VALUE = "value"
    SKIP = "skip"


class Duplicates(StrEnum):
    """What to do with several rows of the same time."""

    FIRST = "first"
    LAST = "last"
    MEAN = "mean"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class ColumnPlan:
    """One column of the file.

    position : from 0.
    decimal : "." or ","; thousands : "", ".", ",", " " or "'".
    """

    position: int
    name: str
    role: Role = Role.VALUE
    unit: str = ""
    decimal: str = "."
    thousands: str = ""


@dataclass(frozen=True, slots=True)
class ReadPlan:
    """Everything the reader needs to know; each field can be corrected by a person.

    member : the file within a ZIP, or the sheet of a workbook.
    header_line, units_line : line numbers from 1; None where there is none.
    first_line : line number from 1 of the first row of data.
    comment : lines that begin with it are comments; "" for none.
    pattern : directives of strptime (`%d.%m.%Y %H:%M`), or "unix-s", "unix-ms", "unix-us", "excel"; for two columns
        the pattern of the date, a space, the pattern of the clock.
    zone : IANA name given to times without an offset; "" where every time has one.
    """

    layout: Layout = Layout.TEXT
    member: str = ""
    encoding: str = "utf-8"
    delimiter: str = ","
    comment: str = ""
    header_line: int | None = 1
    units_line: int | None = None
    first_line: int = 2
    columns: tuple[ColumnPlan, ...] = ()
    pattern: str = "%Y-%m-%d %H:%M:%S"
    zone: str = "UTC"
    duplicates: Duplicates = Duplicates.FIRST

    @property
    def time_columns(self) -> tuple[ColumnPlan, ...]:
        """The one column of time, or those of date and clock in this order."""
        order = [Role.TIME, Role.DATE, Role.CLOCK]
        found = [column for column in self.columns if column.role in order]
        return tuple(sorted(found, key=lambda column: order.index(column.role)))

    @property
    def value_columns(self) -> tuple[ColumnPlan, ...]:
        return tuple(column for column in self.columns if column.role == Role.VALUE)

    def as_dict(self) -> dict[str, Any]:
        """The plan as JSON."""
        return dataclasses.asdict(self) | {"columns": [dataclasses.asdict(column) for column in self.columns]}

    @classmethod
    def from_dict(cls, told: Mapping[str, Any]) -> ReadPlan:
        """The plan from JSON. Raises TableError("bad-plan") naming what is wrong."""
        try:
            columns = tuple(
                ColumnPlan(**{**column, "role": Role(column.get("role", Role.VALUE))})
                for column in told.get("columns", ())
            )
            rest = {name: value for name, value in told.items() if name != "columns"}
            rest["layout"] = Layout(rest.get("layout", Layout.TEXT))
            rest["duplicates"] = Duplicates(rest.get("duplicates", Duplicates.FIRST))
            return cls(**rest, columns=columns)
        except (TypeError, ValueError, AttributeError) as error:
            raise TableError("bad-plan", f"this is no plan for reading a file: {error}") from error


@dataclass(frozen=True, slots=True)
class Question:
    """Something the file does not tell; reading waits for the answer.

    field : "pattern", "zone", or "decimal:<position>".
    options : the answers that fit all rows.
    """

    field: str
    message: str
    options: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Detection:
    """A proposed plan with what it rests on, for correction before anything is imported.

    sample : the cells of the first hundred rows of data as they stand in the file.
    parsed : the same rows as read by the plan: time in ISO 8601 (UTC) or None, then the values or None.
    step_s : the commonest distance of neighbours in the sample, seconds; None with under two times.
    usable_share : rows of the sample with a readable time and at least one value, 0 to 1.
    """

    plan: ReadPlan
    questions: tuple[Question, ...] = ()
    sample: tuple[tuple[str, ...], ...] = ()
    parsed: tuple[tuple[Any, ...], ...] = ()
    step_s: float | None = None
    usable_share: float = 0.0
    patterns: tuple[str, ...] = ()
    members: tuple[str, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """The detection as JSON."""
        return {
            "plan": self.plan.as_dict(),
            "questions": [dataclasses.asdict(question) for question in self.questions],
            "sample": [list(row) for row in self.sample],
            "parsed": [list(row) for row in self.parsed],
            "step_s": self.step_s,
            "usable_share": self.usable_share,
            "patterns": list(self.patterns),
            "members": list(self.members),
        }


@dataclass(frozen=True, slots=True)
class ReadResult:
    """A file as a table. `n_rows == table.n_rows + n_dropped`, and each dropped row is in a finding."""

    table: Table
    n_rows: int
    findings: tuple[Finding, ...] = field(default=())

    @property
    def n_dropped(self) -> int:
        return sum(finding.n_dropped for finding in self.findings)
