"""How long raw readings are kept: counted back from each channel's newest, so that old recordings stay whole."""

from flask import current_app
from sqlalchemy import func, select

from blueprints.telemetry.models import Channel, Source
from blueprints.telemetry.store import store
from core.db import db

DAY_US = 86_400_000_000


def keep_from() -> dict[int, int]:
    """For every channel with an end of keeping, the feed time before which its raw readings go."""
    default = current_app.config["SETTINGS"].telemetry_retention_days or None
    days = func.coalesce(Channel.retention_days, Source.retention_days, default)
    rows = db.session.execute(select(Channel.id, days).join(Source, Source.id == Channel.source_id))
    kept = {channel_id: n for channel_id, n in rows if n is not None}
    newest = store().latest(list(kept)) if kept else {}
    return {channel_id: found.at_us - kept[channel_id] * DAY_US for channel_id, found in newest.items()}


def remove_orphans() -> int:
    """Drop the readings of channels that went with their project or group; returns how many channels that were."""
    known = set(db.session.scalars(select(Channel.id)))
    gone = sorted(set(store().latest()) - known)
    for begin in range(0, len(gone), 500):
        store().remove(gone[begin : begin + 500])
    return len(gone)
