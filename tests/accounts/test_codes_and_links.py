"""Signing in by mailed code, and the link for a new password."""

import threading
import time
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from blueprints.accounts.models import OneTimeSecret
from blueprints.accounts.routes.sign_in import ANSWER_FLOOR_S
from blueprints.accounts.service.one_time import MAX_PER_HOUR
from core.clock import now
from core.db import db
from tests.accounts.mailbox import Mailbox
from tests.factories import Factory
from tests.factories.accounts import PASSWORD

ADA = "ada@example.org"
NEW_PASSWORD = "otter moss lantern 7"


def _verify(client: FlaskClient, code: str) -> tuple[int, str]:
    answer = client.post("/api/v1/auth/code/verify", json={"email": ADA, "code": code, "cookie": False})
    return answer.status_code, answer.json.get("code", "")


def _other(code: str) -> str:
    return f"{(int(code) + 1) % 1_000_000:06d}"


def test_a_mailed_code_signs_in_once(client: FlaskClient, make: Factory, mailbox: Mailbox) -> None:
    user = make.user(username="ada", is_verified=False)
    assert client.post("/api/v1/auth/code", json={"email": ADA}).status_code == 202
    code = mailbox.code()
    assert _verify(client, code) == (200, "")
    assert _verify(client, code) == (401, "code-invalid")
    db.session.refresh(user)
    assert user.email_verified_at is not None


def test_five_wrong_tries_use_a_code_up(client: FlaskClient, make: Factory, mailbox: Mailbox) -> None:
    make.user(username="ada")
    client.post("/api/v1/auth/code", json={"email": ADA})
    code = mailbox.code()
    for _ in range(5):
        assert _verify(client, _other(code)) == (401, "code-invalid")
    assert _verify(client, code) == (401, "code-invalid")


