"""A track by hour of the day, by night, by month."""

from typing import Any

from blueprints.timeline.schemas.tracks import TrackSpec
from blueprints.timeline.service.kinds import open_track
from blueprints.timeline.service.scope import Scope
from blueprints.timeline.service.views import Asked, grid_of, span_of

HOUR_S = 3600


def grouped(scope: Scope, spec: TrackSpec, asked: Asked, by: str) -> dict[str, Any]:
    """Totals, means and quartiles of a track's bins in each hour, night or month of the place's clock."""
    # Arrays are needed when a track is read; the web process starts without them.
    from processing.timeline.groups import GroupBy, group  # noqa: PLC0415

    track = open_track(scope, spec)
    # Bins longer than an hour would hold several hours of the day, or parts of two nights.
    step_s = min(asked.step_s or HOUR_S, HOUR_S)
    grid = grid_of(scope, span_of(asked, [track]), step_s)
    return {
        "title": track.title,
        "unit": track.unit,
        "by": by,
        "step_s": grid.step_s,
        "time_zone": scope.zone,
        "is_count": track.is_count and not track.measure,
        "results": [one._asdict() for one in group(track.bins(grid), grid, GroupBy(by))],
    }
