"""Findings of reading: what was left out, what is missing, what is peculiar."""

from __future__ import annotations

import numpy as np

from processing.arrays import IndexArray
from processing.timeseries.findings import NO_TIME, Finding, Severity
from processing.timeseries.read.parts import Parts
from processing.timeseries.read.plan import ReadPlan, Role
from processing.timeseries.read.zones import Localised
from processing.timeseries.table import US, Column, Table

GAP_STEPS = 1.5
"""A distance of neighbours above this many usual steps is a gap."""


def odd_rows(parts: Parts) -> list[Finding]:
    """Rows with other than the expected number of cells; a last one without its newline is cut."""
    odd = [row for part in parts.parts for row in part.odd]
    cut = [row for row in odd if parts.has_open_end and row.line == parts.last_line]
    odd = [row for row in odd if row not in cut]
    findings = []
    if odd:
        findings.append(
            Finding(
                "wrong-number-of-cells",
                Severity.WARNING,
                f"{len(odd):,} rows have other than the expected number of cells; left out",
                count=len(odd),
                n_dropped=len(odd),
                rows=[r.line for r in odd],
                times=[NO_TIME] * len(odd),
                values=[r.text for r in odd],
            )
        )
    for row in cut:
        findings.append(
            Finding(
                "cut-last-line",
                Severity.WARNING,
                f"the last line ({row.line:,}) is cut off; left out",
                n_dropped=1,
                rows=[row.line],
                times=[NO_TIME],
                values=[row.text],
            )
        )
    return findings


def unread_times(parts: Parts) -> list[Finding]:
    """Rows whose time does not fit the pattern."""
    rows = parts.unread()
    if not len(rows):
        return []
    words = [word for part in parts.parts for word in part.unread_words]
    message = f"{len(rows):,} rows have a time that does not fit the pattern; left out"
    return [
        Finding(
            "unreadable-time",
            Severity.WARNING,
            message,
            count=len(rows),
            n_dropped=len(rows),
            rows=parts.lines_of(rows),
            times=[NO_TIME] * len(rows),
            values=words,
        )
    ]


def clock_changes(parts: Parts, plan: ReadPlan, rows: IndexArray, local: IndexArray, found: Localised) -> list[Finding]:
    """What became of rows around changes of the clock. `rows` are those with a readable time."""
    findings = []
    told = (
        (
            "missing-hour",
            found.missing,
            f"{len(found.missing):,} rows lie in an hour the clock of {plan.zone} skipped; left out",
        ),
        (
            "undecided-hour",
            found.undecided,
            f"{len(found.undecided):,} rows lie in an hour {plan.zone} had twice, and their order does not tell which; "
            "left out",
        ),
    )
    for code, at, message in told:
        if len(at):
            findings.append(
                Finding(
                    code,
                    Severity.WARNING,
                    message,
                    count=len(at),
                    n_dropped=len(at),
                    rows=parts.lines_of(rows[at]),
                    times=[NO_TIME] * len(at),
                    values=[str(np.datetime64(int(local[row]), "us")) for row in rows[at]],
                )
            )
    if found.n_repeated:
        message = f"{found.n_repeated:,} rows lie in an hour {plan.zone} had twice; told apart by their order"
        findings.append(Finding("repeated-hour", Severity.INFO, message, count=found.n_repeated))
    return findings


def cells(parts: Parts, n: int, column: Column, time: IndexArray, others: list[Finding]) -> list[Finding]:
    """Blank cells and cells that hold no number, of one column."""
    findings = list(others)
    blank = parts.blank(n)
    if len(blank):
        findings.append(
            Finding(
                "missing-values",
                Severity.INFO,
                f"{column.name}: {len(blank):,} cells are blank",
                count=len(blank),
                column=column.name,
                rows=parts.lines_of(blank),
                times=time[blank],
                values=[""] * len(blank),
            )
        )
    rows = column.texts.rows
    if len(rows):
        findings.append(
            Finding(
                "not-a-number",
                Severity.WARNING,
                f"{column.name}: {len(rows):,} cells hold text; their value is missing, the text is kept",
                count=len(rows),
                column=column.name,
                rows=parts.lines_of(rows),
                times=time[rows],
                values=column.texts.words,
            )
        )
    return findings


def late_thousands(name: str, mark: str, count: int) -> Finding:
    """Numbers with a thousands mark that the rows looked at first did not have."""
    return Finding(
        "thousands-mark",
        Severity.INFO,
        f"{name}: {count:,} numbers are written with {mark!r} between thousands",
        count=count,
        column=name,
    )


def peculiarities(plan: ReadPlan, table: Table, parts: Parts) -> list[Finding]:
    """What is worth knowing of the file and of the times that were kept."""
    findings = []
    spare = [column.name for column in plan.columns if column.role == Role.SKIP and column.name]
    if spare:
        findings.append(
            Finding("columns-left-out", Severity.INFO, f"columns not taken: {', '.join(spare)}", count=len(spare))
        )
    foreign = [column.name for column in plan.columns if not column.name.isascii()]
    if foreign:
        message = f"names with letters beyond ASCII, read as {plan.encoding}: {', '.join(foreign)}"
        findings.append(Finding("non-ascii-names", Severity.INFO, message, count=len(foreign)))
    if "%y" in plan.pattern:
        findings.append(
            Finding(
                "two-digit-years", Severity.INFO, "years of two digits are read as 1969 to 2068", count=table.n_rows
            )
        )
    if parts.has_open_end and not (parts.parts[-1].odd and parts.parts[-1].odd[-1].line == parts.last_line):
        message = f"the last line ({parts.last_line:,}) has no newline: its last value may be cut"
        findings.append(Finding("open-last-line", Severity.INFO, message))
    return findings + gaps(table.time)


def gaps(time: IndexArray) -> list[Finding]:
    """Distances of neighbours above one and a half usual steps."""
    steps = np.diff(time)
    if len(steps) < 2:
        return []
    usual = float(np.median(steps))
    at = np.flatnonzero(steps > GAP_STEPS * usual)
    if len(at) == 0:
        return []
    longest = steps[at].max() / US
    message = f"{len(at):,} gaps, the longest {duration(longest)}; the usual step is {duration(usual / US)}"
    return [
        Finding(
            "gaps",
            Severity.INFO,
            message,
            count=len(at),
            rows=(),
            times=time[at],
            values=[duration(s / US) for s in steps[at]],
        )
    ]


def duration(seconds: float) -> str:
    """A length of time for a person: 3 min, 3.7 days."""
    for unit, size in (("days", 86_400), ("h", 3600), ("min", 60)):
        if seconds >= size:
            return f"{seconds / size:.3g} {unit}"
    return f"{seconds:.3g} s"
