"""The sample's timeline: calls by the hour of the imagined night, with the temperature of its logger."""

from datetime import timedelta

from sqlalchemy import select

from blueprints.projects.models import Project
from blueprints.sample import scenes
from blueprints.telemetry.models import Channel, Source
from blueprints.timeline.schemas.timelines import TimelineBody
from blueprints.timeline.schemas.tracks import TrackSpec
from blueprints.timeline.service.timelines import create
from core.access import Principal
from core.db import db

NAME = "Calls per hour against temperature"
HOUR_S = 3600


def add_timeline(who: Principal, project: Project) -> None:
    """Save it for the whole group, over the night of the recordings. Flushes."""
    recorded = select(Source.id).where(
        Source.project_id == project.id, Source.kind == "push", Source.site_id.is_not(None)
    )
    warmth = select(Channel.id).where(Channel.source_id.in_(recorded), Channel.public_id == "air_temperature")
    channel_id = db.session.scalars(warmth).one()
    body = TimelineBody(
        project_id=project.id,
        site_id=None,
        name=NAME,
        description="Made with the sample. Click a bar to see the calls behind it.",
        tracks=[TrackSpec(kind="calls"), TrackSpec(kind="channel", key=str(channel_id))],
        start_at=scenes.FIRST_EVENING - timedelta(hours=2, minutes=40),
        end_at=scenes.FIRST_EVENING + timedelta(hours=8, minutes=20),
        step_s=HOUR_S,
        is_shared=True,
    )
    create(who, body)