def test_guesses_sent_at_once_share_the_five_tries(app: Flask, make: Factory, mailbox: Mailbox) -> None:
    make.user(username="ada")
    app.test_client().post("/api/v1/auth/code", json={"email": ADA})
    wrong = _other(mailbox.code())
    threads = [threading.Thread(target=_verify, args=(app.test_client(), wrong)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert db.session.scalars(select(OneTimeSecret.tries_left)).one() == 0


def test_the_fifth_try_may_still_be_right(client: FlaskClient, make: Factory, mailbox: Mailbox) -> None:
    make.user(username="ada")
    client.post("/api/v1/auth/code", json={"email": ADA})
    code = mailbox.code()
    for _ in range(4):
        _verify(client, _other(code))
    assert _verify(client, code) == (200, "")


def test_a_code_older_than_ten_minutes_is_refused(client: FlaskClient, make: Factory, mailbox: Mailbox) -> None:
    make.user(username="ada")
    client.post("/api/v1/auth/code", json={"email": ADA})
    row = db.session.scalars(select(OneTimeSecret)).one()
    assert timedelta(minutes=9) < row.expires_at - now() <= timedelta(minutes=10)
    db.session.execute(update(OneTimeSecret).values(expires_at=now() - timedelta(seconds=1)))
    db.session.commit()
    assert _verify(client, mailbox.code()) == (401, "code-invalid")


def test_a_new_code_replaces_the_old_one(client: FlaskClient, make: Factory, mailbox: Mailbox) -> None:
    make.user(username="ada")
    client.post("/api/v1/auth/code", json={"email": ADA})
    old = mailbox.code()
    client.post("/api/v1/auth/code", json={"email": ADA})
    new = mailbox.code()
    if old != new:
        assert _verify(client, old) == (401, "code-invalid")
    assert _verify(client, new) == (200, "")


def test_one_persons_code_signs_nobody_else_in(client: FlaskClient, make: Factory, mailbox: Mailbox) -> None:
    make.user(username="ada")
    make.user(username="bob")
    client.post("/api/v1/auth/code", json={"email": "bob@example.org"})
    assert _verify(client, mailbox.code()) == (401, "code-invalid")


@pytest.mark.parametrize("path", ["/api/v1/auth/code", "/api/v1/auth/password/forgot"])
def test_an_unknown_address_gets_the_same_answer_and_no_message(
    client: FlaskClient, make: Factory, mailbox: Mailbox, path: str
) -> None:
    make.user(username="ada")
    known = client.post(path, json={"email": ADA})
    unknown = client.post(path, json={"email": "nobody@example.org"})
    assert (known.status_code, known.data) == (unknown.status_code, unknown.data) == (202, b"")
    assert [m["To"] for m in mailbox.messages()] == [ADA]


@pytest.mark.parametrize("path", ["/api/v1/auth/code", "/api/v1/auth/password/forgot"])
def test_known_and_unknown_addresses_take_the_same_time(
    client: FlaskClient, make: Factory, mailbox: Mailbox, path: str
) -> None:
    make.user(username="ada")
    took = {}
    for email in (ADA, "nobody@example.org"):
        started = time.monotonic()
        client.post(path, json={"email": email})
        took[email] = time.monotonic() - started
    assert min(took.values()) >= ANSWER_FLOOR_S
    # Both wait for the floor; what is left is the noise of a shared machine.
    assert abs(took[ADA] - took["nobody@example.org"]) < ANSWER_FLOOR_S / 2


def test_nobody_is_mailed_more_than_five_codes_an_hour(client: FlaskClient, make: Factory, mailbox: Mailbox) -> None:
    from blueprints.accounts.service.sign_in_by_mail import send_code

    make.user(username="ada")
    for _ in range(MAX_PER_HOUR + 2):
        send_code(ADA)
        db.session.commit()
    assert len(mailbox.messages()) == MAX_PER_HOUR


def test_a_rolled_back_request_mails_nothing(make: Factory, mailbox: Mailbox) -> None:
    from blueprints.accounts.service.sign_in_by_mail import send_code

    make.user(username="ada")
    send_code(ADA)
    db.session.rollback()
    db.session.commit()
    assert mailbox.messages() == []


@pytest.mark.parametrize("code", ["12345", "1234567", "abcdef", "", "１２３４５６"])
def test_a_malformed_code_is_refused_without_costing_a_try(
    client: FlaskClient, make: Factory, mailbox: Mailbox, code: str
) -> None:
    make.user(username="ada")
    client.post("/api/v1/auth/code", json={"email": ADA})
    assert _verify(client, code) == (422, "validation-failed")
    assert db.session.scalars(select(OneTimeSecret.tries_left)).one() == 5


def test_a_mailed_link_sets_a_new_password_once_and_ends_every_session(
    client: FlaskClient, make: Factory, mailbox: Mailbox, auth
) -> None:
    headers = auth(make.user(username="ada"))
    client.post("/api/v1/auth/password/forgot", json={"email": ADA})
    body = {"token": mailbox.token(), "password": NEW_PASSWORD}
    assert client.post("/api/v1/auth/password/reset", json=body).status_code == 204
    assert client.get("/api/v1/me", headers=headers).status_code == 401
    assert client.post("/api/v1/auth/login", json={"login": "ada", "password": PASSWORD}).status_code == 401
    assert client.post("/api/v1/auth/login", json={"login": "ada", "password": NEW_PASSWORD}).status_code == 200
    again = client.post("/api/v1/auth/password/reset", json=body)
    assert (again.status_code, again.json["code"]) == (400, "link-invalid")


def test_a_reset_link_lives_one_hour(client: FlaskClient, make: Factory, mailbox: Mailbox) -> None:
    make.user(username="ada")
    client.post("/api/v1/auth/password/forgot", json={"email": ADA})
    row = db.session.scalars(select(OneTimeSecret)).one()
    assert timedelta(minutes=59) < row.expires_at - now() <= timedelta(hours=1)
    db.session.execute(update(OneTimeSecret).values(expires_at=now() - timedelta(seconds=1)))
    db.session.commit()
    answer = client.post("/api/v1/auth/password/reset", json={"token": mailbox.token(), "password": NEW_PASSWORD})
    assert (answer.status_code, answer.json["code"]) == (400, "link-invalid")


def test_a_weak_new_password_leaves_the_link_usable(client: FlaskClient, make: Factory, mailbox: Mailbox) -> None:
    make.user(username="ada")
    client.post("/api/v1/auth/password/forgot", json={"email": ADA})
    token = mailbox.token()
    weak = client.post("/api/v1/auth/password/reset", json={"token": token, "password": "password123"})
    assert (weak.status_code, weak.json["code"]) == (422, "weak-password")
    good = client.post("/api/v1/auth/password/reset", json={"token": token, "password": NEW_PASSWORD})
    assert good.status_code == 204


def test_a_code_is_no_reset_link(client: FlaskClient, make: Factory, mailbox: Mailbox) -> None:
    make.user(username="ada")
    client.post("/api/v1/auth/code", json={"email": ADA})
    body = {"token": mailbox.code(), "password": NEW_PASSWORD}
    assert client.post("/api/v1/auth/password/reset", json=body).status_code == 400


def test_sign_in_and_code_routes_share_ten_tries_a_minute(
    client: FlaskClient, make: Factory, app: Flask, monkeypatch
) -> None:
    make.user(username="ada")
    monkeypatch.setattr(app.config["SETTINGS"], "rate_limits", True)
    statuses = []
    for i in range(12):
        path, body = [
            ("/api/v1/auth/code/verify", {"email": ADA, "code": "000000"}),
            ("/api/v1/auth/password/reset", {"token": "x", "password": NEW_PASSWORD}),
        ][i % 2]
        statuses.append(client.post(path, json=body).status_code)
    # The window may turn over in between; then fewer are refused, but never any among the first ten.
    assert 429 not in statuses[:10]
    if 429 in statuses:
        answer = client.post("/api/v1/auth/login", json={"login": "ada", "password": PASSWORD})
        assert answer.status_code == 429
        assert int(answer.headers["Retry-After"]) > 0
