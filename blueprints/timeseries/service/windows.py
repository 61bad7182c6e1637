"""Parts of versions for charts: few points, exact extremes, gaps that can be seen; computed off the event loop."""

import os
import threading
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from blueprints.timeseries.models import Dataset, DatasetVersion
from blueprints.timeseries.service.clock import from_us, ms_of, span_us
from blueprints.timeseries.service.shapes import shape_columns
from blueprints.timeseries.service.versions import table_of
from core.cache_files import cache_path, make_cached
from core.db import db
from core.errors import invalid
from core.security import run_off_loop
from core.storage import Storage, storage
from processing.timeseries import pyramid
from processing.timeseries.pyramid import Line, Pyramid, line_of
from processing.timeseries.table import Table, Window

N_AT_ONCE = max(2, min(4, os.cpu_count() or 2))
"""Windows and previews computed at the same time: one a core; more would only make each wait longer."""

_turns = threading.BoundedSemaphore(N_AT_ONCE)

Answer = TypeVar("Answer")


class Asked(NamedTuple):
    """A part of a version's table."""

    sha256: str
    columns: Sequence[int]
    names: Sequence[str]
    window: Window
    n: int


def off_loop(function: Callable[..., Answer], *args: Any) -> Answer:
    """Carry out numeric work in a thread, in its turn; the database connection goes back first."""
    db.session.rollback()
    with _turns:
        answer: Answer = run_off_loop(function, *args)
    return answer


def pyramid_path(sha256: str) -> Path:
    return cache_path("series", sha256, {}, f"pyramid-{pyramid.CODE_VERSION}", ".pyr")


def build_pyramid(sha256: str, table: Table) -> Path:
    """The file a version's charts are drawn from; made by the job that makes the version."""
    return make_cached(pyramid_path(sha256), lambda draft: pyramid.build(table, draft))


def read_table(place: Storage, sha256: str, columns: tuple[str, ...] = (), window: Window | None = None) -> Table:
    """A version's table, or a part of it."""
    # Parquet needs pyarrow, which a web process loads when the first chart is zoomed in far.
    from processing.timeseries import store  # noqa: PLC0415

    with place.open_local(sha256) as path:
        return store.read(path, columns=columns, window=window)


def columns_asked(version: DatasetVersion, text: str | None) -> list[int]:
    """Numbers of columns as a query names them. Raises AppError 422."""
    n = len(version.columns)
    if not text:
        return list(range(n))
    try:
        found = [int(part) for part in text.split(",")]
    except ValueError:
        raise invalid("/columns", f"expected numbers from 0 to {n - 1} with commas") from None
    if not all(0 <= number < n for number in found):
        raise invalid("/columns", f"expected numbers from 0 to {n - 1} with commas")
    return list(dict.fromkeys(found))


def window_of(
    version: DatasetVersion, dataset: Dataset, *, start: Any, stop: Any, points: int, columns: str | None
) -> dict[str, Any]:
    """A part of a version, each column in about `points` stretches."""
    sha256 = table_of(version)
    numbers = columns_asked(version, columns)
    notes = shape_columns(version, dataset.columns)
    asked = Asked(sha256, numbers, [notes[n]["name"] for n in numbers], span_us(version, start, stop), points)
    lines = off_loop(_lines, storage(), asked, pyramid_path(sha256))
    series = [
        shape_line(number, notes[number]["name"], notes[number]["unit"], line)
        for number, line in zip(numbers, lines, strict=True)
    ]
    return {"start": ms_of(asked.window.start), "stop": ms_of(asked.window.end), "series": series}


def _lines(place: Storage, asked: Asked, path: Path) -> list[Line]:
    """Runs in a thread: no database, no request."""
    make_cached(path, lambda draft: pyramid.build(read_table(place, asked.sha256), draft))
    found = Pyramid(path)
    lines = {
        number: found.line(number, asked.window, asked.n, partial(_values, place, asked.sha256, name))
        for number, name in zip(asked.columns, asked.names, strict=True)
    }
    missing = [(n, name) for n, name in zip(asked.columns, asked.names, strict=True) if lines[n] is None]
    if missing:
        table = read_table(place, asked.sha256, tuple(name for _, name in missing), asked.window)
        for number, name in missing:
            lines[number] = line_of(table.time, table.column(name), asked.window, asked.n)
    return [line for line in (lines[number] for number in asked.columns) if line is not None]


def _values(place: Storage, sha256: str, name: str, window: Window) -> tuple[Any, Any]:
    """The few values where a window's end cuts through a stretch."""
    table = read_table(place, sha256, (name,), window)
    return table.time, table.column(name).values


def shape_line(index: int, name: str, unit: str, line: Line) -> dict[str, Any]:
    """A line as JSON: missing is null."""
    values = line.value.tolist()
    return {
        "index": index,
        "name": name,
        "unit": unit,
        "time": from_us(line.time),
        "value": [None if value != value else value for value in values],
        "is_exact": line.is_exact,
    }
