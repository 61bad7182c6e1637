"""Refresh tokens: rotation, reuse, the cookie."""

import threading
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update

from blueprints.accounts.models import LoginSession, RefreshToken
from blueprints.accounts.service.sessions import REUSE_GRACE, Tokens
from core.clock import now
from core.db import db
from tests.factories import Factory
from tests.factories.accounts import PASSWORD

OWN_ORIGIN = {"Origin": "http://localhost:8080"}


def _age_uses(by: timedelta) -> None:
    """Make every use of a refresh token look this much older."""
    for token in db.session.scalars(db.select(RefreshToken).where(RefreshToken.used_at.is_not(None))):
        token.used_at -= by
    db.session.commit()


def test_a_refresh_token_is_exchanged_for_a_new_pair(client: FlaskClient, make: Factory) -> None:
    tokens = make.tokens(make.user())
    answer = client.post("/api/v1/auth/refresh", json={"refresh_token": tokens.refresh_token})
    assert answer.status_code == 200
    assert answer.json["refresh_token"] != tokens.refresh_token
    headers = {"Authorization": f"Bearer {answer.json['access_token']}"}
    assert client.get("/api/v1/me", headers=headers).status_code == 200


def test_a_reused_refresh_token_ends_its_whole_family(client: FlaskClient, make: Factory) -> None:
    tokens = make.tokens(make.user())
    fresh = client.post("/api/v1/auth/refresh", json={"refresh_token": tokens.refresh_token}).json
    _age_uses(REUSE_GRACE + timedelta(seconds=1))
    reused = client.post("/api/v1/auth/refresh", json={"refresh_token": tokens.refresh_token})
    assert (reused.status_code, reused.json["code"]) == (401, "token-reused")
    later = client.post("/api/v1/auth/refresh", json={"refresh_token": fresh["refresh_token"]})
    assert (later.status_code, later.json["code"]) == (401, "token-revoked")
    me = client.get("/api/v1/me", headers={"Authorization": f"Bearer {fresh['access_token']}"})
    assert me.status_code == 401


def test_two_tabs_that_race_within_ten_seconds_both_stay_signed_in(client: FlaskClient, make: Factory) -> None:
    tokens = make.tokens(make.user())
    client.post("/api/v1/auth/refresh", json={"refresh_token": tokens.refresh_token})
    _age_uses(REUSE_GRACE - timedelta(seconds=2))
    second = client.post("/api/v1/auth/refresh", json={"refresh_token": tokens.refresh_token})
    assert second.status_code == 200
    third = client.post("/api/v1/auth/refresh", json={"refresh_token": second.json["refresh_token"]})
    assert third.status_code == 200


