"""Builders of detectors, their events, back-tests, and targets with posts."""

from typing import Any

from blueprints.telemetry.models import BackTest, Channel, Detector, Event, Post, PostTarget
from blueprints.telemetry.posting import sealing
from core.clock import now
from tests.factories import Factory

NOON = 1_539_345_600_000_000
"""2018-10-12 12:00 UTC."""


def build_detector(make: Factory, channel: Channel | None = None, **fields: Any) -> Detector:
    """A limit at 5 on a channel, a new one unless one is given."""
    channel = channel or make.channel()
    values = {
        "name": f"Detector {make.number()}",
        "method": "limit",
        "params": {"high": 5.0},
        "channel_ids": [channel.id],
    }
    return make.save(Detector(group_id=channel.group_id, project_id=channel.project_id, **(values | fields)))


def build_event(make: Factory, detector: Detector | None = None, **fields: Any) -> Event:
    """An event of a detector, a minute later than the one made before."""
    detector = detector or make.detector()
    start = NOON + make.number() * 60_000_000
    values = {
        "detector_revision": 1,
        "method_version": 1,
        "kind": "limit_high",
        "start_us": start,
        "end_us": start + 30_000_000,
        "peak_us": start,
        "peak": 7.0,
        "severity": "warning",
        "channel_ids": detector.channel_ids,
    }
    owners = {"group_id": detector.group_id, "project_id": detector.project_id, "detector_id": detector.id}
    return make.save(Event(**(owners | values | fields)))


def build_back_test(make: Factory, detector: Detector | None = None, **fields: Any) -> BackTest:
    """A back-test that waits."""
    detector = detector or make.detector()
    values = {"params": {"high": 6.0}, "start_us": NOON, "end_us": NOON + 3_600_000_000}
    return make.save(BackTest(group_id=detector.group_id, detector_id=detector.id, **(values | fields)))


def build_post_target(make: Factory, group: Any, **fields: Any) -> PostTarget:
    """A target in the page, live, without cooldown."""
    secrets = fields.pop("secrets", {})
    values = {"name": f"Target {make.number()}", "kind": "in-app", "is_live": True, "cooldown_s": 0.0}
    return make.save(PostTarget(group_id=group.id, secrets=sealing.seal(secrets), **(values | fields)))


def build_post(make: Factory, event: Event | None = None, **fields: Any) -> Post:
    """A post of an event that waits, at a new target unless one is given."""
    event = event or make.event()
    target = fields.pop("target", None)
    if target is None:
        values = {"name": f"Target {make.number()}", "kind": "in-app", "is_live": True}
        target = make.save(PostTarget(group_id=event.group_id, **values))
    owners = {"group_id": event.group_id, "event_id": event.id, "detector_id": event.detector_id}
    values = {"target_id": target.id, "text": "It is full.", "not_before": now()}
    return make.save(Post(**(owners | values | fields)))
