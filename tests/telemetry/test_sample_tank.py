"""The sample's tank has something to show on every page of events."""

from blueprints.telemetry.detection import channel_limits, process
from blueprints.telemetry.models import Event
from blueprints.telemetry.service import sample_tank
from core.db import db
from tests.databases import on_one_database

pytestmark = on_one_database


def test_the_sample_has_readings_detectors_and_events(make, ingest):
    project = make.project()
    sample_tank.add(project, make.user().id)
    db.session.commit()
    ingest.drain()
    channel_limits.follow()
    process._looks.clear()
    process.pass_over()
    kinds = {kind for (kind,) in db.session.query(Event.kind).distinct()}
    assert {"tank_fill", "tank_bulk_transfer", "tank_processing", "state", "net_rise"} <= kinds
