"""Friends: codes, requests, answers, blocks."""

from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient

from blueprints.accounts.models import User
from blueprints.accounts.service.users import FRIEND_ALPHABET
from blueprints.dex.models import Friendship, FriendState
from core.clock import now
from core.db import db
from tests.factories import Factory


@pytest.fixture
def ann(make: Factory) -> User:
    return make.user(username="ann", friend_code="ABCD2345")


@pytest.fixture
def ben(make: Factory) -> User:
    return make.user(username="ben", friend_code="WXYZ6789")


@pytest.fixture
def call(client: FlaskClient, auth: Any) -> Any:
    """`call(user, "POST", path, body)` asks as a person."""
    headers: dict[Any, dict[str, str]] = {}

    def send(user: User, method: str, path: str, body: Any = None) -> Any:
        known = headers.setdefault(user.id, auth(user))
        return client.open(f"/api/v1{path}", method=method, json=body, headers=known)

    return send


def names(answer: Any, part: str) -> list[str]:
    return [one["person"]["username"] for one in answer.json[part]]


def test_a_request_by_code_in_any_case_is_shown_to_both(call: Any, ann: User, ben: User) -> None:
    answer = call(ann, "POST", "/friends/requests", {"code": "wxyz-6789"})
    assert (answer.status_code, answer.json["relation"]) == (200, "asked")
    assert names(call(ann, "GET", "/friends"), "requests_out") == ["ben"]
    assert names(call(ben, "GET", "/friends"), "requests_in") == ["ann"]


def test_a_request_by_name_that_is_accepted_makes_friends(call: Any, ann: User, ben: User) -> None:
    call(ann, "POST", "/friends/requests", {"name": "Ben"})
    assert call(ben, "POST", f"/friends/requests/{ann.id}/accept").json["relation"] == "friends"
    assert names(call(ann, "GET", "/friends"), "friends") == ["ben"]
    assert db.session.query(Friendship).count() == 1


def test_asking_who_asked_already_is_a_yes(call: Any, ann: User, ben: User) -> None:
    call(ann, "POST", "/friends/requests", {"name": "ben"})
    assert call(ben, "POST", "/friends/requests", {"name": "ann"}).json["relation"] == "friends"


def test_nobody_accepts_their_own_request(call: Any, ann: User, ben: User) -> None:
    call(ann, "POST", "/friends/requests", {"name": "ben"})
    assert call(ann, "POST", f"/friends/requests/{ben.id}/accept").status_code == 404


def test_a_rejected_person_waits_a_week_before_asking_again(call: Any, ann: User, ben: User) -> None:
    call(ann, "POST", "/friends/requests", {"name": "ben"})
    call(ben, "POST", f"/friends/requests/{ann.id}/reject")
    answer = call(ann, "POST", "/friends/requests", {"name": "ben"})
    assert (answer.status_code, answer.json["code"]) == (409, "asked-recently")
    row = db.session.query(Friendship).one()
    row.answered_at = now() - timedelta(days=7, minutes=1)
    db.session.commit()
    assert call(ann, "POST", "/friends/requests", {"name": "ben"}).json["relation"] == "asked"


def test_who_said_no_may_ask_at_once(call: Any, ann: User, ben: User) -> None:
    call(ann, "POST", "/friends/requests", {"name": "ben"})
    call(ben, "POST", f"/friends/requests/{ann.id}/reject")
    assert call(ben, "POST", "/friends/requests", {"name": "ann"}).json["relation"] == "asked"


def test_the_blocked_cannot_lift_the_block(call: Any, ann: User, ben: User, make: Factory) -> None:
    make.friends(ann, ben)
    call(ann, "PUT", f"/friends/blocked/{ben.id}")
    assert call(ben, "DELETE", f"/friends/blocked/{ann.id}").status_code == 404
    assert call(ben, "DELETE", f"/friends/{ann.id}").status_code == 404
    assert call(ben, "POST", "/friends/requests", {"name": "ann"}).status_code == 404
    row = db.session.query(Friendship).one()
    assert row.is_blocked_by_low or row.is_blocked_by_high


def test_two_who_block_each_other_each_lift_their_own(call: Any, ann: User, ben: User) -> None:
    call(ann, "PUT", f"/friends/blocked/{ben.id}")
    call(ben, "PUT", f"/friends/blocked/{ann.id}")
    assert call(ann, "DELETE", f"/friends/blocked/{ben.id}").status_code == 204
    assert call(ann, "GET", f"/people/{ben.id}").status_code == 404
    call(ben, "DELETE", f"/friends/blocked/{ann.id}")
    assert call(ann, "GET", f"/people/{ben.id}").json["relation"] == "none"


def test_a_block_hides_both_ways_and_is_told_to_its_maker_only(call: Any, ann: User, ben: User, make: Factory) -> None:
    make.friends(ann, ben)
    of_ann, of_ben = make.entry(ann, visibility="public"), make.entry(ben, visibility="public")
    call(ann, "PUT", f"/friends/blocked/{ben.id}")
    assert call(ben, "GET", f"/dex/entries/{of_ann.id}").status_code == 404
    assert call(ann, "GET", f"/dex/entries/{of_ben.id}").status_code == 404
    assert call(ben, "GET", f"/people/{ann.id}").status_code == 404
    assert names(call(ann, "GET", "/friends"), "blocked") == ["ben"]
    assert call(ben, "GET", "/friends").json == {"friends": [], "requests_in": [], "requests_out": [], "blocked": []}


def test_asking_somebody_one_has_blocked_says_so(call: Any, ann: User, ben: User) -> None:
    call(ann, "PUT", f"/friends/blocked/{ben.id}")
    assert call(ann, "POST", "/friends/requests", {"name": "ben"}).json["code"] == "blocked-by-you"


def test_nobody_is_their_own_friend(call: Any, ann: User) -> None:
    assert call(ann, "POST", "/friends/requests", {"name": "ann"}).status_code == 422


def test_friends_are_not_asked_again(call: Any, ann: User, ben: User, make: Factory) -> None:
    make.friends(ann, ben)
    assert call(ben, "POST", "/friends/requests", {"name": "ann"}).json["code"] == "already-friends"


def test_a_request_can_be_taken_back(call: Any, ann: User, ben: User) -> None:
    call(ann, "POST", "/friends/requests", {"name": "ben"})
    assert call(ann, "DELETE", f"/friends/requests/{ben.id}").status_code == 204
    assert names(call(ben, "GET", "/friends"), "requests_in") == []


def test_a_renewed_code_is_eight_unmistakable_characters_and_the_old_one_finds_nobody(
    call: Any, ann: User, ben: User
) -> None:
    code = call(ann, "POST", "/friends/code").json["code"]
    assert len(code) == 8
    assert set(code) <= set(FRIEND_ALPHABET) <= set("23456789ABCDEFGHJKMNPQRSTVWXYZ")
    assert call(ben, "POST", "/friends/requests", {"code": "ABCD2345"}).status_code == 404
    assert call(ben, "POST", "/friends/requests", {"code": code.lower()}).status_code == 200


def test_the_order_of_a_pair_is_kept_by_the_database(make: Factory, ann: User, ben: User) -> None:
    low, high = sorted((ann.id, ben.id))
    db.session.add(Friendship(low_id=high, high_id=low, state=FriendState.NONE))
    with pytest.raises(Exception, match="order"):
        db.session.commit()
