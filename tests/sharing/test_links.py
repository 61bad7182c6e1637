"""Making, changing and ending public links."""

from datetime import timedelta
from typing import Any

from flask.testing import FlaskClient

from blueprints.accounts.models import AuditEntry
from blueprints.sharing.models import PublicLink
from core.clock import now
from core.db import db
from core.idempotency import IdempotencyRecord
from tests.databases import on_one_database
from tests.factories import Factory
from tests.sharing.conftest import Ask, Station


def _body(station: Station, **fields: Any) -> dict[str, Any]:
    shown = {"timeline_ids": [str(station.timeline.id)], "pages": ["nights"]}
    return {"project_id": str(station.project.id), "name": "Bats of the mill"} | shown | fields


def _make(client: FlaskClient, station: Station, make: Factory, **fields: Any) -> Any:
    headers = make.headers(station.owner) | {"Idempotency-Key": "once"}
    return client.post("/api/v1/public-links", json=_body(station, **fields), headers=headers)


def test_the_token_is_shown_once_and_kept_nowhere(client: FlaskClient, station: Station, make: Factory) -> None:
    made = _make(client, station, make)
    assert made.status_code == 201, made.data
    token = made.json["token"]
    assert made.json["url"].endswith(f"/shared#{token}")
    row = db.session.query(PublicLink).one()
    assert token not in repr([getattr(row, column.name) for column in PublicLink.__table__.columns])
    assert all(token.encode() not in (kept.body or b"") for kept in db.session.query(IdempotencyRecord))
    again = client.get(f"/api/v1/public-links/{row.id}", headers=make.headers(station.owner))
    assert "token" not in again.json
    assert again.json["token_end"] == token[-4:]
    assert client.get("/api/v1/public/link", headers={"X-Share-Token": token}).status_code == 200


def test_a_link_counts_how_often_it_was_opened(
    client: FlaskClient, station: Station, make: Factory, visit: Ask
) -> None:
    link = make.public_link(station.project)
    for _ in range(2):
        assert visit(link, "link").status_code == 200
    shown = client.get(f"/api/v1/public-links/{link.id}", headers=make.headers(station.owner)).json
    assert (shown["n_views"], shown["state"]) == (2, "open")
    assert shown["last_viewed_at"] is not None


def test_a_revoked_link_shows_nothing_any_more(
    client: FlaskClient, station: Station, make: Factory, visit: Ask
) -> None:
    link = make.public_link(station.project, timelines=[station.timeline])
    assert client.delete(f"/api/v1/public-links/{link.id}", headers=make.headers(station.owner)).status_code == 204
    for what, query in (("link", {}), ("timeline", {}), ("results", {"page": "nights"})):
        answer = visit(link, what, **query)
        assert (answer.status_code, answer.json["code"]) == (410, "link-ended")
    prolonged = client.patch(f"/api/v1/public-links/{link.id}", json={"days": 9}, headers=make.headers(station.owner))
    assert prolonged.json["state"] == "revoked"
    actions = {entry.action for entry in db.session.query(AuditEntry)}
    assert "public-link.revoked" in actions


def test_a_link_ends_by_itself_and_can_be_prolonged(
    client: FlaskClient, station: Station, make: Factory, visit: Ask
) -> None:
    link = make.public_link(station.project, expires_at=now() - timedelta(seconds=1))
    assert visit(link, "link").json["code"] == "link-ended"
    client.patch(f"/api/v1/public-links/{link.id}", json={"days": 1}, headers=make.headers(station.owner))
    assert visit(link, "link").status_code == 200


def test_only_timelines_of_the_project_that_one_may_see_can_be_shown(
    client: FlaskClient, station: Station, make: Factory
) -> None:
    private = make.timeline(station.project, is_shared=False)
    elsewhere = make.timeline(make.project(db.session.get_one(type(make.group()), station.project.group_id)))
    for row in (private, elsewhere):
        assert _make(client, station, make, timeline_ids=[str(row.id)]).status_code == 404


@on_one_database
def test_a_link_shows_something_and_ends(client: FlaskClient, station: Station, make: Factory) -> None:
    assert _make(client, station, make, timeline_ids=[], pages=[]).status_code == 422
    assert _make(client, station, make, days=0).status_code == 422
    assert _make(client, station, make, days=367).status_code == 422
    assert _make(client, station, make, pages=["people"]).status_code == 422
