"""API keys."""

from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, update

from blueprints.accounts.models import ApiKey
from blueprints.accounts.service.keys import MAX_KEYS
from core.access import Scope
from core.clock import iso, now
from core.db import db
from tests.factories import Factory

KEYS = "/api/v1/me/api-keys"


def test_a_key_is_shown_once_and_kept_as_a_fingerprint(client: FlaskClient, make: Factory, auth) -> None:
    headers = auth(make.user())
    answer = client.post(KEYS, headers=headers, json={"name": "Upload", "scopes": ["read", "write"]})
    assert answer.status_code == 201
    key = answer.json["key"]
    assert key.startswith("fs_")
    assert len(key) > 40
    listed = client.get(KEYS, headers=headers)
    assert key not in listed.text
    assert listed.json["results"][0]["hint"] == key[:9]
    assert key not in str(db.session.execute(select(ApiKey.__table__)).all())


@pytest.mark.parametrize("header", ["Authorization", "X-API-Key"])
def test_a_key_signs_requests_in_either_header(client: FlaskClient, make: Factory, header: str) -> None:
    user = make.user(username="ada")
    key = make.api_key(user).key
    answer = client.get("/api/v1/me", headers={header: f"Bearer {key}" if header == "Authorization" else key})
    assert answer.json["username"] == "ada"
    db.session.expire_all()
    assert db.session.scalars(select(ApiKey.last_used_at)).one() is not None


def test_a_key_in_the_address_is_ignored(client: FlaskClient, make: Factory) -> None:
    key = make.api_key(make.user()).key
    for name in ("api_key", "access_token", "token", "key"):
        assert client.get(f"/api/v1/me?{name}={key}").status_code == 401


def test_a_key_may_only_do_what_its_scopes_say(client: FlaskClient, make: Factory) -> None:
    user = make.user()
    reader = {"X-API-Key": make.api_key(user, Scope.READ).key}
    writer = {"X-API-Key": make.api_key(user, Scope.WRITE).key}
    assert client.get("/api/v1/me", headers=reader).status_code == 200
    assert client.post("/api/v1/groups", headers=reader, json={"name": "X"}).status_code == 403
    assert client.post("/api/v1/groups", headers=writer, json={"name": "X"}).status_code == 201
    assert client.get("/api/v1/me", headers=writer).status_code == 403


def test_a_revoked_key_stops_working(client: FlaskClient, make: Factory, auth) -> None:
    user = make.user()
    new = make.api_key(user)
    assert client.delete(f"{KEYS}/{new.row.id}", headers=auth(user)).status_code == 204
    answer = client.get("/api/v1/me", headers={"X-API-Key": new.key})
    assert (answer.status_code, answer.json["code"]) == (401, "api-key-invalid")


def test_an_expired_key_stops_working(client: FlaskClient, make: Factory) -> None:
    new = make.api_key(make.user(), expires_at=now() + timedelta(hours=1))
    assert client.get("/api/v1/me", headers={"X-API-Key": new.key}).status_code == 200
    db.session.execute(update(ApiKey).values(expires_at=now() - timedelta(seconds=1)))
    db.session.commit()
    assert client.get("/api/v1/me", headers={"X-API-Key": new.key}).json["code"] == "api-key-invalid"


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"name": ""},
        {"name": "x", "scopes": []},
        {"name": "x", "scopes": ["all"]},
        {"name": "x", "expires_at": "yesterday"},
        {"name": "x", "expires_at": "2099-01-01T00:00:00"},
        {"name": "x", "expires_at": iso(now() - timedelta(days=1))},
    ],
)
def test_a_key_with_a_wrong_field_is_refused(client: FlaskClient, make: Factory, auth, body: dict) -> None:
    assert client.post(KEYS, headers=auth(make.user()), json=body).status_code == 422


def test_a_person_has_a_bounded_number_of_keys(client: FlaskClient, make: Factory, auth) -> None:
    user = make.user()
    for _ in range(MAX_KEYS):
        make.api_key(user)
    answer = client.post(KEYS, headers=auth(user), json={"name": "One more"})
    assert (answer.status_code, answer.json["code"]) == (409, "too-many-keys")


def test_a_key_of_a_closed_account_stops_working(client: FlaskClient, make: Factory) -> None:
    user = make.user()
    new = make.api_key(user)
    user.is_active = False
    db.session.commit()
    assert client.get("/api/v1/me", headers={"X-API-Key": new.key}).status_code == 401
