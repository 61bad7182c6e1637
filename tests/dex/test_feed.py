"""The feed, what people say in it, and how it is kept clean."""

from typing import Any

import pytest
from flask.testing import FlaskClient

from blueprints.accounts.models import User
from blueprints.dex.service import friends
from core.db import db
from tests.factories import Factory


@pytest.fixture
def call(client: FlaskClient, auth: Any) -> Any:
    """`call(user, "POST", path, body)` asks as a person."""
    headers: dict[Any, dict[str, str]] = {}

    def send(user: User, method: str, path: str, body: Any = None) -> Any:
        return client.open(f"/api/v1{path}", method=method, json=body, headers=headers.setdefault(user.id, auth(user)))

    return send


def ids(answer: Any) -> list[str]:
    return [row["id"] for row in answer.json["results"]]


def test_the_feed_has_friends_and_public_entries_latest_first(call: Any, make: Factory) -> None:
    me, friend, stranger = make.user(), make.user(), make.user()
    make.friends(me, friend)
    first, second = make.entry(friend), make.entry(stranger, visibility="public")
    make.entry(stranger)
    make.entry(friend, visibility="private")
    assert ids(call(me, "GET", "/feed")) == [str(second.id), str(first.id)]
    assert ids(call(me, "GET", "/feed?scope=friends")) == [str(first.id)]
    assert ids(call(me, "GET", f"/feed?species_id={second.species_id}")) == [str(second.id)]
    assert ids(call(me, "GET", f"/feed?owner_id={friend.id}")) == [str(first.id)]


def test_a_hidden_place_cannot_be_narrowed_down_by_asking(call: Any, make: Factory) -> None:
    place = {"latitude": 47.51, "longitude": 8.74, "place_name": "Behind the barn", "visibility": "public"}
    make.entry(**place, is_obscured=True)
    open_one, me = make.entry(**place), make.user()
    box = "west=8.7&east=8.8&south=47.5&north=47.6"
    assert ids(call(me, "GET", f"/feed?{box}")) == [str(open_one.id)]
    assert ids(call(me, "GET", "/feed?place=barn")) == [str(open_one.id)]


def test_one_sign_a_person_which_can_be_changed_and_taken_away(call: Any, make: Factory) -> None:
    me, entry = make.user(), make.entry(visibility="public")
    path = f"/dex/entries/{entry.id}/reaction"
    call(me, "PUT", path, {"kind": "love"})
    assert call(me, "PUT", path, {"kind": "rare"}).json == {"reactions": {"rare": 1}, "my_reaction": "rare"}
    assert call(me, "DELETE", path).json == {"reactions": {}, "my_reaction": None}


def test_nobody_comments_on_what_they_may_not_see(call: Any, make: Factory) -> None:
    entry, me = make.entry(visibility="private"), make.user()
    assert call(me, "POST", f"/dex/entries/{entry.id}/comments", {"text": "hi"}).status_code == 404


def test_the_owner_hides_a_comment_its_author_deletes_it_and_others_may_not(call: Any, make: Factory) -> None:
    owner, author, other = make.user(), make.user(), make.user()
    entry = make.entry(owner, visibility="public")
    path = f"/dex/entries/{entry.id}/comments"
    first, second = (call(author, "POST", path, {"text": text}).json["id"] for text in ("a", "b"))
    assert call(other, "DELETE", f"/dex/comments/{first}").status_code == 403
    assert call(owner, "DELETE", f"/dex/comments/{first}").status_code == 204
    assert call(author, "DELETE", f"/dex/comments/{second}").status_code == 204
    assert call(other, "GET", path).json["results"] == []


def test_comments_of_the_blocked_are_not_shown_to_who_blocked_them(call: Any, make: Factory) -> None:
    me, other, owner = make.user(), make.user(), make.user()
    entry = make.entry(owner, visibility="public")
    call(other, "POST", f"/dex/entries/{entry.id}/comments", {"text": "hello"})
    friends.block(me.id, other.id)
    db.session.commit()
    assert call(me, "GET", f"/dex/entries/{entry.id}/comments").json["count"] == 0
    assert call(owner, "GET", f"/dex/entries/{entry.id}/comments").json["count"] == 1


def test_a_reported_entry_that_is_hidden_is_seen_by_its_owner_alone(call: Any, make: Factory) -> None:
    owner, me, operator = make.user(), make.user(), make.user(is_operator=True)
    entry = make.entry(owner, visibility="public")
    call(me, "POST", f"/dex/entries/{entry.id}/reports", {"reason": "no animal"})
    report = call(operator, "GET", "/dex/reports").json["results"][0]
    call(operator, "POST", f"/dex/reports/{report['id']}/settle", {"hide": True})
    assert call(me, "GET", f"/dex/entries/{entry.id}").status_code == 404
    assert call(owner, "GET", f"/dex/entries/{entry.id}").json["is_hidden"]


def test_a_muted_entry_leaves_ones_own_feed_only(call: Any, make: Factory) -> None:
    me, other, entry = make.user(), make.user(), make.entry(visibility="public")
    call(me, "PUT", f"/dex/entries/{entry.id}/mute")
    assert ids(call(me, "GET", "/feed")) == []
    assert ids(call(other, "GET", "/feed")) == [str(entry.id)]
