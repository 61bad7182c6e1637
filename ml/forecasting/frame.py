"""The series of a study side by side on one grid, with the calendar beneath."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from ml.forecasting.calendars import calendar_rows
from ml.forecasting.spec import Role, SeriesSpec, SessionSpec
from processing.arrays import FloatArray
from processing.errors import ModelError
from processing.timeseries.align import Source, align, told
from processing.timeseries.findings import Finding, iso
from processing.timeseries.grid import Grid, common_span, grid_over
from processing.timeseries.resample import resample
from processing.timeseries.table import Column, Table

Tables = Mapping[str, Table]
"""Tables by the name under which a study's series ask for them."""


@dataclass(frozen=True, slots=True)
class Frame:
    """Series and calendar on a grid.

    values : float64, shape (n_series, n_points) in the order of the study's series, in their own units; NaN is
        missing. calendar : float64, shape (n_calendar, n_points), never missing.
    """

    grid: Grid
    values: FloatArray
    calendar: FloatArray
    findings: tuple[Finding, ...] = ()


def training_frame(tables: Tables, spec: SessionSpec) -> Frame:
    """The frame over the time that all series have in common.

    Raises ModelError("unknown-table"); TableError: unknown-column, no-common-span, empty-grid, grid-too-long.
    """
    spec = with_phase(tables, spec)
    start, end = common_span([table_of(tables, one) for one in spec.series])
    return _frame(tables, spec, grid_over(start, end, step_us=spec.step_us, phase_us=spec.phase_us or 0))


def frame_at(tables: Tables, spec: SessionSpec, at_us: int | None) -> tuple[Frame, int]:
    """The frame of one forecast: known steps up to `at_us`, then the horizon, and the last known position.

    Nothing of targets and past inputs after the last known grid point is looked at.
    at_us : microseconds since 1970 UTC; None for the latest time that all targets and past inputs have.
    Raises as `training_frame`, and ModelError("no-such-time") if `at_us` lies outside the data.
    """
    known = [table_of(tables, one) for one in spec.series if one.role != Role.FUTURE]
    start, end = common_span(known)
    at = end if at_us is None else at_us
    phase = spec.phase_us or 0
    last = phase + (at - phase) // spec.step_us * spec.step_us
    if not start <= last <= end + spec.step_us:
        raise ModelError("no-such-time", "expected a time within the data to forecast from, got one outside")
    ahead = max([spec.n_ahead, *(spec.horizon_of(one) for one in spec.of_role(Role.FUTURE))])
    grid = Grid(last - (spec.n_back - 1) * spec.step_us, spec.step_us, spec.n_back + ahead)
    return _frame(tables, spec, grid, known_until=last), spec.n_back - 1


def require_known(spec: SessionSpec, frame: Frame, origin: int) -> None:
    """Refuse a window with a gap. Raises ModelError("missing-values") that names the series and its first gap."""
    for row, one in enumerate(spec.series):
        back = max(spec.look_back_of(one), *(k + 1 for k in one.lags), *one.rolling_means, 0)
        ahead = spec.horizon_of(one) if one.role == Role.FUTURE else 0
        gaps = np.flatnonzero(np.isnan(frame.values[row, origin + 1 - back : origin + 1 + ahead]))
        if len(gaps):
            first = iso(int(frame.grid.times[origin + 1 - back + gaps[0]]))
            raise ModelError(
                "missing-values",
                f"expected {back} known and {ahead} future values of {one.column!r}, {len(gaps)} are missing,"
                f" the first at {first}",
                series=one.column,
            )


def with_phase(tables: Tables, spec: SessionSpec) -> SessionSpec:
    """The study with the phase of its grid fixed: the first target's first time where none was named."""
    if spec.phase_us is not None:
        return spec
    first = table_of(tables, spec.of_role(Role.TARGET)[0])
    return replace(spec, phase_us=int(first.time[0]) if first.n_rows else 0)


def table_of(tables: Tables, series: SeriesSpec) -> Table:
    """The one column a series means, as a table."""
    if series.table not in tables:
        raise ModelError("unknown-table", f"expected a table for {series.column!r}, found none", table=series.table)
    table = tables[series.table]
    return Table(table.time, (table.column(series.column),))


def _frame(tables: Tables, spec: SessionSpec, grid: Grid, known_until: int | None = None) -> Frame:
    rows: list[FloatArray] = []
    findings: list[Finding] = []
    for one in spec.series:
        table = table_of(tables, one)
        # Decided on the whole table, so that a forecast treats it as training did.
        fits = grid.holds(table.time)
        # "previous" looks back only, but says nothing beyond the last value it is given.
        if known_until is not None and one.role != Role.FUTURE and (fits or one.method != "previous"):
            table = table.rows(0, int(np.searchsorted(table.time, known_until, side="right")))
        if fits:
            aligned = align([Source(one.column, table)], grid)
            rows.append(aligned.table.columns[0].values)
            findings += aligned.findings
        else:
            rows.append(_resampled(table, one, grid))
            findings.append(told(Column(one.column, rows[-1]), table.n_rows, grid, f"by {one.method}"))
    values = np.ascontiguousarray(np.stack(rows), dtype=np.float64)
    return Frame(grid, values, calendar_rows(grid.times, spec.calendar), tuple(findings))


def _resampled(table: Table, series: SeriesSpec, grid: Grid) -> FloatArray:
    """A series that does not fit the grid; windows that are centred elsewhere end at the grid point here."""
    time = table.time if series.method == "previous" else table.time + (grid.step_us // 2 - 1)
    gap = None if series.max_gap is None else series.max_gap.steps(grid.step_us) * grid.step_us
    return resample(time, table.columns[0].values, grid, method=series.method, max_gap_us=gap)
