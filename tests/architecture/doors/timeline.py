"""Who may use the routes of the timeline."""

from typing import Any

from blueprints.accounts.models import Group
from core.db import db
from tests.architecture.access import Actor, Door, Needs, World, one

SPAN = {"start": "2026-06-12", "end": "2026-06-13"}


def _place(w: World) -> dict[str, Any]:
    return {"project_id": str(w.project.id)}


def _timeline(w: World, **fields: Any) -> Any:
    return w.make.timeline(w.project, w.people[Actor.ADMIN], **fields)


def _own(w: World) -> Any:
    """In a group of the person's own, so that strangers have one too."""
    project = w.make.project(db.session.get_one(Group, w.me.personal_group_id))
    return w.make.timeline(project, w.me, is_shared=False)


def _body(w: World) -> dict[str, Any]:
    return _place(w) | {"name": "Night", "tracks": [{"kind": "calls"}]}


DOORS = {
    "timeline.get_start": Door(Needs.VIEWER, query=_place),
    "timeline.list_tracks": Door(Needs.VIEWER, query=_place),
    "timeline.get_view": Door(Needs.VIEWER, query=lambda w: _place(w) | {"tracks": "calls"}),
    "timeline.get_behind": Door(Needs.VIEWER, query=lambda w: _place(w) | SPAN | {"track": "calls"}),
    "timeline.get_relation": Door(Needs.VIEWER, query=lambda w: _place(w) | SPAN | {"a": "calls", "b": "pictures"}),
    "timeline.get_groups": Door(Needs.VIEWER, query=lambda w: _place(w) | SPAN | {"track": "calls"}),
    "timeline.export_tracks": Door(Needs.VIEWER, query=lambda w: _place(w) | SPAN | {"tracks": "calls"}),
    "timeline.list_timelines": Door(Needs.VIEWER, shows=lambda w: str(_timeline(w).id)),
    "timeline.create_timeline": Door(Needs.VIEWER, body=_body),
    "timeline.get_timeline": Door(Needs.VIEWER, path=one(_timeline)),
    "timeline.change_timeline": Door(Needs.OWNER, path=one(_own), body=lambda _w: {"name": "Other"}),
    "timeline.delete_timeline": Door(Needs.OWNER, path=one(_own)),
}
