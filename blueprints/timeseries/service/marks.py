"""What the steps of a version changed, for its chart: read from the file of every place, kept as arrays."""

from pathlib import Path
from typing import Any

from blueprints.timeseries.models import DatasetVersion
from blueprints.timeseries.service.clock import ms_of, span_us
from blueprints.timeseries.service.windows import off_loop
from core.cache_files import cache_path, make_cached
from core.errors import invalid
from core.storage import Storage, storage
from processing.timeseries.places import Places, read_places

CODE_VERSION = "marks-1"

MAX_MARKS = 2000
"""Marks of one part that are told; more would only blacken the chart."""


def marks_of(version: DatasetVersion, *, start: Any, stop: Any, column: int) -> dict[str, Any]:
    """Changed and dropped values of a column in a part of a version, at most MAX_MARKS, evenly chosen."""
    if not 0 <= column < max(1, len(version.columns)):
        raise invalid("/column", "there is no such column")
    if version.findings_sha256 is None or not version.columns:
        return {"n": 0, "marks": []}
    window = span_us(version, start, stop)
    path = cache_path("series", version.findings_sha256, {}, CODE_VERSION, ".npz")
    found: Places = off_loop(_read, storage(), version.findings_sha256, path)
    chosen = found.of_column(version.columns[column]["name"]).within(window.start, window.end)
    shown = chosen.thinned(MAX_MARKS)
    rows = zip(shown.time.tolist(), shown.value.tolist(), shown.code.tolist(), strict=True)
    return {
        "n": len(chosen.time),
        "marks": [
            {"time": ms_of(time), "value": None if value != value else value, "code": found.codes[code]}
            for time, value, code in rows
        ],
    }


def _read(place: Storage, sha256: str, path: Path) -> Places:
    """Runs in a thread: no database, no request."""

    def make(draft: Path) -> None:
        with place.open_local(sha256) as file:
            read_places(file).save(draft)

    return Places.load(make_cached(path, make))
