"""How two tracks go together."""

import math
from typing import Any

from blueprints.timeline.schemas.tracks import TrackSpec
from blueprints.timeline.service.kinds import Track, open_track
from blueprints.timeline.service.scope import Scope
from blueprints.timeline.service.views import Asked, grid_of, span_of

HOUR_S = 3600


def relation(scope: Scope, a: TrackSpec, b: TrackSpec, asked: Asked, max_shift: int) -> dict[str, Any]:
    """Correlation and lag of two tracks over a span, with what speaks against it."""
    # Arrays are needed when tracks are compared; the web process starts without them.
    from processing.timeline.groups import hours_of  # noqa: PLC0415

    # (as above)
    from processing.timeline.relation import caveats, relate, scatter  # noqa: PLC0415

    first, second = open_track(scope, a), open_track(scope, b)
    grid = grid_of(scope, span_of(asked, [first, second]), asked.step_s)
    left, right = first.bins(grid), second.bins(grid)
    hour = hours_of(grid) if grid.step_s <= HOUR_S else None
    found = relate(left, right, hour=hour, max_shift=max_shift)
    x, y = scatter(left, right)
    return {
        "a": _name(first),
        "b": _name(second),
        "step_s": grid.step_s,
        "n": found.n,
        "pearson": _known(found.pearson),
        "spearman": _known(found.spearman),
        "n_effective": found.n_effective,
        "low": _known(found.low),
        "high": _known(found.high),
        "without_day": _known(found.without_day),
        "lags": [_lag(lag) for lag in found.lags],
        "best": _lag(found.best) if found.best else None,
        "x": x.tolist(),
        "y": y.tolist(),
        "unit_a": first.unit,
        "unit_b": second.unit,
        "caveats": caveats(found, len(found.lags)),
    }


def _name(track: Track) -> str:
    return f"{track.title} ({track.detail})" if track.detail else track.title


def _lag(lag: Any) -> dict[str, Any]:
    return {"shift": lag.shift, "r": _known(lag.r), "n": lag.n}


def _known(value: float) -> float | None:
    return None if math.isnan(value) else value
