"""Who may use the routes of public links."""

from typing import Any

from tests.architecture.access import Actor, Door, Needs, World, one, unique


def _link(w: World) -> Any:
    return w.make.public_link(w.project)


def _body(w: World) -> dict[str, Any]:
    timeline = w.make.timeline(w.project, w.people[Actor.ADMIN])
    return {"project_id": str(w.project.id), "name": unique("Bats"), "timeline_ids": [str(timeline.id)]}


def _token(w: World) -> dict[str, Any]:
    timeline = w.make.timeline(w.project, w.people[Actor.ADMIN])
    return {"X-Share-Token": w.make.public_link(w.project, timelines=[timeline]).token}


DOORS = {
    "sharing.list_links": Door(Needs.VIEWER, shows=lambda w: str(_link(w).id)),
    "sharing.create_link": Door(Needs.EDITOR, body=_body),
    "sharing.get_link": Door(Needs.VIEWER, path=one(_link)),
    "sharing.change_link": Door(Needs.EDITOR, path=one(_link), body=lambda _w: {"name": "Other"}),
    "sharing.revoke_link": Door(Needs.EDITOR, path=one(_link)),
    "sharing.get_shared": Door(Needs.NOTHING, headers=_token),
    "sharing.get_shared_timeline": Door(Needs.NOTHING, headers=_token),
    "sharing.get_shared_results": Door(Needs.NOTHING, headers=_token, query=lambda _w: {"page": "nights"}),
}
