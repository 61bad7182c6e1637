"""The step that puts a table on a regular grid."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import numpy as np

from processing.errors import ProcessingError, TableError
from processing.timeseries.align import told
from processing.timeseries.grid import Grid, grid_over
from processing.timeseries.parameters import choice, moment, number, per_column, switch
from processing.timeseries.resample import METHODS, resample
from processing.timeseries.steps.registry import StepResult, step
from processing.timeseries.table import NO_TEXTS, US, Column, Table


@dataclass(frozen=True, slots=True)
class Gridding:
    """Settings of a grid and how values come onto it."""

    step_min: float = number(
        15.0, label="Step", unit="min", minimum=1 / 60, maximum=1440, step=1,
        help="Distance of grid points, from a second to a day; fractions of a minute are exact to the microsecond.",
    )  # fmt: skip
    phase_min: float = number(
        0.0, label="After the hour", unit="min", minimum=0, maximum=60, step=1,
        help="The grid holds this time after a full hour (UTC).",
    )  # fmt: skip
    anchor: str | None = moment(label="Anchor", help="A time the grid holds, instead of one after the hour.")
    start: str | None = moment(label="From", help="No grid point before this; by default the first row.")
    end: str | None = moment(label="To", help="No grid point after this; by default the last row.")
    method: str = choice("mean", options=METHODS, label="Method", help="How a value is made from those around it.")
    methods: Mapping[str, str] = per_column(
        options=METHODS, label="Method by column", help="For columns that need another method."
    )
    max_gap_min: float | None = number(
        None, label="Maximum gap", unit="min", minimum=0, is_optional=True, step=1,
        help="Neighbours further apart give no value (linear, nearest within gap, previous).",
    )  # fmt: skip
    closed_both: bool = switch(
        False, label="Windows closed at both ends",
        help="A sample exactly between two grid points counts to both, as in the office's former program.",
    )  # fmt: skip
    decimals: float | None = number(
        None, label="Decimals", minimum=0, maximum=12, is_optional=True, help="Places to round to; empty keeps all."
    )


def microseconds(minutes: float) -> int:
    """Minutes as whole microseconds."""
    return round(minutes * 60 * US)


def moment_us(text: str) -> int:
    """A time in ISO 8601 with an offset, in microseconds since 1970. Raises ProcessingError("bad-parameter")."""
    try:
        at = datetime.fromisoformat(text)
    except ValueError as error:
        raise ProcessingError("bad-parameter", f"expected a time in ISO 8601, got {text!r}") from error
    if at.tzinfo is None:
        raise ProcessingError("bad-parameter", f"expected a time with an offset, got {text!r}")
    # Whole microseconds by integers: a float of seconds would lose the last digits.
    since = at - datetime.fromisoformat("1970-01-01T00:00:00+00:00")
    return (since.days * 86_400 + since.seconds) * US + since.microseconds


def grid_of(table: Table, params: Gridding) -> Grid:
    """The grid a table is put on. Raises TableError: no-rows, bad-step, empty-grid, grid-too-long."""
    if table.n_rows == 0:
        raise TableError("no-rows", "a table without rows has no grid")
    start = moment_us(params.start) if params.start else int(table.time[0])
    end = moment_us(params.end) if params.end else int(table.time[-1])
    phase = moment_us(params.anchor) if params.anchor else microseconds(params.phase_min)
    return grid_over(start, end, step_us=microseconds(params.step_min), phase_us=phase)


def _margin_s(params: Gridding) -> float:
    return 60 * max(2 * params.step_min, params.max_gap_min or 0.0)


@step(
    "grid", title="Regular grid", summary="Brings values to evenly spaced times.", group="grid", params=Gridding,
    margin_s=_margin_s,
)  # fmt: skip
def to_grid(table: Table, params: Gridding, columns: tuple[str, ...]) -> StepResult:
    """Put the named columns on a grid; columns not named are left out, for they have no values at its times."""
    grid = grid_of(table, params)
    gap = None if params.max_gap_min is None else microseconds(params.max_gap_min)
    for name in params.methods:
        table.column(name)
    made, findings = [], []
    for name in columns:
        old = table.column(name)
        method = params.methods.get(name, params.method)
        values = resample(
            table.time, old.values, grid, method=method, max_gap_us=gap, closed_both=params.closed_both
        )  # fmt: skip
        if params.decimals is not None:
            values = np.round(values, int(params.decimals))
        made.append(Column(name, values, old.unit, old.description, NO_TEXTS))
        findings.append(told(made[-1], table.n_rows, grid, f"by {method}"))
    return StepResult(Table(grid.times, tuple(made)), tuple(findings))
