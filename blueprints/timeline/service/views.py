"""Tracks over one span: drawn, compared, put together, written out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from blueprints.timeline.schemas.tracks import TrackSpec
from blueprints.timeline.service.bounds import drawn_within, extent_within, within
from blueprints.timeline.service.kinds import Drawn, Frame, Span, Track, open_track
from blueprints.timeline.service.moments import ms_of, us_of
from blueprints.timeline.service.scope import Scope
from blueprints.timeline.service.suns import nights_over, shape_place
from core.errors import AppError

if TYPE_CHECKING:
    from processing.timeline.grid import Grid

SHORTEST_US = 1_000_000
"""A span is at least a second long."""


class Opened(NamedTuple):
    """A track of a query, or why it cannot be shown."""

    spec: TrackSpec
    track: Track | None
    problem: str


class Asked(NamedTuple):
    """A span as a query gives it; None with None: all there is."""

    start: datetime | None
    end: datetime | None
    step_s: int | None
    bounds: Span | None = None
    """Where given, nothing from outside it is read, not even by a bin that reaches beyond."""


def open_all(scope: Scope, specs: Sequence[TrackSpec]) -> list[Opened]:
    """The tracks of a query; one that was removed does not take the others with it."""
    found = []
    for spec in specs:
        try:
            found.append(Opened(spec, open_track(scope, spec), ""))
        except AppError as exc:
            if exc.status == 422:
                raise
            found.append(Opened(spec, None, exc.code))
    return found


def whole_span(extents: Sequence[Span | None]) -> Span | None:
    """From the first to behind the last of all the tracks' data."""
    known = [extent for extent in extents if extent is not None]
    if not known:
        return None
    return Span(min(extent.start_us for extent in known), max(extent.end_us for extent in known))


def span_of(asked: Asked, tracks: Sequence[Track]) -> Span:
    """The span of a query: as asked for, or all there is, or the last day of nothing at all."""
    if asked.start is not None and asked.end is not None:
        span = Span(us_of(asked.start), us_of(asked.end))
    else:
        span = whole_span([track.extent() for track in tracks]) or Span(0, SHORTEST_US)
    if span.end_us - span.start_us < SHORTEST_US:
        span = Span(span.start_us, span.start_us + SHORTEST_US)
    return within(span, asked.bounds) if asked.bounds else span


def grid_of(scope: Scope, span: Span, step_s: int | None) -> Grid:
    """Bins over a span on the place's clock."""
    # Arrays are needed when a track is read; the web process starts without them.
    from processing.timeline.grid import grid_over, step_for  # noqa: PLC0415

    step_s = step_s or step_for(span.end_us - span.start_us)
    return grid_over(span.start_us, span.end_us, step_s=step_s, zone=scope.zone)


def view(scope: Scope, specs: Sequence[TrackSpec], asked: Asked, width: int) -> dict[str, Any]:
    """Everything a chart of these tracks needs."""
    opened = open_all(scope, specs)
    extents = [_extent(one.track, asked.bounds) for one in opened]
    span = span_of(asked, [one.track for one in opened if one.track])
    grid = _clipped(grid_of(scope, span, asked.step_s), asked.bounds)
    whole = whole_span(extents)
    frame = Frame(span, width, grid)
    return {
        "start": ms_of(span.start_us),
        "end": ms_of(span.end_us),
        "first": ms_of(whole.start_us) if whole else None,
        "last": ms_of(whole.end_us) if whole else None,
        "step_s": grid.step_s,
        "edges": [ms_of(edge) for edge in grid.edges_us.tolist()],
        "time_zone": scope.zone,
        "place": shape_place(scope),
        "nights": nights_over(scope, span),
        "tracks": [_drawn(one, extent, frame, asked.bounds) for one, extent in zip(opened, extents, strict=True)],
    }


def _extent(track: Track | None, bounds: Span | None) -> Span | None:
    extent = track.extent() if track else None
    return extent_within(extent, bounds) if bounds else extent


def _clipped(grid: Grid, bounds: Span | None) -> Grid:
    # Arrays are needed when a track is read; the web process starts without them.
    from processing.timeline.grid import clipped  # noqa: PLC0415

    return clipped(grid, bounds.start_us, bounds.end_us) if bounds else grid


def _drawn(one: Opened, extent: Span | None, frame: Frame, bounds: Span | None) -> dict[str, Any]:
    drawn, problem = Drawn("line"), one.problem
    if one.track is not None:
        try:
            drawn = one.track.draw(frame)
            drawn = drawn_within(drawn, bounds) if bounds else drawn
        except AppError as exc:
            problem = exc.code
    return {
        "spec": one.spec.model_dump(),
        **about(one.track),
        "form": drawn.form,
        "at": [ms_of(at) for at in drawn.at_us],
        "value": drawn.value,
        "low": drawn.low,
        "high": drawn.high,
        "marks": [
            {
                "at": ms_of(mark.at_us), "end": None if mark.end_us is None else ms_of(mark.end_us),
                "label": mark.label, "tone": mark.tone, "id": mark.id,
            }
            for mark in drawn.marks
        ],
        "n": drawn.n,
        "first": ms_of(extent.start_us) if extent else None,
        "last": ms_of(extent.end_us) if extent else None,
        "note": drawn.note,
        "problem": problem,
    }  # fmt: skip


def about(track: Track | None) -> dict[str, str]:
    """What a track is called."""
    if track is None:
        return {"heading": "", "title": "Removed", "detail": "", "unit": ""}
    return {"heading": track.heading, "title": track.title, "detail": track.detail, "unit": track.unit}
