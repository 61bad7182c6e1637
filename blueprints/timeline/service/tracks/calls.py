"""Call activity: how many calls each bin holds, and for how long it was listened."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, extract, func, literal_column, select

from blueprints.calls.models import ClassificationRun, Classifier
from blueprints.calls.schemas.runs import CallsFilter
from blueprints.calls.service.results import call_label, of_calls
from blueprints.recordings.models import Recording, Segment, Segmentation
from blueprints.species.models import Species
from blueprints.timeline.schemas.tracks import TrackSpec
from blueprints.timeline.service.kinds import (
    Behind,
    Choice,
    Drawn,
    Frame,
    Item,
    Measure,
    Span,
    Track,
    track_gone,
    track_kind,
)
from blueprints.timeline.service.moments import moment_of, span_of, us_of
from blueprints.timeline.service.scope import Scope
from core.db import db

if TYPE_CHECKING:
    from processing.arrays import FloatArray
    from processing.timeline.grid import Grid

LONGEST = timedelta(days=2)
"""No recording is longer; how far before a span those begin that reach into it."""

MEASURES = (Measure("", "Calls", "calls"), Measure("rate", "Calls a minute of listening", "calls/min"))

WAYS = ("type", "label", "species")
"""What a key may narrow by: a type (a person's word before the model's), a person's word alone, a species."""

started_s = extract("epoch", Recording.recorded_at)


