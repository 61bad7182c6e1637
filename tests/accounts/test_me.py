"""Profile, preferences, password, own address and sessions."""

from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, update

from blueprints.accounts.models import AuditEntry, LoginSession
from blueprints.accounts.service.sessions import STAMP_EVERY
from core.access import Role, Scope
from core.authentication import read_token
from core.clock import now
from core.db import db
from tests.accounts.mailbox import Mailbox
from tests.factories import Factory
from tests.factories.accounts import PASSWORD
from tests.queries import recorded_queries

NEW_PASSWORD = "otter moss lantern 7"


def test_a_person_sees_themselves_with_their_groups(client: FlaskClient, make: Factory, auth) -> None:
    user = make.user(username="ada")
    group = make.group(name="Bat lab")
    make.member(group, Role.EDITOR, user=user)
    me = client.get("/api/v1/me", headers=auth(user)).json
    assert (me["username"], me["email"], me["is_email_verified"]) == ("ada", "ada@example.org", True)
    assert [(g["name"], g["role"], g["is_personal"]) for g in me["groups"]] == [
        ("ada (personal)", "admin", True),
        ("Bat lab", "editor", False),
    ]
    assert "password_hash" not in me


def test_profile_and_preferences_are_changed_one_by_one(client: FlaskClient, make: Factory, auth) -> None:
    headers = auth(make.user())
    for preferences in (
        {"theme": "dark", "mail": {"job-failed": True}},
        {"playback_speed": 0.1, "mail": {"invitation": False}},
    ):
        answer = client.patch("/api/v1/me", headers=headers, json={"preferences": preferences})
        assert answer.status_code == 200
    client.patch("/api/v1/me", headers=headers, json={"display_name": "Ada", "bio": "Listens to bats."})
    me = client.get("/api/v1/me", headers=headers).json
    assert (me["display_name"], me["bio"]) == ("Ada", "Listens to bats.")
    assert me["preferences"] == {
        "theme": "dark",
        "playback_speed": 0.1,
        "mail": {"job-failed": True, "invitation": False},
    }


@pytest.mark.parametrize(
    "body",
    [
        {"preferences": {"theme": "pink"}},
        {"preferences": {"playback_speed": 0}},
        {"preferences": {"unheard_of": 1}},
        {"preferences": {"mail": {"spam": True}}},
        {"display_name": ""},
        {"is_operator": True},
        {"email": "other@example.org"},
    ],
)
def test_a_wrong_or_unchangeable_field_of_the_profile_is_refused(
    client: FlaskClient, make: Factory, auth, body: dict
) -> None:
    assert client.patch("/api/v1/me", headers=auth(make.user()), json=body).status_code == 422


def test_the_active_group_is_one_of_ones_own(client: FlaskClient, make: Factory, auth) -> None:
    user, group, foreign = make.user(), make.group(), make.group()
    make.member(group, Role.VIEWER, user=user)
    headers = auth(user)
    switched = client.patch("/api/v1/me", headers=headers, json={"active_group_id": str(group.id)})
    assert switched.json["active_group_id"] == str(group.id)
    refused = client.patch("/api/v1/me", headers=headers, json={"active_group_id": str(foreign.id)})
    assert refused.status_code == 404


def test_a_changed_password_ends_the_other_sessions_only(client: FlaskClient, make: Factory, auth) -> None:
    user = make.user(username="ada")
    here, elsewhere = auth(user), auth(user)
    body = {"old_password": PASSWORD, "new_password": NEW_PASSWORD}
    assert client.patch("/api/v1/me/password", headers=here, json=body).status_code == 204
    assert client.get("/api/v1/me", headers=here).status_code == 200
    assert client.get("/api/v1/me", headers=elsewhere).status_code == 401
    assert client.post("/api/v1/auth/login", json={"login": "ada", "password": NEW_PASSWORD}).status_code == 200
    assert "user.password-changed" in db.session.scalars(select(AuditEntry.action)).all()


