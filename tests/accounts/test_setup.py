"""The first run."""

from datetime import timedelta

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from blueprints.accounts.models import OneTimeSecret
from blueprints.accounts.service import first_run_link
from core.clock import now
from core.db import db
from tests.factories import Factory

FIRST = {"email": "ada@example.org", "username": "ada", "password": "otter moss lantern 7", "display_name": "Ada"}


def _token(app: Flask) -> str:
    link = first_run_link(app.config["SETTINGS"])
    assert link is not None
    assert link.startswith("http://localhost:8080/setup?token=")
    return link.partition("token=")[2]


def test_an_empty_station_says_that_it_needs_set_up(client: FlaskClient, app: Flask) -> None:
    assert client.get("/api/v1/setup").json == {"needs_setup": True}


def test_the_first_run_link_makes_the_first_administrator(client: FlaskClient, app: Flask) -> None:
    answer = client.post("/api/v1/setup", json=FIRST | {"token": _token(app)})
    assert answer.status_code == 201
    assert answer.json["user"]["is_operator"]
    assert client.get("/api/v1/setup").json == {"needs_setup": False}
    headers = {"Authorization": f"Bearer {answer.json['access_token']}"}
    assert client.get("/api/v1/me", headers=headers).status_code == 200


def test_the_set_up_token_is_kept_as_a_fingerprint(app: Flask) -> None:
    token = _token(app)
    assert token not in db.session.scalars(select(OneTimeSecret.fingerprint)).all()


def test_a_wrong_set_up_token_is_refused(client: FlaskClient, app: Flask) -> None:
    _token(app)
    answer = client.post("/api/v1/setup", json=FIRST | {"token": "wrong"})
    assert (answer.status_code, answer.json["code"]) == (400, "link-invalid")
    assert client.get("/api/v1/setup").json == {"needs_setup": True}


def test_only_the_newest_set_up_link_works(client: FlaskClient, app: Flask) -> None:
    older, newer = _token(app), _token(app)
    assert client.post("/api/v1/setup", json=FIRST | {"token": older}).status_code == 400
    assert client.post("/api/v1/setup", json=FIRST | {"token": newer}).status_code == 201


def test_a_set_up_link_grows_too_old(client: FlaskClient, app: Flask) -> None:
    token = _token(app)
    db.session.execute(update(OneTimeSecret).values(expires_at=now() - timedelta(seconds=1)))
    db.session.commit()
    assert client.post("/api/v1/setup", json=FIRST | {"token": token}).json["code"] == "link-invalid"


def test_a_weak_password_leaves_the_set_up_link_usable(client: FlaskClient, app: Flask) -> None:
    token = _token(app)
    weak = client.post("/api/v1/setup", json=FIRST | {"token": token, "password": "short"})
    assert (weak.status_code, weak.json["code"]) == (422, "weak-password")
    assert client.post("/api/v1/setup", json=FIRST | {"token": token}).status_code == 201


def test_a_station_with_people_is_not_set_up_again(client: FlaskClient, app: Flask, make: Factory) -> None:
    token = _token(app)
    make.user()
    answer = client.post("/api/v1/setup", json=FIRST | {"token": token})
    assert (answer.status_code, answer.json["code"]) == (409, "setup-done")
    assert first_run_link(app.config["SETTINGS"]) is None


def test_the_command_line_prints_the_set_up_link(client: FlaskClient, app: Flask, make: Factory) -> None:
    printed = app.test_cli_runner().invoke(args=["setup-link"]).output
    token = printed.strip().partition("token=")[2]
    assert client.post("/api/v1/setup", json=FIRST | {"token": token}).status_code == 201
    assert "no set-up link" in app.test_cli_runner().invoke(args=["setup-link"]).output
