"""Closing accounts: what stands in the way, what goes, what stays, and who may."""

from typing import Any

import pytest
from sqlalchemy import func, select

from blueprints.accounts.models import ApiKey, AuditEntry, Group, LoginSession, Membership, User
from blueprints.projects.models import Project
from blueprints.recordings.models import Recording
from core.access import Role
from core.db import db
from tests.accounts.mailbox import Mailbox
from tests.factories.accounts import PASSWORD

CLOSE = "/api/v1/me/close"
DELETE = {"password": PASSWORD, "own_groups": "delete"}


@pytest.fixture
def ada(make: Any) -> User:
    return make.user(username="ada")


def _close(client: Any, headers: dict[str, str], body: dict[str, Any]) -> tuple[int, str]:
    answer = client.post(CLOSE, json=body, headers=headers)
    return answer.status_code, answer.json["code"] if answer.content_length else ""


def test_a_closed_account_opens_nothing_and_tells_nothing_of_the_person(
    client: Any, auth: Any, ada: User, make: Any, mailbox: Mailbox
) -> None:
    headers, key = auth(ada), make.api_key(ada).key
    assert _close(client, headers, DELETE) == (204, "")
    assert client.get("/api/v1/me", headers=headers).status_code == 401
    assert client.get("/api/v1/me", headers={"Authorization": f"Bearer {key}"}).status_code == 401
    assert client.post("/api/v1/auth/login", json={"login": "ada", "password": PASSWORD}).status_code == 401
    assert mailbox.messages()[-1]["To"] == "ada@example.org"
    db.session.expire_all()
    row = db.session.get_one(User, ada.id)
    assert (row.is_active, row.display_name, row.bio, row.preferences) == (False, "A former member", "", {})
    assert "ada" not in row.email + row.username
    for table in (ApiKey, LoginSession, Membership):
        assert db.session.scalar(select(func.count()).where(table.user_id == ada.id)) == 0


def test_the_address_and_the_name_are_free_again(client: Any, auth: Any, ada: User) -> None:
    _close(client, auth(ada), DELETE)
    new = {"email": "ada@example.org", "username": "ada", "password": "otter moss lantern 7"}
    assert client.post("/api/v1/auth/register", json=new).status_code == 201


def test_what_only_the_person_had_goes_with_all_it_holds(client: Any, auth: Any, ada: User, make: Any) -> None:
    alone = make.group(admin=ada)
    for group in (db.session.get_one(Group, ada.personal_group_id), alone):
        make.recording(make.project(group))
    kept = make.recording(make.project(make.group())).id
    alone_id = alone.id
    assert _close(client, auth(ada), DELETE) == (204, "")
    db.session.expire_all()
    assert [row.id for row in db.session.scalars(select(Recording))] == [kept]
    assert db.session.scalar(select(func.count()).select_from(Project)) == 1
    assert db.session.get(Group, alone_id) is None


def test_it_may_be_handed_over_to_a_member_of_a_common_group(client: Any, auth: Any, ada: User, make: Any) -> None:
    common = make.group()
    ben, old = make.member(common, Role.ADMIN), ada.personal_group_id
    make.member(common, Role.VIEWER, user=ada)
    recording = make.recording(make.project(db.session.get_one(Group, old)))
    headers = auth(ada)
    outlook = client.get("/api/v1/me/closing", headers=headers).json
    assert str(ben.id) in {person["id"] for person in outlook["heirs"]}
    assert [group["id"] for group in outlook["own"]] == [str(old)]
    body = {"password": PASSWORD, "own_groups": "hand-over", "heir_id": str(ben.id)}
    assert _close(client, headers, body) == (204, "")
    assert client.get(f"/api/v1/recordings/{recording.id}", headers=auth(ben)).status_code == 200
    assert db.session.get_one(Membership, (old, ben.id)).role == "admin"


def test_it_is_not_handed_over_to_a_stranger(client: Any, auth: Any, ada: User, make: Any) -> None:
    body = {"password": PASSWORD, "own_groups": "hand-over", "heir_id": str(make.user().id)}
    assert _close(client, auth(ada), body) == (404, "not-found")
    assert db.session.get_one(User, ada.id).is_active


def test_the_last_administrator_of_a_shared_group_hands_it_over_first(
    client: Any, auth: Any, ada: User, make: Any
) -> None:
    group = make.group(admin=ada, name="Bat lab")
    ben, headers = make.member(group, Role.EDITOR), auth(ada)
    answer = client.post(CLOSE, json=DELETE, headers=headers)
    assert (answer.status_code, answer.json["code"]) == (409, "last-admin")
    assert [error["message"] for error in answer.json["errors"]] == ["Bat lab"]
    client.patch(f"/api/v1/groups/{group.id}/members/{ben.id}", json={"role": "admin"}, headers=headers)
    assert _close(client, headers, DELETE) == (204, "")


def test_what_was_made_in_shared_groups_stays_under_no_name(client: Any, auth: Any, ada: User, make: Any) -> None:
    group = make.group()
    make.member(group, Role.EDITOR, user=ada)
    recording = make.recording(make.project(group), created_by=ada.id)
    assert _close(client, auth(ada), DELETE) == (204, "")
    assert db.session.get_one(Recording, recording.id, populate_existing=True).created_by == ada.id


@pytest.mark.parametrize("body", [DELETE | {"password": "wrong"}, DELETE])
def test_password_and_second_factor_are_asked_for(
    client: Any, auth: Any, ada: User, make: Any, body: dict[str, Any]
) -> None:
    hand, headers = make.second_factor(ada), auth(ada)
    assert _close(client, headers, body)[0] == 403
    assert db.session.get_one(User, ada.id, populate_existing=True).is_active
    assert _close(client, headers, DELETE | {"code": hand.code()}) == (204, "")


def test_an_api_key_closes_nothing(client: Any, ada: User, make: Any) -> None:
    headers = {"Authorization": f"Bearer {make.api_key(ada).key}"}
    assert _close(client, headers, DELETE) == (403, "forbidden")


def test_the_only_administrator_of_the_station_stays(client: Any, auth: Any, make: Any) -> None:
    warden = make.user(is_operator=True)
    assert _close(client, auth(warden), DELETE) == (409, "last-operator")
    make.user(is_operator=True)
    assert _close(client, auth(warden), DELETE) == (204, "")


def test_an_administrator_closes_an_account_and_its_groups_get_another(
    client: Any, auth: Any, ada: User, make: Any
) -> None:
    warden, group = make.user(is_operator=True), make.group(admin=ada)
    make.member(group, Role.VIEWER)
    ben = make.member(group, Role.EDITOR)
    personal = ada.personal_group_id
    path, headers = f"/api/v1/people/{ada.id}/close", auth(warden)
    assert client.post(path, json={"own_groups": "hand-over"}, headers=headers).status_code == 204
    assert db.session.get_one(Membership, (group.id, ben.id), populate_existing=True).role == "admin"
    assert db.session.get_one(Membership, (personal, warden.id)).role == "admin"
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "user.closed")).one()
    assert (entry.actor_id, entry.object_id) == (warden.id, ada.id)
    assert client.post(path, json={"own_groups": "delete"}, headers=headers).status_code == 404


def test_an_administrator_closes_their_own_account_on_their_profile_only(client: Any, auth: Any, make: Any) -> None:
    warden = make.user(is_operator=True)
    answer = client.post(f"/api/v1/people/{warden.id}/close", json={"own_groups": "delete"}, headers=auth(warden))
    assert (answer.status_code, answer.json["code"]) == (409, "own-account")
