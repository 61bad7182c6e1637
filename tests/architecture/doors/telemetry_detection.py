"""Who may use the routes of detectors, events and announcements."""

from typing import Any

from blueprints.telemetry.models import Channel, Detector, Event, Post, PostState, PostTarget
from core.clock import now
from tests.architecture.access import Door, Needs, World, one, unique


def _channel(w: World) -> Channel:
    """A channel of the world's project, made once."""
    found: Channel | None = w.__dict__.get("watched_channel")
    if found is None:
        found = w.__dict__["watched_channel"] = w.make.channel(w.make.source(w.project))
    return found


def _detector(w: World) -> Detector:
    detector: Detector = w.make.detector(_channel(w))
    return detector


def _event(w: World) -> Event:
    event: Event = w.make.event(_detector(w))
    return event


def _acknowledged(w: World) -> Event:
    event: Event = w.make.event(_detector(w), acknowledged_at=now())
    return event


def _target(w: World) -> PostTarget:
    target: PostTarget = w.make.post_target(w.group)
    return target


def _post(state: PostState) -> Any:
    def build(w: World) -> Post:
        post: Post = w.make.post(_event(w), target=_target(w), state=state)
        return post

    return build


def _detector_body(w: World) -> dict[str, Any]:
    return {
        "project_id": str(w.project.id),
        "name": unique("Detector"),
        "method": "limit",
        "params": {"high": 5},
        "channel_ids": [_channel(w).id],
    }


DOORS = {
    "telemetry.list_detector_methods": Door(Needs.SIGN_IN),
    "telemetry.list_detectors": Door(Needs.SIGN_IN, shows=lambda w: str(_detector(w).id)),
    "telemetry.create_detector": Door(Needs.EDITOR, body=_detector_body),
    "telemetry.get_detector": Door(Needs.VIEWER, path=one(_detector)),
    "telemetry.change_detector": Door(Needs.EDITOR, path=one(_detector), body=lambda w: {"name": unique("Detector")}),
    "telemetry.delete_detector": Door(Needs.ADMIN, path=one(_detector)),
    "telemetry.list_back_tests": Door(Needs.VIEWER, path=one(_detector)),
    "telemetry.create_back_test": Door(
        Needs.ANNOTATOR,
        path=one(_detector),
        body=lambda w: {"params": {"high": 6}, "start_us": 0, "end_us": 1},
    ),
    "telemetry.get_back_test": Door(Needs.VIEWER, path=one(lambda w: w.make.back_test(_detector(w)))),
    "telemetry.list_events": Door(Needs.SIGN_IN, shows=lambda w: str(_event(w).id)),
    "telemetry.get_event": Door(Needs.VIEWER, path=one(_event)),
    "telemetry.note_event": Door(Needs.ANNOTATOR, path=one(_event), body=lambda w: {"note": "Seen from the hut"}),
    "telemetry.acknowledge_event": Door(Needs.ANNOTATOR, path=one(_event)),
    "telemetry.take_back_acknowledgement": Door(Needs.ANNOTATOR, path=one(_acknowledged)),
    "telemetry.acknowledge_events": Door(Needs.ANNOTATOR, body=lambda w: {"event_ids": [str(_event(w).id)]}),
    "telemetry.shelve_event": Door(Needs.ANNOTATOR, path=one(_event), body=lambda w: {"minutes": 30}),
    "telemetry.list_target_kinds": Door(Needs.SIGN_IN),
    "telemetry.list_targets": Door(Needs.SIGN_IN, shows=lambda w: str(_target(w).id)),
    "telemetry.create_target": Door(
        Needs.EDITOR, body=lambda w: {"group_id": str(w.group.id), "name": unique("Target"), "kind": "in-app"}
    ),
    "telemetry.get_target": Door(Needs.VIEWER, path=one(_target)),
    "telemetry.change_target": Door(Needs.EDITOR, path=one(_target), body=lambda w: {"name": unique("Target")}),
    "telemetry.delete_target": Door(Needs.EDITOR, path=one(_target)),
    "telemetry.preview_templates": Door(
        Needs.VIEWER, body=lambda w: {"kind": "x", "detector_id": str(_detector(w).id)}
    ),
    "telemetry.list_posts": Door(Needs.SIGN_IN, shows=lambda w: str(_post(PostState.WAITING)(w).id)),
    "telemetry.retry_post": Door(Needs.EDITOR, path=one(_post(PostState.FAILED))),
    "telemetry.settle_post": Door(
        Needs.EDITOR, path=one(_post(PostState.UNCERTAIN)), body=lambda w: {"has_arrived": True}
    ),
}
