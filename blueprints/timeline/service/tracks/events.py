"""What detectors found, as flags at their times; many of them as counts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import Select, func, select

from blueprints.telemetry.models import Channel, Detector, Event
from blueprints.timeline.schemas.tracks import TrackSpec
from blueprints.timeline.service.counted import counts_by_bin
from blueprints.timeline.service.kinds import (
    Behind,
    Choice,
    Drawn,
    Frame,
    Item,
    Mark,
    Measure,
    Span,
    Track,
    matching,
    track_gone,
    track_kind,
)
from blueprints.timeline.service.scope import Scope
from core.db import db

if TYPE_CHECKING:
    from processing.arrays import FloatArray
    from processing.timeline.grid import Grid

MOST_MARKS = 200
"""Events that are drawn one by one; more become bars."""

MEASURES = (Measure("", "Events", "events"),)


@track_kind("events")
class Events(Track):
    """Events of all detectors, or of one; those that late readings undid are left out."""

    heading = "Events"
    is_count = True
    unit = "events"

    @classmethod
    def choices(cls, scope: Scope, search: str) -> list[Choice]:
        rows = matching(_detectors(scope), search, lambda row: f"{row.name} {row.method} events")
        found = [Choice(str(row.id), row.name, "detector", "events", MEASURES) for row in rows]
        return [Choice("", "All events", "", "events", MEASURES), *found] if found else []

    @classmethod
    def open(cls, scope: Scope, spec: TrackSpec) -> Events:
        found = cls(scope, spec.key)
        detectors = _detectors(scope)
        found.title, found.detail = "Events", "all detectors"
        if spec.key:
            detectors = [row for row in detectors if str(row.id) == spec.key]
            if not detectors:
                raise track_gone()
            found.title, found.detail = detectors[0].name, "events"
        found.detector_ids = [row.id for row in detectors]
        return found

    detector_ids: list[UUID]

    def _rows(self, *columns: Any) -> Select[Any]:
        return select(*columns).where(
            Event.project_id == self.scope.project_id,
            Event.detector_id.in_(self.detector_ids),
            Event.withdrawn_at.is_(None),
        )

    def _between(self, span: Span, *columns: Any) -> Select[Any]:
        return self._rows(*columns).where(Event.start_us >= span.start_us, Event.start_us < span.end_us)

    def extent(self) -> Span | None:
        row = db.session.execute(self._rows(func.min(Event.start_us), func.max(Event.start_us))).one()
        return Span(int(row[0]), int(row[1]) + 1) if row[0] is not None else None

    def draw(self, frame: Frame) -> Drawn:
        columns = (Event.start_us, Event.end_us, Event.kind, Event.severity, Event.id)
        rows = db.session.execute(
            self._between(frame.span, *columns).order_by(Event.start_us).limit(MOST_MARKS + 1)
        ).all()
        if len(rows) > MOST_MARKS:
            value = self.bins(frame.grid)
            return Drawn("bars", frame.grid.starts_us.tolist(), value.tolist(), n=int(value.sum()))
        marks = [Mark(row[0], row[1], row[2].replace("_", " "), str(row[3]), str(row[4])) for row in rows]
        return Drawn("marks", marks=marks, n=len(marks))

    def bins(self, grid: Grid) -> FloatArray:
        span = Span(int(grid.edges_us[0]), int(grid.edges_us[-1]))
        return counts_by_bin(self._between(span, Event.id), Event.start_us / 1e6, grid)

    def behind(self, span: Span, limit: int) -> Behind:
        columns = (Event.start_us, Event.kind, Detector.name, Event.peak, Event.id)
        rows = self._between(span, *columns).join(Detector, Detector.id == Event.detector_id)
        n = db.session.scalar(rows.with_only_columns(func.count())) or 0
        found = db.session.execute(rows.order_by(Event.start_us, Event.id).limit(limit))
        items = [
            Item(at, kind.replace("_", " "), f"{name}, peak {peak:.6g}", f"/telemetry/events/{id_}")
            for at, kind, name, peak, id_ in found
        ]
        return Behind(n, items)


def _detectors(scope: Scope) -> list[Detector]:
    """Of a site, those that watch one of its channels."""
    rows = db.session.scalars(select(Detector).where(Detector.project_id == scope.project_id).order_by(Detector.name))
    if scope.site_id is None:
        return list(rows)
    ids = set(db.session.scalars(select(Channel.id).where(Channel.site_id == scope.site_id)))
    return [row for row in rows if ids.intersection(row.channel_ids)]
