"""Whether what a station has stored is what was acknowledged, reading by reading."""

from __future__ import annotations

from typing import Any

import numpy as np

from bench.station import Station, settings_of
from bench.telemetry_feed import N_CHANNELS, reading


def difference(station: Station, acknowledged: set[int], sent: set[int] | None = None) -> tuple[int, int]:
    """How many acknowledged readings are missing, and how many are stored that nobody sent or that differ.

    sent : everything that was ever sent, where not all of it was acknowledged; what was sent may be stored.
    """
    from app import create_app
    from blueprints.telemetry.models import Channel
    from blueprints.telemetry.store import store
    from core.db import db

    with create_app(settings_of(station), role="cli").app_context():
        ids = dict(db.session.execute(db.select(Channel.public_id, Channel.id)).all())
        found = {channel: store().series(ids[f"C{channel:03d}"], 0, 2**60) for channel in range(N_CHANNELS)}
        db.engine.dispose()
    wanted = _by_channel(acknowledged)
    allowed = _by_channel(sent or acknowledged)
    n_missing = n_wrong = 0
    for channel, series in found.items():
        stored = dict(zip(series.at_us.tolist(), series.value.tolist(), strict=True))
        n_missing += sum(stored.get(at) != value for at, value in wanted[channel].items())
        n_wrong += sum(allowed[channel].get(at) != value for at, value in stored.items())
        n_wrong += series.at_us.size - len(np.unique(series.at_us))
    return n_missing, n_wrong


def _by_channel(numbers: set[int]) -> list[dict[int, float]]:
    found: list[dict[int, Any]] = [{} for _ in range(N_CHANNELS)]
    for number in numbers:
        sent = reading(number)
        found[sent.channel][sent.at_us] = sent.value
    return found
