"""Columns of datasets: the line with its extremes, and the mean of each bin."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import Select, select

from blueprints.timeline.schemas.tracks import TrackSpec
from blueprints.timeline.service.kinds import (
    Behind,
    Choice,
    Drawn,
    Frame,
    Item,
    Span,
    Track,
    matching,
    track_gone,
    track_kind,
)
from blueprints.timeline.service.moments import moment_of, span_of
from blueprints.timeline.service.scope import Scope
from blueprints.timeline.service.tracks.channels import measures_of
from blueprints.timeseries.models import Dataset, DatasetVersion, VersionState
from blueprints.timeseries.service import windows
from blueprints.timeseries.service.versions import table_of
from core.db import db
from core.storage import Storage, storage

if TYPE_CHECKING:
    from processing.arrays import FloatArray
    from processing.timeline.grid import Grid
    from processing.timeseries.table import Table

MOST_LISTED = 1000
"""Datasets of a project that are looked through for the list."""


@track_kind("series")
class SeriesTrack(Track):
    """One column of a dataset's current version; the key is `dataset id/column name`."""

    heading = "Series"

    @classmethod
    def choices(cls, scope: Scope, search: str) -> list[Choice]:
        rows = db.session.execute(_rows(scope).order_by(Dataset.name, Dataset.id).limit(MOST_LISTED))
        found = [
            Choice(f"{dataset.id}/{column['name']}", column["name"], dataset.name, *_unit(dataset, column["name"]))
            for dataset, version in rows
            for column in version.columns
        ]
        return matching(found, search, lambda choice: f"{choice.title} {choice.detail} {choice.unit} series")

    @classmethod
    def open(cls, scope: Scope, spec: TrackSpec) -> SeriesTrack:
        text, _, name = spec.key.partition("/")
        try:
            row = db.session.execute(_rows(scope).where(Dataset.id == UUID(text))).one_or_none()
        except ValueError:
            row = None
        names = [column["name"] for column in row[1].columns] if row else []
        if row is None or name not in names:
            raise track_gone()
        found = cls(scope, spec.key, spec.measure if spec.measure in ("low", "high") else "")
        dataset, version = row
        found.title, found.detail, found.unit = name, dataset.name, _unit(dataset, name)[0]
        found.dataset_id, found.version_id, found.index = dataset.id, version.id, names.index(name)
        found.span = span_of(version.start_at, version.end_at) if version.start_at and version.end_at else None
        found.sha256 = table_of(version)
        return found

    dataset_id: UUID
    version_id: UUID
    index: int
    span: Span | None
    sha256: str

    def extent(self) -> Span | None:
        return self.span

    def draw(self, frame: Frame) -> Drawn:
        version = db.session.get_one(DatasetVersion, self.version_id)
        dataset = db.session.get_one(Dataset, self.dataset_id)
        start, stop = moment_of(frame.span.start_us), moment_of(frame.span.end_us)
        found = windows.window_of(version, dataset, start=start, stop=stop, points=frame.width, columns=str(self.index))
        line = found["series"][0]
        n = sum(one is not None for one in line["value"]) if line["is_exact"] else self._n_rows(frame.span, version)
        return Drawn("line", [round(at * 1000) for at in line["time"]], line["value"], n=n)

    def _n_rows(self, span: Span, version: DatasetVersion) -> int:
        """Of a long series only about how many rows a span has: as its share of the whole."""
        if self.span is None or not version.n_rows:
            return 0
        inside = min(span.end_us, self.span.end_us) - max(span.start_us, self.span.start_us)
        return max(0, round(version.n_rows * inside / max(1, self.span.end_us - self.span.start_us)))

    def bins(self, grid: Grid) -> FloatArray:
        # Arrays are needed when a track is read; the web process starts without them.
        from processing.timeline.grid import binned, means  # noqa: PLC0415

        table = self._table(Span(int(grid.edges_us[0]), int(grid.edges_us[-1])))
        values = table.column(self.title).values
        if not self.measure:
            return means(table.time, values, grid)[0]
        known = values == values
        return binned(table.time[known], values[known], known[known].astype(float), grid, self.measure)

    def _table(self, span: Span) -> Table:
        found: Table = windows.off_loop(_read, storage(), self.sha256, self.title, span)
        return found

    def behind(self, span: Span, limit: int) -> Behind:
        table = self._table(span)
        values = table.column(self.title).values
        href = f"/datasets/{self.dataset_id}?from={span.start_us / 1000:.0f}&to={span.end_us / 1000:.0f}"
        first = zip(table.time[:limit].tolist(), values[:limit].tolist(), strict=True)
        items = [
            Item(at_us, f"{value:.12g} {self.unit}".rstrip() if value == value else "missing", self.detail, href)
            for at_us, value in first
        ]
        return Behind(table.n_rows, items)


def _read(place: Storage, sha256: str, name: str, span: Span) -> Table:
    """Runs in a thread: no database, no request."""
    # Arrays are needed when a series is read; the web process starts without them.
    from processing.timeseries.table import Window  # noqa: PLC0415

    return windows.read_table(place, sha256, (name,), Window(span.start_us, span.end_us))


def _unit(dataset: Dataset, name: str) -> tuple[str, Any]:
    unit = str(dataset.columns.get(name, {}).get("unit", ""))
    return unit, measures_of(unit)


def _rows(scope: Scope) -> Select[Any]:
    """The scope's datasets with their current versions, those that are ready."""
    columns: tuple[Any, ...] = (Dataset, DatasetVersion)
    rows = (
        select(*columns)
        .join(DatasetVersion, DatasetVersion.id == Dataset.current_version_id)
        .where(Dataset.project_id == scope.project_id, DatasetVersion.state == VersionState.READY)
    )
    return rows.where(Dataset.site_id == scope.site_id) if scope.site_id is not None else rows