def test_a_password_is_not_changed_without_the_old_one(client: FlaskClient, make: Factory, auth) -> None:
    body = {"old_password": "wrong", "new_password": NEW_PASSWORD}
    answer = client.patch("/api/v1/me/password", headers=auth(make.user()), json=body)
    assert (answer.status_code, answer.json["code"]) == (403, "login-failed")


def test_a_weak_new_password_is_refused(client: FlaskClient, make: Factory, auth) -> None:
    body = {"old_password": PASSWORD, "new_password": "password123"}
    answer = client.patch("/api/v1/me/password", headers=auth(make.user()), json=body)
    assert (answer.status_code, answer.json["code"]) == (422, "weak-password")


def test_an_api_key_cannot_change_how_its_owner_signs_in(client: FlaskClient, make: Factory) -> None:
    user = make.user()
    headers = {"Authorization": f"Bearer {make.api_key(user).key}"}
    body = {"old_password": PASSWORD, "new_password": NEW_PASSWORD}
    assert client.patch("/api/v1/me/password", headers=headers, json=body).status_code == 403
    assert client.post("/api/v1/me/api-keys", headers=headers, json={"name": "More"}).status_code == 403
    assert client.post("/api/v1/auth/logout-all", headers=headers).status_code == 403


def test_a_person_shows_by_a_code_that_the_address_is_theirs(
    client: FlaskClient, make: Factory, auth, mailbox: Mailbox
) -> None:
    headers = auth(make.user(is_verified=False))
    assert client.post("/api/v1/me/email/code", headers=headers).status_code == 202
    wrong = client.post("/api/v1/me/email/verify", headers=headers, json={"code": "000000"})
    assert (wrong.status_code, wrong.json["code"]) == (401, "code-invalid")
    right = client.post("/api/v1/me/email/verify", headers=headers, json={"code": mailbox.code()})
    assert right.json["is_email_verified"]


def test_sessions_are_listed_with_the_present_one_marked(client: FlaskClient, make: Factory, auth) -> None:
    user = make.user()
    here, _elsewhere, _another = auth(user), auth(user), auth(make.user())
    listed = client.get("/api/v1/me/sessions", headers=here).json
    assert listed["count"] == 2
    assert [row["is_current"] for row in listed["results"]].count(True) == 1
    assert listed["results"][0]["user_agent"] == "tests"


def test_one_session_is_ended_from_another(client: FlaskClient, make: Factory, auth) -> None:
    user = make.user()
    here, lost = auth(user), make.tokens(user)
    assert client.delete(f"/api/v1/me/sessions/{lost.session_id}", headers=here).status_code == 204
    answer = client.get("/api/v1/me", headers={"Authorization": f"Bearer {lost.access_token}"})
    assert answer.status_code == 401
    assert client.delete(f"/api/v1/me/sessions/{lost.session_id}", headers=here).status_code == 404


def test_the_last_use_of_a_session_is_noted_now_and_then(client: FlaskClient, make: Factory, auth) -> None:
    headers = auth(make.user())
    long_ago = now() - STAMP_EVERY - timedelta(seconds=1)
    db.session.execute(update(LoginSession).values(last_used_at=long_ago))
    db.session.commit()
    client.get("/api/v1/me", headers=headers)
    db.session.expire_all()
    first = db.session.scalars(select(LoginSession.last_used_at)).one()
    assert first > long_ago
    client.get("/api/v1/me", headers=headers)
    db.session.expire_all()
    assert db.session.scalars(select(LoginSession.last_used_at)).one() == first


def test_reading_a_token_takes_one_query(make: Factory) -> None:
    user = make.user()
    for _ in range(3):
        make.member(make.group(), Role.EDITOR, user=user)
    key = make.api_key(user, Scope.READ).key
    read_token(key)
    for token in (make.tokens(user).access_token, key):
        with recorded_queries() as statements:
            found = read_token(token)
        assert len(found.principal.roles) == 4
        assert len(statements) == 1, statements