@track_kind("calls")
class Calls(Track):
    """Calls of the current segmentations; a bin in which nothing was recorded has no value, not zero."""

    heading = "Calls"
    is_count = True

    @classmethod
    def choices(cls, scope: Scope, search: str) -> list[Choice]:
        found = [Choice("", "All calls", "", "calls", MEASURES)]
        found += [
            Choice(f"species={row.id}", row.scientific_name, "species", "calls", MEASURES) for row in _species(scope)
        ]
        found += [
            Choice(f"type={name}", name, "type, by people or the model", "calls", MEASURES) for name in _types(scope)
        ]
        found += [Choice(f"label={name}", name, "named by people", "calls", MEASURES) for name in _words(scope)]
        wanted = search.casefold()
        return [choice for choice in found if wanted in f"calls {choice.title} {choice.detail}".casefold()][:60]

    @classmethod
    def open(cls, scope: Scope, spec: TrackSpec) -> Calls:
        found = cls(scope, spec.key, spec.measure if spec.measure == "rate" else "")
        way, _, name = spec.key.partition("=")
        if spec.key and (way not in WAYS or not name or len(name) > 100):
            raise track_gone()
        found.title, found.detail = "Calls", "all"
        if way == "species":
            species = _species_named(name)
            found.title, found.detail = species.scientific_name, "calls of the species"
        elif spec.key:
            found.title, found.detail = name, "calls named by people" if way == "label" else "calls of this type"
        found.unit = "calls/min" if found.measure == "rate" else "calls"
        found.way, found.name = way, name
        return found

    way: str
    name: str

    def extent(self) -> Span | None:
        row = db.session.execute(
            self._recordings(func.min(Recording.timeline_at), func.max(Recording.timeline_at))
        ).one()
        if row[0] is None:
            return None
        length = db.session.scalar(self._recordings(func.max(Recording.duration_s)))
        return span_of(row[0], row[1] + timedelta(seconds=float(length or 0)))

    def draw(self, frame: Frame) -> Drawn:
        value, n = self._values(frame.grid)
        return Drawn(
            "bars", frame.grid.starts_us.tolist(), [None if one != one else one for one in value.tolist()], n=n
        )

    def bins(self, grid: Grid) -> FloatArray:
        return self._values(grid)[0]

    def _values(self, grid: Grid) -> tuple[FloatArray, int]:
        # Arrays are needed when a track is read; the web process starts without them.
        import numpy as np  # noqa: PLC0415

        effort_s, counts = self._effort_and_counts(grid)
        if self.way in ("type", "label"):
            counts = self._named(grid)
        n = int(counts.sum())
        value = np.full(grid.n, np.nan)
        if self.measure == "rate":
            np.divide(counts, effort_s / 60.0, out=value, where=effort_s > 0)
        else:
            # What is found in a recording of no length counts all the same.
            np.copyto(value, counts, where=(effort_s > 0) | (counts > 0))
        return value, n

    def _effort_and_counts(self, grid: Grid) -> tuple[FloatArray, FloatArray]:
        """Seconds listened and calls found in each bin.

        The recordings' own counters are added up where a recording lies in one step; only the calls of those that
        lie across an edge are looked at one by one, so that a year of recordings is as quick as a night.
        """
        # (as above)
        import numpy as np  # noqa: PLC0415

        # (as above)
        from processing.timeline.grid import SECOND_US, fold, overlaps  # noqa: PLC0415

        base_s = grid.base_s
        slot = func.floor(started_s / base_s)
        is_inside = slot == func.floor((started_s + Recording.duration_s) / base_s)
        rows = db.session.execute(
            self._within(
                grid, slot, func.sum(Recording.duration_s), func.sum(Recording.n_segments), is_inside
            ).group_by(slot)
        ).all()
        at_us = np.array([int(row[0]) * base_s * SECOND_US for row in rows], np.int64)
        effort_s = fold(at_us, np.array([float(row[1] or 0) for row in rows]), grid)
        counts = fold(at_us, np.array([float(row[2] or 0) for row in rows]), grid)
        across = db.session.execute(self._within(grid, started_s, Recording.duration_s, ~is_inside)).all()
        begin = np.array([float(row[0]) * SECOND_US for row in across], np.int64)
        length = np.array([float(row[1]) * SECOND_US for row in across], np.int64)
        effort_s += overlaps(begin, begin + length, grid)
        if across:
            counts += self._counted(self._segments_across(~is_inside), grid)
        return effort_s, counts - self._counted(self._rejected_inside(is_inside), grid)

    def _within(self, grid: Grid, *columns: Any) -> Select[Any]:
        """Columns of the recordings that reach into the grid's span; the last is a condition."""
        begin, end = _ends(grid)
        return self._recordings(*columns[:-1]).where(
            Recording.timeline_at >= begin - LONGEST, Recording.timeline_at < end, columns[-1]
        )

    def _recordings(self, *columns: Any) -> Select[Any]:
        """Columns of the scope's whole recordings that know when they were made."""
        rows = select(*columns).select_from(Recording).where(*self._scope_conditions())
        return rows.where(Recording.parent_id.is_(None), Recording.recorded_at.is_not(None))

    def _scope_conditions(self) -> list[ColumnElement[bool]]:
        found: list[ColumnElement[bool]] = [Recording.project_id == self.scope.project_id]
        if self.scope.site_id is not None:
            found.append(Recording.site_id == self.scope.site_id)
        if self.way == "species":
            found.append(Recording.species_id == UUID(self.name))
        return found

    def _segments_across(self, condition: ColumnElement[bool]) -> Select[Any]:
        return _current_segments().where(*self._scope_conditions(), condition, Segment.is_rejected.is_(False))

    def _rejected_inside(self, condition: ColumnElement[bool]) -> Select[Any]:
        # SQLite takes a partial index only where its condition stands word for word.
        return _current_segments().where(*self._scope_conditions(), condition, literal_column("segments.is_rejected"))

    def _counted(self, rows: Select[Any], grid: Grid) -> FloatArray:
        """Segments of a select by bin."""
        # (as above)
        import numpy as np  # noqa: PLC0415

        # (as above)
        from processing.timeline.grid import SECOND_US, fold  # noqa: PLC0415

        begin, end = _ends(grid)
        slot = func.floor((started_s + Segment.onset_s) / grid.base_s)
        found = db.session.execute(
            rows.with_only_columns(slot, func.count())
            .where(Recording.timeline_at >= begin - LONGEST, Recording.timeline_at < end)
            .group_by(slot)
        ).all()
        at_us = np.array([int(row[0]) * grid.base_s * SECOND_US for row in found], np.int64)
        return fold(at_us, np.array([float(row[1]) for row in found]), grid)

    def _named(self, grid: Grid) -> FloatArray:
        return self._counted(of_calls(self.scope.reader, self._filter(), Segment.id).where(_is_dated()), grid)

    def _filter(self) -> CallsFilter:
        given: dict[str, Any] = {"project_id": self.scope.project_id, "site_id": self.scope.site_id}
        if self.way == "species":
            given["species_id"] = self.name
        elif self.way:
            given |= {"label": self.name, "labelled": True if self.way == "label" else None}
        return CallsFilter.model_validate({name: value for name, value in given.items() if value is not None})

    def behind(self, span: Span, limit: int) -> Behind:
        called_s = started_s + Segment.onset_s
        begin, end = moment_of(span.start_us), moment_of(span.end_us)
        rows = (
            of_calls(self.scope.reader, self._filter())
            .where(_is_dated(), Recording.timeline_at >= begin - LONGEST, Recording.timeline_at < end)
            .where(called_s >= span.start_us / 1e6, called_s < span.end_us / 1e6)
        )
        n = db.session.scalar(rows.with_only_columns(func.count())) or 0
        columns = (Segment, Recording.id, Recording.name, Recording.recorded_at, call_label)
        shown = rows.with_only_columns(*columns).order_by(called_s, Segment.id).limit(limit)
        return Behind(n, [_item(*row) for row in db.session.execute(shown)])


