"""What forecasting sessions expect: a line with its interval; where forecasts overlap the newest counts."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import Select, func, select

from blueprints.forecasting.models import Forecast, ForecastSession
from blueprints.forecasting.service.forecasts import ForecastLine, lines_of
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
from blueprints.timeline.service.moments import moment_of, span_of, us_of
from blueprints.timeline.service.scope import Scope
from blueprints.timeline.service.tracks.channels import measures_of
from core.db import db

if TYPE_CHECKING:
    from processing.arrays import FloatArray
    from processing.timeline.grid import Grid

MOST_LISTED = 100
"""Sessions of a project that are looked through for the list."""


@track_kind("forecast")
class ForecastTrack(Track):
    """One target of a session; the key is `session id/target name`."""

    heading = "Forecasts"

    @classmethod
    def choices(cls, scope: Scope, search: str) -> list[Choice]:
        rows = db.session.scalars(
            _sessions(scope).order_by(ForecastSession.name, ForecastSession.id).limit(MOST_LISTED)
        )
        found = [
            Choice(f"{row.id}/{one['name']}", one["name"], row.name, one["unit"], measures_of(one["unit"]))
            for row in rows
            for one in _newest_series(row)
        ]
        return matching(found, search, lambda choice: f"{choice.title} {choice.detail} {choice.unit} forecasts")

    @classmethod
    def open(cls, scope: Scope, spec: TrackSpec) -> ForecastTrack:
        text, _, name = spec.key.partition("/")
        try:
            row = db.session.scalar(_sessions(scope).where(ForecastSession.id == UUID(text)))
        except ValueError:
            row = None
        known = {one["name"]: one for one in _newest_series(row)} if row is not None else {}
        if row is None or name not in known:
            raise track_gone()
        found = cls(scope, spec.key, spec.measure if spec.measure in ("low", "high") else "")
        found.session, found.title, found.detail = row, name, f"forecast by {row.name}"
        found.unit = known[name]["unit"]
        return found

    session: ForecastSession

    def extent(self) -> Span | None:
        last = func.max(Forecast.start_at)
        rows = select(func.min(Forecast.start_at), last).where(Forecast.session_id == self.session.id)
        first, newest = db.session.execute(rows).one()
        if first is None:
            return None
        longest = select(func.max(Forecast.step_s * Forecast.n_steps)).where(Forecast.session_id == self.session.id)
        return span_of(first, newest + timedelta(seconds=float(db.session.scalar(longest) or 0)))

    def _line(self, span: Span) -> ForecastLine | None:
        lines = lines_of(self.session, moment_of(span.start_us), moment_of(span.end_us))
        return next((line for line in lines if line.name == self.title), None)

    def draw(self, frame: Frame) -> Drawn:
        line = self._line(frame.span)
        rows = line.rows if line else []
        return Drawn(
            "band",
            [us_of(row.at) for row in rows],
            [row.value for row in rows],
            low=[row.low for row in rows],
            high=[row.high for row in rows],
            n=len(rows),
        )

    def bins(self, grid: Grid) -> FloatArray:
        # Arrays are needed when a track is read; the web process starts without them.
        import numpy as np  # noqa: PLC0415

        # (as above)
        from processing.timeline.grid import means  # noqa: PLC0415

        line = self._line(Span(int(grid.edges_us[0]), int(grid.edges_us[-1])))
        rows = line.rows if line else []
        column = self.measure or "value"
        values = [getattr(row, column) for row in rows]
        at_us = np.array([us_of(row.at) for row in rows], np.int64)
        return means(at_us, np.array([np.nan if one is None else one for one in values], float), grid)[0]

    def behind(self, span: Span, limit: int) -> Behind:
        line = self._line(span)
        rows = line.rows if line else []
        href = f"/forecasts/{self.session.id}?tab=forecasts"
        return Behind(len(rows), [Item(us_of(row.at), self._told(row), self.detail, href) for row in rows[:limit]])

    def _told(self, row: Any) -> str:
        if row.value is None:
            return "no value"
        text = f"{row.value:.6g} {self.unit}".rstrip()
        return text if row.low is None or row.high is None else f"{text}, between {row.low:.6g} and {row.high:.6g}"


def _sessions(scope: Scope) -> Select[Any]:
    """The scope's sessions."""
    columns: tuple[Any, ...] = (ForecastSession,)
    rows = select(*columns).where(ForecastSession.project_id == scope.project_id)
    return rows.where(ForecastSession.site_id == scope.site_id) if scope.site_id is not None else rows


def _newest_series(row: ForecastSession) -> list[dict[str, Any]]:
    """Names and units of the newest forecast of a session; nothing while it has none."""
    newest = select(Forecast.series).where(Forecast.session_id == row.id).order_by(Forecast.start_at.desc()).limit(1)
    return [{"name": one["name"], "unit": one.get("unit", "")} for one in db.session.scalar(newest) or []]
