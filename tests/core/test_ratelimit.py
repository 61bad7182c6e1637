"""Request budgets: what they count, what an answer says of them, and what happens when they are used up."""

import re
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from blueprints.accounts.models import User
from core.config import Settings
from core.redis import RedisError
from tests.factories import Factory

ME = "/api/v1/me"
LOGIN = "/api/v1/auth/login"

WithKey = Callable[[User], dict[str, str]]

START = 1_800_000_000.0
"""A moment at which windows of a minute and of an hour begin."""


@pytest.fixture
def settings(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """Settings with small budgets that are enforced, in windows that do not end during the test."""
    found: Settings = app.config["SETTINGS"]
    for name, value in {
        "rate_limits": True,
        "rate_anonymous_per_hour": 3,
        "rate_session_per_hour": 5,
        "rate_user_per_hour": 4,
        "rate_bulk_per_hour": 6,
        "rate_login_per_minute": 2,
    }.items():
        monkeypatch.setattr(found, name, value)
    stop_clock(monkeypatch, START)
    return found


@pytest.fixture
def with_key(make: Factory) -> Callable[[User], dict[str, str]]:
    """`with_key(user)` gives the headers of a script with a new API key."""
    return lambda user: {"Authorization": f"Bearer {make.api_key(user).key}"}


def stop_clock(monkeypatch: pytest.MonkeyPatch, moment: float) -> None:
    """Let it be this moment for budgets only."""
    monkeypatch.setattr("core.ratelimit.time", SimpleNamespace(time=lambda: moment))


@pytest.mark.usefixtures("settings")
def test_an_answer_says_how_much_of_the_budget_is_left(client: FlaskClient, make: Factory, with_key: WithKey) -> None:
    answer = client.get(ME, headers=with_key(make.user()))
    assert answer.headers["RateLimit-Policy"] == '"user";q=4;w=3600'
    assert answer.headers["RateLimit"] == '"user";r=3;t=3600'


@pytest.mark.usefixtures("settings")
def test_a_used_up_budget_answers_429_and_says_when_to_come_back(
    client: FlaskClient, make: Factory, with_key: WithKey
) -> None:
    headers = with_key(make.user())
    assert [client.get(ME, headers=headers).status_code for _ in range(5)] == [200, 200, 200, 200, 429]
    answer = client.get(ME, headers=headers)
    assert (answer.mimetype, answer.json["code"]) == ("application/problem+json", "rate-limited")
    assert answer.headers["Retry-After"] == "3600"
    assert re.fullmatch(r'"user";r=0;t=\d+', answer.headers["RateLimit"])


@pytest.mark.usefixtures("settings")
def test_one_persons_requests_leave_anothers_budget_alone(
    client: FlaskClient, make: Factory, with_key: WithKey
) -> None:
    busy, other = with_key(make.user()), with_key(make.user())
    for _ in range(5):
        client.get(ME, headers=busy)
    assert client.get(ME, headers=busy).status_code == 429
    assert client.get(ME, headers=other).status_code == 200


@pytest.mark.usefixtures("settings")
def test_a_person_cannot_gain_budget_by_another_key(client: FlaskClient, make: Factory, with_key: WithKey) -> None:
    user = make.user()
    for _ in range(4):
        client.get(ME, headers=with_key(user))
    assert client.get(ME, headers=with_key(user)).status_code == 429


@pytest.mark.usefixtures("settings")
def test_a_signed_in_page_has_a_budget_of_its_own(
    client: FlaskClient, make: Factory, auth: Any, with_key: WithKey
) -> None:
    user = make.user()
    headers = auth(user)
    assert client.get(ME, headers=headers).headers["RateLimit"].startswith('"session";r=4')
    for _ in range(4):
        client.get(ME, headers=headers)
    assert client.get(ME, headers=headers).status_code == 429
    assert client.get(ME, headers=with_key(user)).status_code == 200


@pytest.mark.usefixtures("settings")
def test_strangers_are_counted_by_address_also_with_bad_tokens(client: FlaskClient) -> None:
    answers = [client.get(ME, headers={"Authorization": f"Bearer fs_{n}"}) for n in range(4)]
    assert [answer.status_code for answer in answers] == [401, 401, 401, 429]
    assert client.get(ME).status_code == 429
    elsewhere = client.get(ME, environ_base={"REMOTE_ADDR": "192.0.2.7"})
    assert elsewhere.status_code == 401


@pytest.mark.usefixtures("settings")
def test_attempts_to_sign_in_have_a_smaller_budget(
    client: FlaskClient, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "rate_anonymous_per_hour", 100)
    body = {"login": "nobody", "password": "wrong wrong wrong"}
    answers = [client.post(LOGIN, json=body) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [401, 401, 429]
    assert answers[0].headers["RateLimit-Policy"] == '"login";q=2;w=60'
    assert answers[2].headers["Retry-After"] == "60"


@pytest.mark.usefixtures("settings")
def test_tiles_and_chunks_have_a_budget_of_their_own(client: FlaskClient, make: Factory, with_key: WithKey) -> None:
    headers = with_key(make.user())
    upload = "/api/v1/uploads/0198f2a4-0000-7000-8000-000000000000"
    assert client.get(upload, headers=headers).headers["RateLimit"].startswith('"bulk";r=5')
    for _ in range(4):
        client.get(ME, headers=headers)
    assert client.get(ME, headers=headers).status_code == 429
    assert client.get(upload, headers=headers).status_code == 404


@pytest.mark.usefixtures("settings")
def test_pages_files_and_preflights_cost_nothing(client: FlaskClient) -> None:
    for address in ("/", "/health", "/api/openapi.json"):
        assert "RateLimit" not in client.get(address).headers
    assert "RateLimit" not in client.options(ME).headers


@pytest.mark.usefixtures("settings")
def test_a_new_window_brings_a_new_budget(
    client: FlaskClient, make: Factory, with_key: WithKey, monkeypatch: pytest.MonkeyPatch
) -> None:
    headers = with_key(make.user())
    for _ in range(5):
        client.get(ME, headers=headers)
    stop_clock(monkeypatch, START + 3600)
    assert client.get(ME, headers=headers).status_code == 200


@pytest.mark.usefixtures("settings")
def test_without_redis_reading_goes_on(
    client: FlaskClient, make: Factory, with_key: WithKey, monkeypatch: pytest.MonkeyPatch
) -> None:
    headers = with_key(make.user())

    def gone(_address: str) -> Any:
        raise RedisError("gone")

    monkeypatch.setattr("core.ratelimit.connect", gone)
    assert [client.get(ME, headers=headers).status_code for _ in range(6)] == [200] * 6


def test_where_the_operator_says_so_nothing_is_counted(client: FlaskClient, make: Factory, auth: Any) -> None:
    assert "RateLimit" not in client.get(ME, headers=auth(make.user())).headers
