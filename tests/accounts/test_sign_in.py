"""Signing in and out by password, and registering."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from blueprints.accounts.models import AuditEntry, User
from core.db import db
from tests.factories import Factory
from tests.factories.accounts import PASSWORD

NEW = {"email": "Ada@Example.org", "username": "Ada", "password": "otter moss lantern 7", "display_name": "Ada L."}


@pytest.mark.parametrize("login", ["ada", "ADA", "ada@example.org", " Ada@Example.org "])
def test_a_person_signs_in_by_user_name_or_address_in_any_case(client: FlaskClient, make: Factory, login: str) -> None:
    make.user(username="ada")
    answer = client.post("/api/v1/auth/login", json={"login": login, "password": PASSWORD})
    assert answer.status_code == 200
    assert answer.json["user"]["username"] == "ada"
    assert answer.json["expires_in"] == 3600
    me = client.get("/api/v1/me", headers={"Authorization": f"Bearer {answer.json['access_token']}"})
    assert me.json["email"] == "ada@example.org"


@pytest.mark.parametrize(("login", "password"), [("ada", "wrong"), ("nobody", PASSWORD), ("nobody@example.org", "x")])
def test_a_wrong_name_and_a_wrong_password_answer_alike(
    client: FlaskClient, make: Factory, login: str, password: str
) -> None:
    make.user(username="ada")
    answer = client.post("/api/v1/auth/login", json={"login": login, "password": password})
    assert (answer.status_code, answer.json["code"]) == (401, "login-failed")
    assert answer.json["detail"] == "The name or the password is wrong."


def test_spaces_at_the_ends_of_a_password_count(client: FlaskClient, make: Factory) -> None:
    make.user()
    spaced = NEW | {"password": " otter moss lantern 7 "}
    assert client.post("/api/v1/auth/register", json=spaced).status_code == 201
    for password, status in ((spaced["password"], 200), (spaced["password"].strip(), 401)):
        answer = client.post("/api/v1/auth/login", json={"login": "ada", "password": password})
        assert answer.status_code == status


def test_a_failed_sign_in_is_in_the_audit_log(client: FlaskClient, make: Factory) -> None:
    user = make.user(username="ada")
    client.post("/api/v1/auth/login", json={"login": "ada", "password": "wrong"})
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "login.failed")).one()
    assert entry.actor_id == user.id
    assert entry.address == "127.0.0.1"


def test_a_closed_account_cannot_sign_in(client: FlaskClient, make: Factory) -> None:
    make.user(username="ada", is_active=False)
    answer = client.post("/api/v1/auth/login", json={"login": "ada", "password": PASSWORD})
    assert answer.status_code == 401


@pytest.mark.parametrize("body", [{}, {"login": "ada"}, {"login": "ada", "password": "x", "remember": True}])
def test_a_sign_in_with_missing_or_unknown_fields_is_refused(client: FlaskClient, app: Flask, body: dict) -> None:
    answer = client.post("/api/v1/auth/login", json=body)
    assert (answer.status_code, answer.json["code"]) == (422, "validation-failed")
    assert answer.json["errors"][0]["pointer"].startswith("/")


def test_registering_makes_an_account_with_a_personal_group_and_signs_in(client: FlaskClient, make: Factory) -> None:
    make.user()
    answer = client.post("/api/v1/auth/register", json=NEW)
    assert answer.status_code == 201
    user = answer.json["user"]
    assert (user["email"], user["username"], user["display_name"]) == ("ada@example.org", "ada", "Ada L.")
    assert not user["is_operator"]
    assert [(g["role"], g["is_personal"]) for g in user["groups"]] == [("admin", True)]
    assert user["active_group_id"] == user["groups"][0]["id"]


def test_the_password_is_kept_as_an_argon2id_hash(client: FlaskClient, make: Factory) -> None:
    make.user()
    client.post("/api/v1/auth/register", json=NEW)
    stored = db.session.scalars(select(User.password_hash).where(User.username == "ada")).one()
    assert stored.startswith("$argon2id$")


@pytest.mark.parametrize(
    ("change", "code"),
    [({"email": "other@example.org"}, "username-taken"), ({"username": "other"}, "email-taken")],
)
def test_a_taken_name_or_address_is_refused(client: FlaskClient, make: Factory, change: dict, code: str) -> None:
    make.user(username="ada")
    answer = client.post("/api/v1/auth/register", json=NEW | change)
    assert (answer.status_code, answer.json["code"]) == (409, code)


@pytest.mark.parametrize(
    "change",
    [
        {"email": "no-address"},
        {"email": "a b@example.org"},
        {"email": "ada@example.org\nBcc: all@example.org"},
        {"username": "a@b"},
        {"username": "ab"},
        {"display_name": "two\nlines"},
    ],
)
def test_registering_with_a_malformed_field_is_refused(client: FlaskClient, make: Factory, change: dict) -> None:
    make.user()
    answer = client.post("/api/v1/auth/register", json=NEW | change)
    assert (answer.status_code, answer.json["errors"][0]["pointer"]) == (422, f"/{next(iter(change))}")


def test_registering_waits_for_the_first_administrator(client: FlaskClient, app: Flask) -> None:
    answer = client.post("/api/v1/auth/register", json=NEW)
    assert (answer.status_code, answer.json["code"]) == (409, "setup-needed")


def test_closed_registration_lets_only_the_invited_in(
    client: FlaskClient, make: Factory, app: Flask, monkeypatch
) -> None:
    from blueprints.accounts.service import invitations

    group = make.group()
    token = invitations.token_of(make.invitation(group, email="ada@example.org", role="editor"))
    monkeypatch.setattr(app.config["SETTINGS"], "registration", False)
    refused = client.post("/api/v1/auth/register", json=NEW)
    assert (refused.status_code, refused.json["code"]) == (403, "registration-closed")
    forged = client.post("/api/v1/auth/register", json=NEW | {"invitation_token": "forged"})
    assert (forged.status_code, forged.json["code"]) == (400, "link-invalid")
    let_in = client.post("/api/v1/auth/register", json=NEW | {"invitation_token": token})
    assert let_in.status_code == 201
    assert ("editor", str(group.id)) in [(g["role"], g["id"]) for g in let_in.json["user"]["groups"]]


def test_signing_out_ends_the_access_token_at_once(client: FlaskClient, make: Factory, auth) -> None:
    headers = auth(make.user())
    assert client.post("/api/v1/auth/logout", headers=headers).status_code == 204
    answer = client.get("/api/v1/me", headers=headers)
    assert (answer.status_code, answer.json["code"]) == (401, "token-revoked")


def test_signing_out_without_a_session_changes_nothing(client: FlaskClient, app: Flask) -> None:
    assert client.post("/api/v1/auth/logout").status_code == 204
    assert client.post("/api/v1/auth/logout", json={"refresh_token": "nonsense"}).status_code == 204


def test_signing_out_everywhere_ends_every_session_but_not_other_peoples(
    client: FlaskClient, make: Factory, auth
) -> None:
    ada, bob = make.user(), make.user()
    first, second, other = auth(ada), auth(ada), auth(bob)
    assert client.post("/api/v1/auth/logout-all", headers=first).status_code == 204
    assert client.get("/api/v1/me", headers=first).status_code == 401
    assert client.get("/api/v1/me", headers=second).status_code == 401
    assert client.get("/api/v1/me", headers=other).status_code == 200


def test_an_access_token_that_ran_out_says_so(client: FlaskClient, make: Factory, app: Flask) -> None:
    from datetime import timedelta

    from flask_jwt_extended import create_access_token

    session = make.session(make.user())
    old = create_access_token(
        str(session.user_id), expires_delta=timedelta(seconds=-1), additional_claims={"sid": str(session.id)}
    )
    answer = client.get("/api/v1/me", headers={"Authorization": f"Bearer {old}"})
    assert (answer.status_code, answer.json["code"]) == (401, "token-expired")


@pytest.mark.parametrize("token", ["nonsense", "a.b.c", "eyJhbGciOiJub25lIn0.eyJzdWIiOiIxIn0."])
def test_a_forged_token_is_refused(client: FlaskClient, app: Flask, token: str) -> None:
    answer = client.get("/api/v1/me", headers={"Authorization": f"Bearer {token}"})
    assert (answer.status_code, answer.json["code"]) == (401, "token-invalid")


def test_a_refresh_token_is_no_access_token(client: FlaskClient, make: Factory) -> None:
    tokens = make.tokens(make.user())
    answer = client.get("/api/v1/me", headers={"Authorization": f"Bearer {tokens.refresh_token}"})
    assert (answer.status_code, answer.json["code"]) == (401, "token-invalid")
