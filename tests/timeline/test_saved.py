"""Saved timelines: one's own, shared within the group, changed by their owner alone."""

from typing import Any

from flask.testing import FlaskClient

from tests.factories import Factory
from tests.timeline.conftest import EVENING, HOUR, Pond


def _body(pond: Pond, **fields: Any) -> dict[str, Any]:
    tracks = [{"kind": "calls"}, {"kind": "channel", "key": str(pond.channel.id), "measure": "low"}]
    return {"project_id": str(pond.project.id), "name": "Night", "tracks": tracks} | fields


def test_a_timeline_is_kept_as_it_was_put_together(client: FlaskClient, pond: Pond, make: Factory) -> None:
    headers = make.headers(pond.member)
    span = {"start_at": EVENING.isoformat(), "end_at": (EVENING + HOUR).isoformat(), "step_s": 900}
    made = client.post("/api/v1/timelines", json=_body(pond, site_id=str(pond.site.id), **span), headers=headers)
    assert made.status_code == 201, made.data
    found = client.get(made.headers["Location"], headers=headers).json
    assert [track["measure"] for track in found["tracks"]] == ["", "low"]
    assert (found["step_s"], found["start_at"], found["site_name"]) == (900, "2026-06-12T20:00:00.000Z", pond.site.name)
    assert not found["is_shared"]


def test_what_is_not_shared_is_its_owners_alone(client: FlaskClient, pond: Pond, make: Factory) -> None:
    own = make.timeline(pond.project, pond.member, is_shared=False)
    other = make.headers(make.member(_group(make, pond), "admin"))
    assert client.get(f"/api/v1/timelines/{own.id}", headers=other).status_code == 404
    shared = client.patch(f"/api/v1/timelines/{own.id}", json={"is_shared": True}, headers=make.headers(pond.member))
    assert shared.status_code == 200
    assert client.get(f"/api/v1/timelines/{own.id}", headers=other).json["is_shared"]
    assert client.patch(f"/api/v1/timelines/{own.id}", json={"name": "Mine"}, headers=other).status_code == 403


def _group(make: Factory, pond: Pond) -> Any:
    from core.db import db

    return db.session.get_one(type(make.group()), pond.project.group_id)


def test_only_tracks_one_may_see_can_be_saved(client: FlaskClient, pond: Pond, make: Factory) -> None:
    strange = make.channel()
    body = _body(pond, tracks=[{"kind": "channel", "key": str(strange.id)}])
    answer = client.post("/api/v1/timelines", json=body, headers=make.headers(pond.member))
    assert (answer.status_code, answer.json["code"]) == (404, "track-gone")
    body = _body(pond, site_id=str(make.site().id))
    assert client.post("/api/v1/timelines", json=body, headers=make.headers(pond.member)).status_code == 404


def test_two_who_change_it_at_once_do_not_undo_each_other(client: FlaskClient, pond: Pond, make: Factory) -> None:
    row = make.timeline(pond.project, pond.member)
    headers = make.headers(pond.member) | {"If-Match": '"1"'}
    first = client.patch(f"/api/v1/timelines/{row.id}", json={"name": "One"}, headers=headers)
    assert (first.status_code, first.headers["ETag"]) == (200, '"2"')
    second = client.patch(f"/api/v1/timelines/{row.id}", json={"name": "Two"}, headers=headers)
    assert (second.status_code, second.json["code"]) == (412, "version-conflict")
