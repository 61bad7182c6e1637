"""Steps tried on a part of a version, and rows as they are; computed off the event loop."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from blueprints.timeseries.models import Dataset, DatasetVersion
from blueprints.timeseries.schemas.datasets import PREVIEW_ROWS
from blueprints.timeseries.service.clock import ms_of, span_us
from blueprints.timeseries.service.registry import specs_of
from blueprints.timeseries.service.shapes import shape_columns
from blueprints.timeseries.service.versions import table_of
from blueprints.timeseries.service.windows import off_loop, read_table, shape_line
from core.errors import AppError, invalid
from core.storage import Storage, storage
from processing.timeseries.findings import iso
from processing.timeseries.parameters import build
from processing.timeseries.pyramid import line_of
from processing.timeseries.steps import STEPS, StepSpec, preview, run_recipe
from processing.timeseries.table import US, Table, Window

POINTS = 3000
"""Stretches a preview is drawn in."""

MAX_MARKS = 2000
"""Marks a preview names one by one."""


class Tried(NamedTuple):
    """A step's effect on one column of a window."""

    before: Any
    after: Any
    findings: list[dict[str, Any]]
    marks: list[dict[str, Any]]
    n_changed: int


def preview_of(
    version: DatasetVersion,
    dataset: Dataset,
    steps: Sequence[dict[str, Any]],
    *,
    start: datetime | None,
    stop: datetime | None,
    column: str | None,
) -> dict[str, Any]:
    """What the last of these steps would do. Raises AppError 422 for a window with too many rows."""
    sha256 = table_of(version)
    notes = shape_columns(version, dataset.columns)
    names = [note["name"] for note in notes]
    if not names:
        raise AppError(409, "no-columns", "This version has no column a step could work on.")
    if column is not None and column not in names:
        raise invalid("/column", "there is no such column", "not-found")
    at = names.index(column) if column else 0
    window = span_us(version, start, stop)
    tried = off_loop(_try, storage(), sha256, specs_of(steps), window, names[at])
    return {
        "start": ms_of(window.start),
        "stop": ms_of(window.end),
        "column": names[at],
        "before": shape_line(at, names[at], notes[at]["unit"], tried.before),
        "after": shape_line(at, names[at], notes[at]["unit"], tried.after),
        "n_changed": tried.n_changed,
        "findings": tried.findings,
        "marks": tried.marks,
    }


def _try(place: Storage, sha256: str, specs: list[StepSpec], window: Window, name: str) -> Tried:
    """Runs in a thread: no database, no request."""
    table = read_table(place, sha256, (), _reach(specs, window))
    low, high = table.time.searchsorted([window.start, window.end])
    if high - low > PREVIEW_ROWS:
        found = f"{high - low:,} rows; a preview takes {PREVIEW_ROWS:,} at most"
        raise invalid("/to", f"the window has {found}. Zoom in.", "window-too-long")
    if len(specs) > 1:
        table = run_recipe(table, specs[:-1]).table
    result = preview(table, specs[-1], window)
    before = table.within(window)
    told = [finding.as_dict() for finding in result.findings]
    marks, n_changed = _marks(result.marks, name)
    return Tried(
        line_of(before.time, before.column(name), window, POINTS),
        _line_after(result.table, name, window),
        [shape_told(one) for one in told],
        marks,
        n_changed,
    )


def _reach(specs: list[StepSpec], window: Window) -> Window:
    """What the steps need to see around a window, and as much again as the window is long."""
    margin = window.end - window.start
    for spec in specs:
        step = STEPS[spec.name]
        margin += int(step.margin_s(build(step.params, spec.params)) * US)
    return Window(window.start - margin, window.end + margin)


def _line_after(table: Table, name: str, window: Window) -> Any:
    column = table.column(name) if name in table.names else table.columns[0]
    return line_of(table.time, column, window, POINTS)


def _marks(found: Sequence[Any], name: str) -> tuple[list[dict[str, Any]], int]:
    """Values of one column that change: their times, what they are and what they become."""
    marks: list[dict[str, Any]] = []
    n_changed = 0
    for one in found:
        if one.column != name:
            continue
        n_changed += len(one.times)
        stride = max(1, -(-len(one.times) // MAX_MARKS))
        rows = zip(one.times[::stride], one.before[::stride], one.after[::stride], strict=True)
        marks += [{"time": ms_of(int(t)), "before": _number(b), "after": _number(a)} for t, b, a in rows]
    return marks, n_changed


def _number(value: Any) -> float | None:
    return None if value != value else float(value)


def shape_told(told: dict[str, Any]) -> dict[str, Any]:
    """A finding that stands in no table yet."""
    return {
        "step_index": 0,
        "code": told["code"],
        "message": told["message"],
        "column": told["column"],
        "severity": told["severity"],
        "n": told["count"],
        "n_dropped": told["n_dropped"],
        "n_changed": told["n_changed"],
        "examples": told["examples"],
    }


def rows_of(version: DatasetVersion, start: int, limit: int) -> dict[str, Any]:
    """Rows by number."""
    names = [column["name"] for column in version.columns]
    rows = off_loop(_rows, storage(), table_of(version), start, limit)
    return {"count": version.n_rows or 0, "columns": ["time", *names], "rows": rows}


def _rows(place: Storage, sha256: str, start: int, limit: int) -> list[list[Any]]:
    # Parquet needs pyarrow, which a web process loads when it first needs it.
    from processing.timeseries import store  # noqa: PLC0415

    with place.open_local(sha256) as path:
        table = store.read_rows(path, start, start + limit)
    columns: list[list[Any]] = []
    for column in table.columns:
        values: list[Any] = [_number(value) for value in column.values]
        for row, word in zip(column.texts.rows, column.texts.words, strict=True):
            values[int(row)] = word
        columns.append(values)
    times = [iso(int(time)) for time in table.time]
    return [list(row) for row in zip(times, *columns, strict=True)]
