"""Everybody with an account, and signing someone else out, as administrators of the station do."""

from typing import Any

import pytest
from sqlalchemy import select

from blueprints.accounts.models import AuditEntry
from core.clock import new_id
from core.db import db

PEOPLE = "/api/v1/people"


@pytest.fixture
def operator(make: Any) -> Any:
    return make.user(username="warden", is_operator=True)


def test_administrators_see_who_is_signed_in_and_since_when(client: Any, auth: Any, operator: Any, make: Any) -> None:
    ada = make.user(username="ada")
    make.tokens(ada)
    make.tokens(ada)
    make.user(username="bea", is_active=False)
    rows = client.get(PEOPLE, headers=auth(operator)).json["results"]
    assert [(row["username"], row["n_sessions"], row["is_active"], row["is_operator"]) for row in rows] == [
        ("ada", 2, True, False), ("bea", 0, False, False), ("warden", 1, True, True),
    ]  # fmt: skip
    assert rows[0]["last_used_at"]
    assert rows[1]["last_used_at"] is None
    found = client.get(f"{PEOPLE}?search=BEA@", headers=auth(operator)).json["results"]
    assert [row["username"] for row in found] == ["bea"]


def test_an_administrator_signs_someone_out_everywhere(client: Any, auth: Any, operator: Any, make: Any) -> None:
    ada, bea = make.user(), make.user()
    first, second, other = make.tokens(ada), make.tokens(ada), make.headers(bea)
    answer = client.delete(f"{PEOPLE}/{ada.id}/sessions", headers=auth(operator))
    assert answer.status_code == 204
    for tokens in (first, second):
        headers = {"Authorization": f"Bearer {tokens.access_token}"}
        assert client.get("/api/v1/me", headers=headers).json["code"] == "token-revoked"
        again = client.post("/api/v1/auth/refresh", json={"refresh_token": tokens.refresh_token})
        assert again.json["code"] == "token-revoked"
    assert client.get("/api/v1/me", headers=other).status_code == 200
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "session.all-revoked")).one()
    assert (entry.actor_id, entry.object_id) == (operator.id, ada.id)


def test_an_api_key_of_an_administrator_signs_nobody_out(client: Any, operator: Any, make: Any) -> None:
    ada = make.user()
    headers = {"Authorization": f"Bearer {make.api_key(operator).key}"}
    assert client.delete(f"{PEOPLE}/{ada.id}/sessions", headers=headers).status_code == 403


def test_there_is_nobody_to_sign_out_behind_a_made_up_id(client: Any, auth: Any, operator: Any) -> None:
    answer = client.delete(f"{PEOPLE}/{new_id()}/sessions", headers=auth(operator))
    assert (answer.status_code, answer.json["code"]) == (404, "not-found")
