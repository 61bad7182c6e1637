"""Entries of people's collections that were seen near the place, as far as the viewer may see them."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, case, extract, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from blueprints.dex.models import DexEntry, Visibility
from blueprints.dex.policy import may_see
from blueprints.dex.service.places import CELL_DEG
from blueprints.species.models import Species
from blueprints.timeline.schemas.tracks import TrackSpec
from blueprints.timeline.service.counted import counts_by_bin
from blueprints.timeline.service.kinds import Behind, Choice, Drawn, Frame, Item, Measure, Span, Track, track_kind
from blueprints.timeline.service.moments import moment_of, span_of, us_of
from blueprints.timeline.service.scope import Scope
from blueprints.timeline.service.tracks.pictures import species_name
from core.db import db

if TYPE_CHECKING:
    from processing.arrays import FloatArray
    from processing.timeline.grid import Grid

NEAR_KM = 10.0
"""How far from a site something may have been seen and still belong to it."""

KM_PER_DEG = 111.2

MEASURES = (Measure("", "Entries", "entries"),)


@track_kind("entries")
class Entries(Track):
    """What people noted within 10 km. Where a place is shown only roughly, it counts where it is shown."""

    heading = "Sightings"
    is_count = True
    unit = "entries"

    @classmethod
    def choices(cls, scope: Scope, search: str) -> list[Choice]:
        if not scope.sites:
            return []
        near = cls(scope, "")._rows(DexEntry.species_id).distinct()
        rows = db.session.scalars(select(Species).where(Species.id.in_(near)).order_by(Species.scientific_name))
        found = [Choice("", "Collection entries nearby", "within 10 km", "entries", MEASURES)]
        found += [Choice(str(row.id), row.scientific_name, "entries within 10 km", "entries", MEASURES) for row in rows]
        return [row for row in found if search.casefold() in f"entries sightings {row.title}".casefold()][:60]

    @classmethod
    def open(cls, scope: Scope, spec: TrackSpec) -> Entries:
        found = cls(scope, spec.key)
        found.title, found.detail = "Collection entries", "within 10 km"
        if spec.key:
            found.title, found.detail = species_name(spec.key), "entries within 10 km"
        return found

    def _rows(self, *columns: Any) -> Select[Any]:
        rows = select(*columns).join(Species, Species.id == DexEntry.species_id)
        rows = rows.where(self._is_seen(), or_(*(_is_near(site, self.scope.viewer_id) for site in self.scope.sites)))
        return rows.where(DexEntry.species_id == UUID(self.key)) if self.key else rows

    def _is_seen(self) -> ColumnElement[bool]:
        if self.scope.is_public:
            return and_(
                DexEntry.deleted_at.is_(None), DexEntry.hidden_at.is_(None), DexEntry.visibility == Visibility.PUBLIC
            )
        return may_see(self.scope.viewer_id)

    def extent(self) -> Span | None:
        row = db.session.execute(self._rows(func.min(DexEntry.observed_at), func.max(DexEntry.observed_at))).one()
        return span_of(row[0], row[1]) if row[0] is not None else None

    def draw(self, frame: Frame) -> Drawn:
        value = self.bins(frame.grid)
        return Drawn("bars", frame.grid.starts_us.tolist(), value.tolist(), n=int(value.sum()), note="no-effort")

    def bins(self, grid: Grid) -> FloatArray:
        rows = self._between(Span(int(grid.edges_us[0]), int(grid.edges_us[-1])), DexEntry.id)
        return counts_by_bin(rows, extract("epoch", DexEntry.observed_at), grid)

    def _between(self, span: Span, *columns: Any) -> Select[Any]:
        begin, end = moment_of(span.start_us), moment_of(span.end_us)
        return self._rows(*columns).where(DexEntry.observed_at >= begin, DexEntry.observed_at < end)

    def behind(self, span: Span, limit: int) -> Behind:
        rows = self._between(span, DexEntry.id, DexEntry.observed_at, Species.scientific_name, DexEntry.n_individuals)
        n = db.session.scalar(rows.with_only_columns(func.count())) or 0
        shown = rows.order_by(DexEntry.observed_at, DexEntry.id).limit(limit)
        items = [
            Item(us_of(at), name, f"{n_seen} seen", f"/collection/{id_}")
            for id_, at, name, n_seen in db.session.execute(shown)
        ]
        return Behind(n, items)


def _is_near(site: tuple[float, float], viewer_id: UUID) -> ColumnElement[bool]:
    """Whether an entry lies, as this viewer is shown it, in the square around a site."""
    latitude, longitude = site
    reach = NEAR_KM / KM_PER_DEG
    reach_east = min(180.0, reach / max(0.01, math.cos(math.radians(latitude))))
    return and_(
        _shown(DexEntry.latitude, 90.0, viewer_id).between(latitude - reach, latitude + reach),
        _shown(DexEntry.longitude, 180.0, viewer_id).between(longitude - reach_east, longitude + reach_east),
    )


def _shown(column: InstrumentedAttribute[Any], edge: float, viewer_id: UUID) -> ColumnElement[Any]:
    """A coordinate as the viewer is told it: the middle of its cell where the place is obscured to them."""
    middle = (func.floor((column + edge) / CELL_DEG) + 0.5) * CELL_DEG - edge
    hides = and_(DexEntry.owner_id != viewer_id, or_(DexEntry.is_obscured, Species.is_sensitive))
    return case((hides, middle), else_=column)
