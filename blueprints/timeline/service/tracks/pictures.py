"""Pictures of the project, by the time they were taken."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import Select, extract, func, select

from blueprints.images.models import Image
from blueprints.species.models import Species
from blueprints.timeline.schemas.tracks import TrackSpec
from blueprints.timeline.service.counted import counts_by_bin
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

MEASURES = (Measure("", "Pictures", "pictures"),)


@track_kind("pictures")
class Pictures(Track):
    """How many pictures were taken; of a camera nobody knows when it watched, so that a bin without any is zero."""

    heading = "Sightings"
    is_count = True
    unit = "pictures"

    @classmethod
    def choices(cls, scope: Scope, search: str) -> list[Choice]:
        shown = select(Image.species_id).where(Image.project_id == scope.project_id).distinct()
        rows = db.session.scalars(select(Species).where(Species.id.in_(shown)).order_by(Species.scientific_name))
        found = [Choice("", "All pictures", "", "pictures", MEASURES)]
        found += [
            Choice(str(row.id), row.scientific_name, "pictures of the species", "pictures", MEASURES) for row in rows
        ]
        return [row for row in found if search.casefold() in f"pictures sightings {row.title}".casefold()][:60]

    @classmethod
    def open(cls, scope: Scope, spec: TrackSpec) -> Pictures:
        found = cls(scope, spec.key)
        found.title, found.detail = "Pictures", "all"
        if spec.key:
            found.title, found.detail = species_name(spec.key), "pictures"
        return found

    def _rows(self, *columns: Any) -> Select[Any]:
        rows = select(*columns).where(Image.project_id == self.scope.project_id, Image.taken_at.is_not(None))
        if self.scope.site_id is not None:
            rows = rows.where(Image.site_id == self.scope.site_id)
        return rows.where(Image.species_id == UUID(self.key)) if self.key else rows

    def extent(self) -> Span | None:
        row = db.session.execute(self._rows(func.min(Image.taken_at), func.max(Image.taken_at))).one()
        return span_of(row[0], row[1]) if row[0] is not None else None

    def draw(self, frame: Frame) -> Drawn:
        value = self.bins(frame.grid)
        return Drawn("bars", frame.grid.starts_us.tolist(), value.tolist(), n=int(value.sum()), note="no-effort")

    def bins(self, grid: Grid) -> FloatArray:
        rows = self._rows(Image.id).where(Image.timeline_at >= moment_of(int(grid.edges_us[0])))
        return counts_by_bin(
            rows.where(Image.timeline_at < moment_of(int(grid.edges_us[-1]))), extract("epoch", Image.taken_at), grid
        )

    def behind(self, span: Span, limit: int) -> Behind:
        rows = self._rows(Image).where(
            Image.taken_at >= moment_of(span.start_us), Image.taken_at < moment_of(span.end_us)
        )
        n = db.session.scalar(rows.with_only_columns(func.count())) or 0
        shown = (
            rows.outerjoin(Species, Species.id == Image.species_id)
            .with_only_columns(Image.id, Image.name, Image.taken_at, Species.scientific_name)
            .order_by(Image.taken_at, Image.id)
            .limit(limit)
        )
        items = [
            Item(us_of(at), species or "not named yet", name, f"/pictures/{id_}")
            for id_, name, at, species in db.session.execute(shown)
            if at is not None
        ]
        return Behind(n, items)


def species_name(text: str) -> str:
    """The name behind a key. Raises `track_gone()`."""
    try:
        found = db.session.get(Species, UUID(text))
    except ValueError:
        found = None
    if found is None:
        raise track_gone()
    return found.scientific_name
