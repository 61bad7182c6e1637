"""Reading a file by a plan: every row is in the table or in a finding."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pyarrow as pa

from processing.arrays import IndexArray
from processing.errors import TableError
from processing.timeseries.findings import Finding
from processing.timeseries.read import faults
from processing.timeseries.read.dates import swapped
from processing.timeseries.read.numbers import Marks, convert, marks_from, weigh
from processing.timeseries.read.order import in_order
from processing.timeseries.read.parts import Parts, Progress, read_parts
from processing.timeseries.read.patterns import check_pattern, has_offset, parse
from processing.timeseries.read.plan import ReadPlan, ReadResult
from processing.timeseries.read.zones import to_utc, zone_of
from processing.timeseries.table import Column, Table, Texts


def silently(done: int, whole: int) -> None:
    """Progress that nobody asked for."""


def read(path: Path, plan: ReadPlan, *, on_progress: Progress = silently) -> ReadResult:
    """Read a file by a plan.

    Rows whose time does not fit the pattern, that have other than the expected cells, or whose local time
    does not exist or cannot be told from its double are left out, each in a finding. Cells that are no
    numbers are missing and kept as text. `n_rows == table.n_rows + n_dropped`.
    Raises TableError: pattern-needed, zone-needed, decimal-needed (the plan leaves open what the file does
    not tell), mixed-date-order (some rows are day first, others month first), no-rows (none can be
    read), duplicate-times (policy "error"), and the codes of damaged files.
    """
    check_plan(plan)
    parts = read_parts(path, plan, on_progress)
    _check_order(parts, plan)
    time = _in_utc(parts, plan)
    findings = faults.odd_rows(parts) + faults.unread_times(parts) + time.findings
    columns: list[Column] = []
    for n, planned in enumerate(plan.value_columns):
        column, found = _column(parts, n, planned.name, planned.unit, Marks(planned.decimal, planned.thousands))
        columns.append(column)
        findings += faults.cells(parts, n, column, time.time, found)
    n_rows = parts.n_rows + sum(len(part.odd) for part in parts.parts)
    if len(time.lost) == parts.n_rows:
        raise TableError("no-rows", f"none of {n_rows:,} rows can be read: no time fits {plan.pattern}")
    rows = Table(time.time, tuple(columns))
    ordered = in_order(rows, time.lost, plan.duplicates, parts.lines_of)
    findings += ordered.findings + faults.peculiarities(plan, ordered.table, parts)
    return ReadResult(ordered.table, n_rows, tuple(findings))


def check_plan(plan: ReadPlan) -> None:
    """Raise TableError if a plan leaves something open or names something impossible; see `read`."""
    if not plan.time_columns or not plan.value_columns:
        raise TableError("bad-plan", "a plan needs a column of time and one of values")
    if not plan.pattern:
        raise TableError("pattern-needed", "the file does not tell whether day or month comes first: say which")
    check_pattern(plan.pattern)
    if not has_offset(plan.pattern):
        if not plan.zone:
            raise TableError("zone-needed", "the times have no offset: say which zone's clock they are of")
        zone_of(plan.zone)
    for column in plan.value_columns:
        if column.decimal not in (".", ",") or column.thousands == column.decimal:
            raise TableError(
                "decimal-needed", f"the file does not tell the decimal mark of {column.name}: say which",
                column=column.name,
            )  # fmt: skip


def _check_order(parts: Parts, plan: ReadPlan) -> None:
    """Refuse a file in which some dates only fit with day and month the other way round."""
    other = swapped(plan.pattern)
    if other is None:
        return
    for part in parts.parts:
        if not len(part.unread):
            continue
        fits = np.flatnonzero(parse(pa.array(part.unread_words, pa.string()), other).is_read)
        if len(fits):
            line = int(part.lines[part.unread[fits[0]]])
            raise TableError(
                "mixed-date-order",
                f"most dates fit {plan.pattern}, but line {line:,} ({part.unread_words[fits[0]]}) only fits {other}",
                line=line,
            )


@dataclass(frozen=True, slots=True)
class _UtcTimes:
    """Times of all rows in UTC; `lost` are the rows without one, ascending."""

    time: IndexArray
    lost: IndexArray
    findings: list[Finding]


def _in_utc(parts: Parts, plan: ReadPlan) -> _UtcTimes:
    time, unread = parts.time, parts.unread()
    if has_offset(plan.pattern) or plan.zone == "UTC":
        return _UtcTimes(time, unread, [])
    is_read = np.ones(len(time), bool)
    is_read[unread] = False
    rows = np.flatnonzero(is_read)
    local = to_utc(time[rows], zone_of(plan.zone))
    findings = faults.clock_changes(parts, plan, rows, time, local)
    time[rows] = local.time
    lost = np.sort(np.concatenate([unread, rows[local.missing], rows[local.undecided]]))
    return _UtcTimes(time, lost, findings)


def _column(parts: Parts, n: int, name: str, unit: str, marks: Marks) -> tuple[Column, list[Finding]]:
    """A value column of all rows. Thousands marks that first occur where the sample did not look are taken
    if all the cells that did not fit have them and the column's decimal mark is beyond doubt."""
    values, wrong = parts.values[n], parts.wrong(n)
    words = tuple(word for part in parts.parts for word in part.numbers[n].words)
    findings: list[Finding] = []
    if len(wrong) and not marks.thousands:
        proof = weigh(pa.array(words, pa.string()))
        better = marks_from(proof)
        is_sure = (proof.point if marks.decimal == "." else proof.comma) > 0 and better.decimal == marks.decimal
        if is_sure and better.thousands and not proof.is_contradictory:
            again = convert(pa.array(words, pa.string()), better)
            values[wrong] = again.values
            findings.append(faults.late_thousands(name, better.thousands, len(wrong) - len(again.wrong)))
            wrong, words = wrong[again.wrong], again.words
    return Column(name, values, unit, texts=Texts(wrong, words)), findings


def with_answers(
    plan: ReadPlan, *, pattern: str = "", zone: str = "", decimals: dict[int, str] | None = None
) -> ReadPlan:
    """The plan with a person's answers to its questions."""
    columns = tuple(
        replace(column, decimal=(decimals or {}).get(column.position, column.decimal)) for column in plan.columns
    )
    return replace(plan, pattern=pattern or plan.pattern, zone=zone or plan.zone, columns=columns)