def test_refreshes_at_the_same_moment_all_succeed(app: Flask, make: Factory) -> None:
    token = make.tokens(make.user()).refresh_token
    statuses: list[int] = []

    def refresh() -> None:
        answer = app.test_client().post("/api/v1/auth/refresh", json={"refresh_token": token})
        statuses.append(answer.status_code)

    threads = [threading.Thread(target=refresh) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert statuses == [200] * 4


def test_another_device_is_not_touched_by_a_reuse(client: FlaskClient, make: Factory) -> None:
    user = make.user()
    stolen, other = make.tokens(user), make.tokens(user)
    client.post("/api/v1/auth/refresh", json={"refresh_token": stolen.refresh_token})
    _age_uses(REUSE_GRACE + timedelta(seconds=1))
    client.post("/api/v1/auth/refresh", json={"refresh_token": stolen.refresh_token})
    assert client.post("/api/v1/auth/refresh", json={"refresh_token": other.refresh_token}).status_code == 200


def test_signing_out_ends_the_refresh_token(client: FlaskClient, make: Factory) -> None:
    tokens = make.tokens(make.user())
    client.post("/api/v1/auth/logout", json={"refresh_token": tokens.refresh_token})
    answer = client.post("/api/v1/auth/refresh", json={"refresh_token": tokens.refresh_token})
    assert (answer.status_code, answer.json["code"]) == (401, "token-revoked")


@pytest.mark.parametrize("token", ["nonsense", ""])
def test_a_forged_or_missing_refresh_token_is_refused(client: FlaskClient, app: Flask, token: str) -> None:
    assert client.post("/api/v1/auth/refresh", json={"refresh_token": token}).status_code == 401
    assert client.post("/api/v1/auth/refresh").status_code == 401


def test_an_access_token_is_no_refresh_token(client: FlaskClient, make: Factory) -> None:
    tokens = make.tokens(make.user())
    answer = client.post("/api/v1/auth/refresh", json={"refresh_token": tokens.access_token})
    assert (answer.status_code, answer.json["code"]) == (401, "token-invalid")


def _sign_in_with_cookie(client: FlaskClient, make: Factory) -> str:
    make.user(username="ada")
    answer = client.post("/api/v1/auth/login", json={"login": "ada", "password": PASSWORD})
    assert "refresh_token" not in answer.json
    return answer.headers["Set-Cookie"]


def test_the_page_gets_its_refresh_token_in_a_cookie_scripts_cannot_read(client: FlaskClient, make: Factory) -> None:
    cookie = _sign_in_with_cookie(client, make)
    assert "HttpOnly" in cookie
    assert "SameSite=Strict" in cookie
    assert "Path=/api/v1/auth;" in cookie
    assert "Secure" not in cookie


HTTPS = "https://station.example.org"


def test_behind_tls_the_cookie_is_bound_to_the_host(client: FlaskClient, make: Factory) -> None:
    make.user(username="ada")
    answer = client.post("/api/v1/auth/login", json={"login": "ada", "password": PASSWORD}, base_url=HTTPS)
    name, *rest = answer.headers["Set-Cookie"].split("; ")
    assert name.startswith("__Host-fs_refresh=")
    assert {"Secure", "HttpOnly", "Path=/", "SameSite=Strict"} < set(rest)
    assert not any(part.startswith("Domain") for part in rest)
    again = client.post("/api/v1/auth/refresh", base_url=HTTPS, headers={"Origin": HTTPS})
    assert again.status_code == 200
    ended = client.post("/api/v1/auth/logout", base_url=HTTPS, headers={"Origin": HTTPS})
    assert any(c.startswith("__Host-fs_refresh=;") for c in ended.headers.getlist("Set-Cookie"))
    assert client.post("/api/v1/auth/refresh", base_url=HTTPS, headers={"Origin": HTTPS}).status_code == 401


def test_behind_tls_a_cookie_without_the_prefix_is_not_taken(client: FlaskClient, make: Factory) -> None:
    token = make.tokens(make.user()).refresh_token
    client.set_cookie("fs_refresh", token, domain="station.example.org", path="/api/v1/auth")
    answer = client.post("/api/v1/auth/refresh", base_url=HTTPS, headers={"Origin": HTTPS})
    assert (answer.status_code, answer.json["code"]) == (401, "sign-in-needed")


def test_an_api_client_may_take_both_tokens_in_json(client: FlaskClient, make: Factory) -> None:
    make.user(username="ada")
    answer = client.post("/api/v1/auth/login", json={"login": "ada", "password": PASSWORD, "cookie": False})
    assert answer.json["refresh_token"]
    assert "Set-Cookie" not in answer.headers


def test_the_cookie_refreshes_from_our_own_page(client: FlaskClient, make: Factory) -> None:
    _sign_in_with_cookie(client, make)
    answer = client.post("/api/v1/auth/refresh", headers=OWN_ORIGIN)
    assert answer.status_code == 200
    assert "fs_refresh=" in answer.headers["Set-Cookie"]


@pytest.mark.parametrize("headers", [{}, {"Origin": "null"}, {"Origin": "https://evil.example.org"}])
def test_the_cookie_is_refused_from_elsewhere(client: FlaskClient, make: Factory, headers: dict[str, str]) -> None:
    _sign_in_with_cookie(client, make)
    answer = client.post("/api/v1/auth/refresh", headers=headers)
    assert (answer.status_code, answer.json["code"]) == (403, "origin-refused")


def _began(tokens: Tokens, ago: timedelta) -> None:
    """Make a sign-in look this old."""
    session = db.session.get(LoginSession, tokens.session_id)
    session.created_at = now() - ago
    db.session.commit()


def test_a_sign_in_has_a_last_day_however_often_it_is_used(client: FlaskClient, make: Factory) -> None:
    tokens = make.tokens(make.user())
    _began(tokens, timedelta(days=30) - timedelta(minutes=20))
    last = client.post("/api/v1/auth/refresh", json={"refresh_token": tokens.refresh_token})
    assert 1190 <= last.json["expires_in"] <= 1200
    session = db.session.get(LoginSession, tokens.session_id, populate_existing=True)
    assert session.expires_at <= now() + timedelta(minutes=20)
    _began(tokens, timedelta(days=30))
    ended = client.post("/api/v1/auth/refresh", json={"refresh_token": last.json["refresh_token"]})
    assert (ended.status_code, ended.json["code"]) == (401, "token-expired")


def test_the_cookie_lives_as_long_as_its_token(client: FlaskClient, make: Factory) -> None:
    assert "Max-Age=604800" in _sign_in_with_cookie(client, make)


def test_signing_out_takes_the_cookie_away(client: FlaskClient, make: Factory) -> None:
    _sign_in_with_cookie(client, make)
    answer = client.post("/api/v1/auth/logout", headers=OWN_ORIGIN)
    assert "Max-Age=0" in answer.headers["Set-Cookie"]
    assert client.post("/api/v1/auth/refresh", headers=OWN_ORIGIN).status_code == 401


def test_sessions_that_ended_long_ago_are_swept(make: Factory) -> None:
    from blueprints.accounts.service.sessions import sweep_sessions

    old, present = make.session(make.user()), make.session(make.user())
    db.session.execute(
        update(LoginSession).where(LoginSession.id == old.id).values(expires_at=now() - timedelta(days=31))
    )
    assert sweep_sessions() == 1
    assert db.session.scalars(db.select(LoginSession.id)).all() == [present.id]
