"""When a visit begins, and what is news in it."""

from datetime import UTC, datetime, timedelta
from typing import Any

from flask import Flask
from flask.testing import FlaskClient

from blueprints.home.service.visits import GAP, note_visit
from core.access import Role
from core.clock import now
from core.db import db
from tests.databases import on_one_database
from tests.factories import Factory

MONDAY = datetime(2026, 6, 1, 9, tzinfo=UTC)


def test_someone_who_was_never_here_has_no_visit_before(app: Flask, make: Factory) -> None:
    visit = note_visit(make.user().id, MONDAY)
    assert (visit.seen_at, visit.since_at) == (MONDAY, None)


@on_one_database
def test_a_visit_goes_on_while_the_page_is_opened_again_and_again(app: Flask, make: Factory) -> None:
    user = make.user()
    for minutes in (0, 20, 45, 70):
        visit = note_visit(user.id, MONDAY + timedelta(minutes=minutes))
    assert (visit.seen_at, visit.since_at) == (MONDAY + timedelta(minutes=70), None)


def test_after_a_pause_a_new_visit_looks_back_to_the_end_of_the_last(app: Flask, make: Factory) -> None:
    user = make.user()
    note_visit(user.id, MONDAY)
    end = MONDAY + timedelta(minutes=10)
    note_visit(user.id, end)
    assert note_visit(user.id, end + GAP + timedelta(seconds=1)).since_at == end
    assert note_visit(user.id, end + GAP + timedelta(minutes=20)).since_at == end


def test_news_begins_at_the_last_visit(client: FlaskClient, make: Factory, auth: Any) -> None:
    group = make.group()
    user = make.member(group, Role.VIEWER)
    project = make.project(group)
    yesterday = now() - timedelta(days=1)
    note_visit(user.id, yesterday)
    db.session.commit()
    make.recording(project, name="old.wav", created_at=yesterday - timedelta(hours=1))
    new = make.recording(project, name="new.wav", created_at=yesterday + timedelta(hours=1))
    client.put("/api/v1/home/visit", headers=auth(user))
    home = client.get("/api/v1/home", query_string={"group_id": str(group.id)}, headers=auth(user)).json
    assert home["is_first_visit"] is False
    [line] = [line for line in home["news"] if line["kind"] == "recordings"]
    assert line == {"kind": "recordings", "n": 1, "latest": [{"title": "new.wav", "href": f"/recordings/{new.id}"}]}
