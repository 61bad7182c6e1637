"""Proposing how a file is to be read: from all rows of a small file, from begin, middle and end of a large one.

What these leave open is looked for in the rest, and what is open then is asked.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa

from processing.errors import TableError
from processing.timeseries.findings import iso
from processing.timeseries.read.cells import Cells, split
from processing.timeseries.read.columns import (
    TimeColumns,
    joined,
    named,
    time_columns,
    value_column,
    weigh_all,
    zone_in,
)
from processing.timeseries.read.dates import Choice, choose
from processing.timeseries.read.dialect import Dialect, dialect_of, frame_of
from processing.timeseries.read.encodings import encoding_of
from processing.timeseries.read.numbers import Evidence, Marks, convert, weigh
from processing.timeseries.read.patterns import check_pattern, has_offset, parse
from processing.timeseries.read.plan import ColumnPlan, Detection, Layout, Question, ReadPlan, Role
from processing.timeseries.read.records import json_names, parquet_names, record_cells, sheet_rows, sheets
from processing.timeseries.read.sources import SAMPLE_BYTES, block_of, blocks, head, layout_of, members, stretches
from processing.timeseries.read.zones import to_utc, zone_of
from processing.timeseries.table import US

N_SAMPLE = 100
"""Rows shown for correction."""


def detect(
    path: Path, *, name: str = "", zone: str = "", member: str = "", encoding: str = "", delimiter: str = ""
) -> Detection:
    """Propose a plan for a file from its content.

    name : what the file was called; not trusted.
    zone : IANA name assumed for times without an offset when the header names none; "" asks.
    member, encoding, delimiter : a person's corrections; "" detects.
    Returns a plan that `read` refuses as long as questions are open.
    Raises TableError with a code that says what the file lacks (`empty-file`, `no-delimiter`, `no-time-column`, …).
    """
    del name
    if path.stat().st_size == 0:
        raise TableError("empty-file", "the file is empty")
    layout = layout_of(path)
    plan, raw, choices = _framed(path, layout, member=member, encoding=encoding, delimiter=delimiter)
    sample = _sample(path, plan)
    found = time_columns(sample.columns, raw.names)
    columns = named(raw.names, raw.units, found.positions)
    plan = replace(plan, columns=_judged(columns, weigh_all(sample.columns)))
    questions: list[Question] = []
    plan = _with_pattern(path, plan, found, questions)
    plan = _with_zone(plan, [raw.names[n] for n in found.positions], zone, questions)
    plan = _with_marks(path, plan, questions)
    _ask_about_commas(plan, sample, questions)
    if not plan.value_columns:
        raise TableError("no-values", "no column beside the time holds numbers")
    return _detection(plan, sample, questions, choices)


def redetect(path: Path, plan: ReadPlan) -> Detection:
    """What a corrected plan makes of the file: its sample, and how much of it can be read.

    Raises TableError: bad-pattern, unknown-zone, bad-plan.
    """
    if plan.pattern:
        check_pattern(plan.pattern)
    if plan.zone:
        zone_of(plan.zone)
    choices = members(path) or (sheets(path) if plan.layout == Layout.EXCEL else ())
    return _detection(plan, _sample(path, plan), _still_open(plan), choices)


class _Raw(NamedTuple):
    names: tuple[str, ...]
    units: tuple[str, ...]


def _framed(
    path: Path, layout: Layout, *, member: str, encoding: str, delimiter: str
) -> tuple[ReadPlan, _Raw, tuple[str, ...]]:
    """The plan as far as the frame of the table goes, its raw names, the members or sheets to choose from."""
    if layout == Layout.PARQUET:
        return _without_frame(layout, member, parquet_names(path), ())
    if layout == Layout.EXCEL:
        return _framed_sheet(path, member)
    choices = members(path)
    if head(path, member, 4096).lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"{"):
        return _without_frame(Layout.NDJSON, member, json_names(path, member), choices)
    encoding = encoding or encoding_of(path, member)
    first = next(blocks(path, member=member, encoding=encoding, n_bytes=1 << 18), block_of(b""))
    dialect = dialect_of(first.text.decode(), delimiter)
    plan = ReadPlan(
        Layout.TEXT, member, encoding, dialect.delimiter, dialect.comment, dialect.header_line, dialect.units_line,
        dialect.first_line, _blank_columns(dialect), "", "",
    )  # fmt: skip
    return plan, _Raw(dialect.names, dialect.units), choices


def _blank_columns(dialect: Dialect) -> tuple[ColumnPlan, ...]:
    return tuple(ColumnPlan(n, name) for n, name in enumerate(dialect.names))


def _without_frame(
    layout: Layout, member: str, names: tuple[str, ...], choices: tuple[str, ...]
) -> tuple[ReadPlan, _Raw, tuple[str, ...]]:
    columns = tuple(ColumnPlan(n, name) for n, name in enumerate(names))
    plan = ReadPlan(layout, member, header_line=None, first_line=1, columns=columns, pattern="", zone="")
    return plan, _Raw(names, ("",) * len(names)), choices


def _framed_sheet(path: Path, sheet: str) -> tuple[ReadPlan, _Raw, tuple[str, ...]]:
    names = sheets(path)
    rows = list(sheet_rows(path, sheet, most=200))
    dialect = frame_of(rows)
    plan = ReadPlan(
        Layout.EXCEL, sheet or names[0], header_line=dialect.header_line, units_line=dialect.units_line,
        first_line=dialect.first_line, columns=_blank_columns(dialect), pattern="", zone="",
    )  # fmt: skip
    return plan, _Raw(dialect.names, dialect.units), names


def all_cells(path: Path, plan: ReadPlan) -> Iterator[Cells]:
    """Every row of a file as cells, in order."""
    if plan.layout != Layout.TEXT:
        yield from record_cells(path, plan)
        return
    for block in blocks(path, member=plan.member, encoding=plan.encoding):
        yield split(block, plan)


def _sample(path: Path, plan: ReadPlan) -> Cells:
    """The rows detection looks at: all of a small file, begin, middle and end of a large one."""
    if plan.layout != Layout.TEXT:
        return next(
            record_cells(path, plan), Cells([pa.array([], pa.string())] * len(plan.columns), np.zeros(0, np.int64))
        )
    begin, *later = stretches(path, member=plan.member, encoding=plan.encoding)
    parts = [split(block_of(begin), plan)]
    parts += [split(block_of(text, 1 << 40), plan) for text in later]
    columns = [pa.concat_arrays([part.columns[n] for part in parts]) for n in range(len(plan.columns))]
    return Cells(columns, np.concatenate([part.lines for part in parts]), parts[0].odd)


def _is_whole(path: Path, plan: ReadPlan) -> bool:
    """Whether the sample was all there is."""
    return plan.layout == Layout.TEXT and path.stat().st_size <= 2 * SAMPLE_BYTES and not members(path)


def _judged(columns: tuple[ColumnPlan, ...], evidence: Sequence[Evidence]) -> tuple[ColumnPlan, ...]:
    return tuple(
        value_column(column, proof) if column.role == Role.VALUE else column
        for column, proof in zip(columns, evidence, strict=True)
    )


def _with_pattern(path: Path, plan: ReadPlan, found: TimeColumns, questions: list[Question]) -> ReadPlan:
    choice = found.choice
    if len(choice.patterns) > 1 and not _is_whole(path, plan):
        choice = _looked_for(path, plan, found)
    if len(choice.patterns) == 1:
        return replace(plan, pattern=choice.patterns[0])
    questions.append(
        Question("pattern", "The dates can be read in more than one order, and every row fits each.", choice.patterns)
    )
    return plan


def _looked_for(path: Path, plan: ReadPlan, found: TimeColumns) -> Choice:
    """Go through the whole file until the rows tell which of the patterns it is."""
    choice = found.choice
    for cells in all_cells(path, plan):
        here = choose(joined([cells.columns[n] for n in found.positions]))
        common = tuple(pattern for pattern in choice.patterns if pattern in here.patterns)
        choice = Choice(common or choice.patterns, choice.share)
        if len(choice.patterns) == 1:
            break
    return choice


def _with_zone(plan: ReadPlan, names: Sequence[str], zone: str, questions: list[Question]) -> ReadPlan:
    if plan.pattern and has_offset(plan.pattern):
        return plan
    zone = next((named_zone for name in names if (named_zone := zone_in(name))), "") or zone
    if not zone:
        questions.append(Question("zone", "The times have no offset: which clock were they read from?"))
        return plan
    zone_of(zone)
    return replace(plan, zone=zone)


def _with_marks(path: Path, plan: ReadPlan, questions: list[Question]) -> ReadPlan:
    open_columns = [column for column in plan.value_columns if not column.decimal]
    if open_columns and not _is_whole(path, plan):
        total = {column.position: Evidence() for column in open_columns}
        for cells in all_cells(path, plan):
            for position in total:
                total[position] = total[position].plus(weigh(cells.columns[position]))
            if not any(proof.is_ambiguous for proof in total.values()):
                break
        columns = tuple(
            value_column(column, total[column.position]) if column.position in total else column
            for column in plan.columns
        )
        plan = replace(plan, columns=columns)
    for column in plan.value_columns:
        if not column.decimal:
            questions.append(_about_marks(column))
    return plan


def _about_marks(column: ColumnPlan) -> Question:
    return Question(
        f"decimal:{column.position}",
        f"{column.name}: the mark in the numbers can be a decimal mark or one between thousands.",
        (".", ","),
    )


def _ask_about_commas(plan: ReadPlan, sample: Cells, questions: list[Question]) -> None:
    """Two whole numbers a row under no header, divided by commas, may be one with a decimal comma."""
    values = plan.value_columns
    if plan.layout != Layout.TEXT or plan.delimiter != "," or plan.header_line is not None or len(values) % 2:
        return
    proofs = [weigh(sample.columns[column.position]) for column in values]
    is_whole = all(not (p.point or p.comma or p.either_point or p.either_comma) for p in proofs)
    if is_whole and all(_is_fraction(sample.columns[column.position]) for column in values[1::2]):
        questions.append(
            Question("columns", "Each row has two whole numbers: are they two columns, or one number with a comma?")
        )


def _is_fraction(cells: pa.StringArray) -> bool:
    """Whether no cell has a sign or is blank, as digits after a comma would be."""
    words = cells.to_pylist()
    return all(word is not None and word.isdigit() for word in words)


def _still_open(plan: ReadPlan) -> list[Question]:
    questions = []
    if not plan.pattern:
        questions.append(Question("pattern", "The pattern of the times is not known yet."))
    elif not plan.zone and not has_offset(plan.pattern):
        questions.append(Question("zone", "The times have no offset: which clock were they read from?"))
    return questions + [_about_marks(column) for column in plan.value_columns if not column.decimal]


def _detection(plan: ReadPlan, sample: Cells, questions: Sequence[Question], choices: tuple[str, ...]) -> Detection:
    shown = [column.slice(0, N_SAMPLE).to_pylist() for column in sample.columns]
    rows = tuple(tuple(cell or "" for cell in row) for row in zip(*shown, strict=True))
    time = _sample_times(plan, sample)
    values = _sample_values(plan, sample)
    has_value = ~np.isnan(values).all(axis=1) if values.size else np.zeros(sample.n_rows, bool)
    usable = time.is_read & has_value
    parsed = tuple(
        (iso(int(time.time[n])) if time.is_read[n] else None, *(_or_none(v) for v in values[n]))
        for n in range(min(N_SAMPLE, sample.n_rows))
    )
    n_all = sample.n_rows + len(sample.odd)
    question = next((q for q in questions if q.field == "pattern"), None)
    patterns = (plan.pattern,) if plan.pattern else question.options if question else ()
    return Detection(
        plan, tuple(questions), rows, parsed, _step(time.time[time.is_read]), float(usable.sum() / max(n_all, 1)),
        patterns, choices,
    )  # fmt: skip


class _SampleTimes(NamedTuple):
    time: np.ndarray
    is_read: np.ndarray


def _sample_times(plan: ReadPlan, sample: Cells) -> _SampleTimes:
    nothing = _SampleTimes(np.zeros(sample.n_rows, np.int64), np.zeros(sample.n_rows, bool))
    positions = [column.position for column in plan.time_columns]
    if not plan.pattern or not positions or sample.n_rows == 0:
        return nothing
    times = parse(joined([sample.columns[n] for n in positions]), plan.pattern)
    time, is_read = times.time.copy(), times.is_read.copy()
    if has_offset(plan.pattern) or plan.zone in ("", "UTC") or not is_read.any():
        return _SampleTimes(time, is_read)
    rows = np.flatnonzero(is_read)
    local = to_utc(time[rows], zone_of(plan.zone))
    time[rows] = local.time
    is_read[rows[np.concatenate([local.missing, local.undecided])]] = False
    return _SampleTimes(time, is_read)


def _sample_values(plan: ReadPlan, sample: Cells) -> np.ndarray:
    columns = [
        convert(sample.columns[c.position], Marks(c.decimal, c.thousands)).values
        if c.decimal
        else np.full(sample.n_rows, np.nan)
        for c in plan.value_columns
    ]
    return np.column_stack(columns) if columns else np.zeros((sample.n_rows, 0))


def _or_none(value: Any) -> float | None:
    return None if np.isnan(value) else float(value)


def _step(time: np.ndarray) -> float | None:
    """The commonest distance of neighbours, in seconds."""
    steps = np.diff(time)
    steps = steps[steps > 0]
    if len(steps) == 0:
        return None
    distinct, n = np.unique(steps, return_counts=True)
    return float(distinct[n.argmax()] / US)
