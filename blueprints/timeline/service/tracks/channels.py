"""Telemetry channels: the line with its extremes, and the mean of each bin."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import Select, select

from blueprints.telemetry.models import Channel, ChannelKind, Source
from blueprints.telemetry.service import charts, steps
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
    matching,
    track_gone,
    track_kind,
)
from blueprints.timeline.service.scope import Scope
from core.db import db

if TYPE_CHECKING:
    from processing.arrays import FloatArray
    from processing.timeline.grid import Grid

MOST_LISTED = 2000
"""Channels of a project that are looked through for the list."""


@track_kind("channel")
class ChannelTrack(Track):
    """One channel of numbers."""

    heading = "Channels"

    @classmethod
    def choices(cls, scope: Scope, search: str) -> list[Choice]:
        rows = db.session.scalars(_channels(scope).order_by(Channel.name, Channel.id).limit(MOST_LISTED)).all()
        sources = _source_names(scope)
        named = [(row, sources.get(row.source_id, "")) for row in rows]
        found = matching(named, search, lambda one: f"{one[0].name} {one[0].public_id} {one[0].unit} {one[1]} channel")
        return [Choice(str(row.id), _title(row), source, row.unit, measures_of(row.unit)) for row, source in found]

    @classmethod
    def open(cls, scope: Scope, spec: TrackSpec) -> ChannelTrack:
        row = None
        if spec.key.isdecimal() and len(spec.key) < 19:
            row = db.session.scalar(_channels(scope).where(Channel.id == int(spec.key)))
        if row is None:
            raise track_gone()
        found = cls(scope, spec.key, spec.measure if spec.measure in ("low", "high") else "")
        found.channel, found.title, found.unit = row, _title(row), row.unit
        found.detail = _source_names(scope).get(row.source_id, "")
        return found

    channel: Channel

    def extent(self) -> Span | None:
        found = steps.extent(self.channel)
        return Span(found[0], found[1] + 1) if found else None

    def draw(self, frame: Frame) -> Drawn:
        found = charts.chart([self.channel], frame.span.start_us, frame.span.end_us, frame.width)["series"][0]
        at_us, value = _with_breaks(found["at_us"], found["value"], found["gaps"])
        is_step = self.channel.kind != ChannelKind.ANALOG or bool(self.channel.display.get("is_step"))
        return Drawn("steps" if is_step else "line", at_us, value, n=found["n"])

    def bins(self, grid: Grid) -> FloatArray:
        # Arrays are needed when a track is read; the web process starts without them.
        import numpy as np  # noqa: PLC0415

        # (as above)
        from processing.timeline.grid import SECOND_US, binned, held  # noqa: PLC0415

        found = steps.summaries(self.channel, int(grid.edges_us[0]), int(grid.edges_us[-1]), grid.base_s * SECOND_US)
        inside = (found.start_us >= grid.edges_us[0]) & (found.start_us < grid.edges_us[-1])
        value = {"low": found.low, "high": found.high}.get(self.measure, found.mean)
        result = binned(found.start_us[inside], value[inside], found.n[inside], grid, self.measure or "mean")
        if self.channel.expected_interval_s is not None or not np.isnan(result).any():
            return result
        # A channel that reports on change holds its value until the next reading.
        before = steps.held_before(self.channel, int(grid.edges_us[0]))
        last = binned(found.start_us[inside], found.last[inside], found.n[inside], grid, "last")
        return held(result, last, before, until_us=self._until_us(), grid=grid)

    def _until_us(self) -> int:
        extent = self.extent()
        return extent.end_us if extent else 0

    def behind(self, span: Span, limit: int) -> Behind:
        rows = steps.readings(self.channel, span.start_us, span.end_us, limit + 1)
        href = f"/telemetry/charts?ids={self.channel.id}&from={span.start_us}&to={span.end_us}"
        n = len(rows)
        if n > limit:
            n = steps.count(self.channel, span.start_us, span.end_us)
        return Behind(n, [Item(row.at_us, self._told(row.value), self.title, href) for row in rows[:limit]])

    def _told(self, value: float | None) -> str:
        number = f"{value:.12g}" if value is not None else "–"
        text = self.channel.value_texts.get(number)
        return f"{text} ({number})" if text else f"{number} {self.unit}".rstrip()


def measures_of(unit: str) -> tuple[Measure, ...]:
    """What a track of numbers can be compared by."""
    return (Measure("", "Mean", unit), Measure("low", "Lowest", unit), Measure("high", "Highest", unit))


def _channels(scope: Scope) -> Select[Any]:
    rows = select(Channel).where(Channel.project_id == scope.project_id, Channel.kind != ChannelKind.TEXT)
    return rows.where(Channel.site_id == scope.site_id) if scope.site_id is not None else rows


def _title(row: Channel) -> str:
    return row.name or row.public_id


def _source_names(scope: Scope) -> dict[UUID, str]:
    """Channels of several sources often have one name."""
    rows = db.session.execute(select(Source.id, Source.name).where(Source.project_id == scope.project_id))
    return {row[0]: row[1] for row in rows}


def _with_breaks(at_us: list[int], value: list[float], gaps: list[list[int]]) -> tuple[list[int], list[float | None]]:
    """The points with a break (None) inside each gap."""
    begins = {gap[0] for gap in gaps}
    out_at: list[int] = []
    out: list[float | None] = []
    for at, one in zip(at_us, value, strict=True):
        out_at.append(at)
        out.append(one)
        if at in begins:
            out_at.append(at + 1)
            out.append(None)
    return out_at, out
