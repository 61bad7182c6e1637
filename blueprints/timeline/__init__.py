"""Timeline: calls, sightings, telemetry, series and events of a place on one clock."""

from flask import Flask


def init_app(_app: Flask) -> None:
    """Register the table and every kind of track."""
    # Tables first exist when the application does.
    from blueprints.timeline import models  # noqa: F401, PLC0415

    # (as above; each module adds its kind to the registry)
    from blueprints.timeline.service import tracks  # noqa: F401, PLC0415
