"""What each column of a file is for: the time, the values, what is left out; names and units."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from processing.errors import TableError
from processing.timeseries.read.dates import Choice, choose
from processing.timeseries.read.numbers import Evidence, marks_from, weigh
from processing.timeseries.read.patterns import NUMERIC
from processing.timeseries.read.plan import ColumnPlan, Role

_TIME_NAME = re.compile(r"time|date|datum|zeit|stamp|uhr|fecha|heure|hora|utc|epoch", re.IGNORECASE)
_CLOCK = re.compile(r"\d{1,2}[:.h]\d{2}([:.]\d{2}([.,]\d+)?)?( ?[ap]\.? ?m\.?)?", re.IGNORECASE)
_BARE_CLOCK = re.compile(r"\d{4}|\d{6}")
_WITH_UNIT = re.compile(r"(.*?\S)\s*(?:\[([^\]]{0,20})\]|\(([^)\s]{1,12})\))")

_LEAST_SHARE = 0.5
"""Share of rows that must have a time for a column to be the column of time."""


class TimeColumns(NamedTuple):
    """The one column of time, or date and clock; the patterns they fit and in what share of rows."""

    positions: tuple[int, ...]
    choice: Choice


def joined(columns: Sequence[pa.StringArray]) -> pa.StringArray:
    """Cells of date and clock as one, with a space between; the cells of one column as they are."""
    if len(columns) == 1:
        return columns[0]
    trimmed = [pc.utf8_trim_whitespace(column) for column in columns]
    return pc.binary_join_element_wise(*trimmed, " ")


def time_columns(columns: Sequence[pa.StringArray], names: Sequence[str]) -> TimeColumns:
    """Find the column of time, or those of date and clock.

    A column named like a time is preferred, then one that cannot be plain numbers, then the first.
    Raises TableError("no-time-column").
    """
    found = []
    for position, cells in enumerate(columns):
        choice = choose(cells)
        if choice.share >= _LEAST_SHARE and (
            position == 0 or not _is_plain(choice) or _TIME_NAME.search(names[position])
        ):
            found.append(TimeColumns((position,), choice))
    if not found:
        raise TableError("no-time-column", "no column holds times: expected a date and time in a known pattern")
    best = max(found, key=lambda one: _preference(one, names))
    if any(mark in pattern for pattern in best.choice.patterns for mark in ("%H", "%I", *NUMERIC)):
        return best
    clock = _clock_beside(columns, names, best.positions[0])
    if clock is None:
        return best
    positions = (best.positions[0], clock)
    choice = choose(joined([columns[n] for n in positions]))
    return TimeColumns(positions, choice) if choice.share >= _LEAST_SHARE else best


def _is_plain(choice: Choice) -> bool:
    """Whether the times are bare numbers, which any column of values could be."""
    return any(not re.search(r"[-/.: ]", re.sub(r"%.", "", pattern)) for pattern in choice.patterns)


def _preference(one: TimeColumns, names: Sequence[str]) -> tuple[bool, bool, bool, float, int]:
    name = names[one.positions[0]]
    is_utc = bool(re.search(r"utc|gmt", name, re.IGNORECASE))
    return (
        not _is_plain(one.choice), bool(_TIME_NAME.search(name)), is_utc, round(one.choice.share, 2), -one.positions[0],
    )  # fmt: skip


def _clock_beside(columns: Sequence[pa.StringArray], names: Sequence[str], date: int) -> int | None:
    """The column of clock for a column of dates: next to it, or any named like one."""
    order = [date + 1, date - 1, *(n for n in range(len(columns)) if abs(n - date) > 1)]
    for n in order:
        if not 0 <= n < len(columns):
            continue
        shown = pc.drop_null(columns[n]).slice(0, 200).to_pylist()
        is_named = bool(_TIME_NAME.search(names[n]))
        looks = [bool(_CLOCK.fullmatch(c.strip()) and (":" in c or is_named or "h" in c)) for c in shown]
        bare = is_named and [bool(_BARE_CLOCK.fullmatch(c.strip())) for c in shown]
        if shown and max(sum(looks), sum(bare or [])) >= 0.9 * len(shown):
            return n
    return None


def value_column(plan: ColumnPlan, evidence: Evidence) -> ColumnPlan:
    """The plan of a column that is not time: numbers with their marks, or left out as text.

    Marks that could be either leave `decimal` empty: a person has to say.
    """
    if evidence.number == 0 and (evidence.other or not plan.name):
        return replace(plan, role=Role.SKIP)
    if evidence.other > evidence.number:
        return replace(plan, role=Role.SKIP)
    if evidence.is_ambiguous or evidence.is_contradictory:
        return replace(plan, decimal="", thousands="")
    marks = marks_from(evidence)
    return replace(plan, decimal=marks.decimal, thousands=marks.thousands)


def weigh_all(columns: Sequence[pa.StringArray]) -> list[Evidence]:
    """The evidence of each column."""
    return [weigh(column) for column in columns]


def named(names: Sequence[str], units: Sequence[str], times: Sequence[int]) -> tuple[ColumnPlan, ...]:
    """Columns with names that differ, units taken from brackets in a name where no row of units gave them.

    times : the positions of the columns of time, or of date and clock, whose names stay as they are.
    """
    roles = [Role.TIME] if len(times) == 1 else [Role.DATE, Role.CLOCK]
    taken: set[str] = {"time"}
    plans = []
    for position, (name, unit) in enumerate(zip(names, units, strict=True)):
        if position in times:
            plans.append(ColumnPlan(position, name or f"column {position + 1}", roles[times.index(position)]))
            continue
        found = _WITH_UNIT.fullmatch(name)
        if found and not unit:
            name, unit = found[1], found[2] or found[3] or ""
        plans.append(ColumnPlan(position, _free(name.removesuffix(":text"), position, taken), unit=unit))
    return tuple(plans)


def _free(name: str, position: int, taken: set[str]) -> str:
    """The name, numbered if another column has it already; `time` belongs to the time."""
    base = name or f"column {position + 1}"
    free, n = base, 2
    while free in taken:
        free, n = f"{base} {n}", n + 1
    taken.add(free)
    return free


def zone_in(name: str) -> str:
    """The zone a header names for its times; "" if none."""
    offset = re.search(r"(?:UTC|GMT)\s*([+-])0?(\d{1,2})(?::?00)?\b", name, re.IGNORECASE)
    if offset:
        # The names of fixed offsets in the IANA database have the sign of POSIX, west positive.
        return "UTC" if offset[2] == "0" else f"Etc/GMT{'-' if offset[1] == '+' else '+'}{int(offset[2])}"
    return "UTC" if re.search(r"(?:^|[^a-z])(utc|gmt|zulu)(?:[^a-z]|$)", name, re.IGNORECASE) else ""
