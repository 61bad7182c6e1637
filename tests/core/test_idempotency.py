"""`Idempotency-Key`: a POST sent twice makes one thing."""

import threading
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import delete, func, select

from blueprints.accounts.models import ApiKey, Group
from core.access import Role
from core.clock import now
from core.db import db
from core.idempotency import KEPT_FOR, IdempotencyRecord, sweep_idempotency
from tests.factories import Factory

GROUPS = "/api/v1/groups"
KEYS = "/api/v1/me/api-keys"


@pytest.fixture
def headers(make: Factory, auth: Any) -> dict[str, str]:
    return auth(make.user()) | {"Idempotency-Key": "one"}


def n_groups(name: str) -> int:
    return db.session.scalar(select(func.count()).select_from(Group).where(Group.name == name)) or 0


def test_the_second_request_gets_the_first_answer(client: FlaskClient, headers: dict[str, str]) -> None:
    first = client.post(GROUPS, json={"name": "Bats"}, headers=headers)
    second = client.post(GROUPS, json={"name": "Bats"}, headers=headers)
    assert (first.status_code, second.status_code) == (201, 201)
    assert second.json == first.json
    assert second.headers["Location"] == first.headers["Location"]
    assert "Idempotency-Replayed" not in first.headers
    assert second.headers["Idempotency-Replayed"] == "true"
    assert n_groups("Bats") == 1


def test_a_key_used_for_another_request_is_refused(client: FlaskClient, headers: dict[str, str]) -> None:
    client.post(GROUPS, json={"name": "Bats"}, headers=headers)
    for address, body in ((GROUPS, {"name": "Owls"}), ("/api/v1/projects", {"name": "Bats"})):
        answer = client.post(address, json=body, headers=headers)
        assert (answer.status_code, answer.json["code"]) == (422, "idempotency-key-reused")
    assert n_groups("Owls") == 0


def test_a_key_is_each_persons_own(client: FlaskClient, make: Factory, auth: Any, headers: dict[str, str]) -> None:
    mine = client.post(GROUPS, json={"name": "Bats"}, headers=headers)
    theirs = client.post(GROUPS, json={"name": "Bats"}, headers=auth(make.user()) | {"Idempotency-Key": "one"})
    assert theirs.status_code == 201
    assert theirs.json["id"] != mine.json["id"]


@pytest.mark.parametrize("key", ["", "k" * 201])
def test_a_key_of_no_or_too_many_characters_is_refused(client: FlaskClient, headers: dict[str, str], key: str) -> None:
    answer = client.post(GROUPS, json={"name": "Bats"}, headers=headers | {"Idempotency-Key": key})
    assert (answer.status_code, answer.json["code"]) == (400, "idempotency-key-invalid")


def test_a_refused_request_may_be_sent_again(client: FlaskClient, make: Factory, auth: Any) -> None:
    user, group = make.user(), make.group()
    headers, body = auth(user) | {"Idempotency-Key": "one"}, {"group_id": str(group.id), "name": "Hedgerows"}
    assert client.post("/api/v1/projects", json=body, headers=headers).status_code == 404
    make.member(group, Role.EDITOR, user=user)
    assert client.post("/api/v1/projects", json=body, headers=headers).status_code == 201


def test_while_the_first_request_runs_the_second_is_told_so(
    app: Flask, client: FlaskClient, headers: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from blueprints.accounts.routes import groups as routes

    begun, may_end, answers = threading.Event(), threading.Event(), []
    create = routes.groups.create_group

    def slowly(*args: Any, **fields: Any) -> Any:
        begun.set()
        assert may_end.wait(20)
        return create(*args, **fields)

    def send_first() -> None:
        answers.append(app.test_client().post(GROUPS, json={"name": "Bats"}, headers=headers).status_code)

    monkeypatch.setattr(routes.groups, "create_group", slowly)
    first = threading.Thread(target=send_first)
    first.start()
    assert begun.wait(20)
    second = client.post(GROUPS, json={"name": "Bats"}, headers=headers)
    may_end.set()
    first.join(20)
    assert (second.status_code, second.json["code"]) == (409, "idempotency-in-progress")
    assert answers == [201]
    assert n_groups("Bats") == 1


def cut_off(*, is_done: bool) -> None:
    """Leave the one record as a process does that was killed a while ago."""
    record = db.session.scalars(select(IdempotencyRecord)).one()
    record.status, record.body, record.is_done = None, None, is_done
    record.created_at = now() - timedelta(hours=2)
    db.session.commit()


def test_a_request_cut_off_before_it_made_anything_does_not_hold_its_key_for_ever(
    client: FlaskClient, headers: dict[str, str]
) -> None:
    client.post(GROUPS, json={"name": "Bats"}, headers=headers)
    cut_off(is_done=False)
    assert client.post(GROUPS, json={"name": "Bats"}, headers=headers).status_code == 201


def test_a_request_cut_off_after_it_was_done_is_never_done_again(client: FlaskClient, headers: dict[str, str]) -> None:
    client.post(GROUPS, json={"name": "Bats"}, headers=headers)
    assert db.session.scalars(select(IdempotencyRecord)).one().is_done
    cut_off(is_done=True)
    again = client.post(GROUPS, json={"name": "Bats"}, headers=headers)
    assert (again.status_code, again.json["code"]) == (409, "answer-not-kept")
    assert n_groups("Bats") == 1


def test_a_request_that_was_taken_for_dead_makes_nothing_when_it_comes_to_an_end_after_all(
    client: FlaskClient, headers: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from blueprints.accounts.routes import groups as routes

    create = routes.groups.create_group

    def late(*args: Any, **fields: Any) -> Any:
        db.session.execute(delete(IdempotencyRecord))
        return create(*args, **fields)

    monkeypatch.setattr(routes.groups, "create_group", late)
    answer = client.post(GROUPS, json={"name": "Bats"}, headers=headers)
    assert (answer.status_code, answer.json["code"]) == (409, "idempotency-in-progress")
    assert n_groups("Bats") == 0


def test_a_secret_is_not_kept_and_the_thing_not_made_twice(client: FlaskClient, headers: dict[str, str]) -> None:
    first = client.post(KEYS, json={"name": "field laptop"}, headers=headers)
    second = client.post(KEYS, json={"name": "field laptop"}, headers=headers)
    assert first.json["key"].startswith("fs_")
    assert (second.status_code, second.json["code"]) == (409, "answer-not-kept")
    assert db.session.scalar(select(func.count()).select_from(ApiKey)) == 1
    assert [row.body for row in db.session.scalars(select(IdempotencyRecord))] == [None]


def test_signing_in_keeps_nothing_even_with_a_key(client: FlaskClient, make: Factory, auth: Any) -> None:
    user = make.user(username="ada")
    body = {"login": "ada", "password": "hazel noctule over water", "cookie": False}
    headers = auth(user) | {"Idempotency-Key": "one"}
    tokens = {client.post("/api/v1/auth/login", json=body, headers=headers).json["refresh_token"] for _ in range(2)}
    assert len(tokens) == 2
    assert db.session.scalar(select(func.count()).select_from(IdempotencyRecord)) == 0


def test_keys_are_forgotten_after_a_day(client: FlaskClient, headers: dict[str, str]) -> None:
    client.post(GROUPS, json={"name": "Bats"}, headers=headers)
    sweep_idempotency()
    assert db.session.scalar(select(func.count()).select_from(IdempotencyRecord)) == 1
    sweep_idempotency(now() + KEPT_FOR)
    assert db.session.scalar(select(func.count()).select_from(IdempotencyRecord)) == 0