def _is_dated() -> ColumnElement[bool]:
    return Recording.recorded_at.is_not(None)


def _ends(grid: Grid) -> tuple[datetime, datetime]:
    return moment_of(int(grid.edges_us[0])), moment_of(int(grid.edges_us[-1]))


def _current_segments() -> Select[Any]:
    return (
        select(Segment.id)
        .join(Segmentation, (Segmentation.id == Segment.segmentation_id) & Segmentation.is_current)
        .join(Recording, Recording.id == Segmentation.recording_id)
        .where(_is_dated())
    )


def _item(segment: Segment, recording_id: UUID, name: str, recorded_at: Any, label: str | None) -> Item:
    begin, end = max(0.0, segment.onset_s - 0.5), segment.offset_s + 0.5
    at_us = us_of(recorded_at) + round(segment.onset_s * 1e6)
    return Item(at_us, label or "unnamed", name, f"/recordings/{recording_id}?from={begin:.3f}&to={end:.3f}")


def _species_named(text: str) -> Species:
    try:
        found = db.session.get(Species, UUID(text))
    except ValueError:
        found = None
    if found is None:
        raise track_gone()
    return found


def _species(scope: Scope) -> list[Species]:
    heard = select(Recording.species_id).where(Recording.project_id == scope.project_id).distinct()
    return list(db.session.scalars(select(Species).where(Species.id.in_(heard)).order_by(Species.scientific_name)))


def _types(scope: Scope) -> list[str]:
    """Classes of the classifiers whose predictions the project shows, and every word of its people."""
    used = (
        select(ClassificationRun.classifier_id)
        .join(Recording, Recording.id == ClassificationRun.recording_id)
        .where(Recording.project_id == scope.project_id, ClassificationRun.is_current)
        .distinct()
    )
    labels = db.session.scalars(select(Classifier.labels).where(Classifier.id.in_(used)))
    return sorted({str(name) for names in labels for name in names} | set(_words(scope)))


def _words(scope: Scope) -> list[str]:
    rows = _current_segments().where(Recording.project_id == scope.project_id, Segment.label.is_not(None))
    return sorted(db.session.scalars(rows.with_only_columns(Segment.label).distinct()))
