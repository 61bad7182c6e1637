"""Which pages of other origins may call the API from a browser."""

from collections.abc import Iterator
from pathlib import Path
from secrets import token_urlsafe

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app import EXPOSED_HEADERS, create_app
from core.db import db
from tests.conftest import make_settings

SETUP = "/api/v1/setup"
SECRETS = {"secret_key": token_urlsafe(48), "jwt_secret_key": token_urlsafe(48)}
OURS = "https://lab.example.org"


@pytest.fixture
def browser(tmp_path: Path, redis_address: str) -> Iterator[FlaskClient]:
    """A client of a station that allows one origin."""
    url = f"sqlite:///{tmp_path / 'cors.sqlite3'}"
    app: Flask = create_app(
        make_settings(
            tmp_path, database_url=url, redis_url=redis_address, cors_origins=f"{OURS}, https://b.example.org"
        )
    )
    with app.app_context():
        db.create_all()
        yield app.test_client()
        db.engine.dispose()


def test_an_origin_on_the_list_may_read_answers(browser: FlaskClient) -> None:
    answer = browser.get(SETUP, headers={"Origin": OURS})
    assert answer.status_code == 200
    assert answer.headers["Access-Control-Allow-Origin"] == OURS
    assert answer.headers["Access-Control-Allow-Credentials"] == "true"
    assert "Origin" in answer.headers["Vary"]
    exposed = {name.strip() for name in answer.headers["Access-Control-Expose-Headers"].split(",")}
    assert exposed == set(EXPOSED_HEADERS)


@pytest.mark.parametrize(
    "origin",
    ["https://evil.example.org", "null", f"{OURS}.evil.org", "http://lab.example.org", "https://lab.example.org:8443"],
)
def test_other_origins_may_not(browser: FlaskClient, origin: str) -> None:
    answer = browser.get(SETUP, headers={"Origin": origin})
    assert "Access-Control-Allow-Origin" not in answer.headers


def test_a_preflight_of_a_listed_origin_names_what_may_be_sent(browser: FlaskClient) -> None:
    asked = {
        "Origin": OURS,
        "Access-Control-Request-Method": "PATCH",
        "Access-Control-Request-Headers": "authorization, if-match, idempotency-key, upload-offset, tus-resumable",
    }
    answer = browser.options("/api/v1/me", headers=asked)
    assert answer.status_code in {200, 204}
    assert answer.headers["Access-Control-Allow-Origin"] == OURS
    assert "PATCH" in answer.headers["Access-Control-Allow-Methods"]
    allowed = {name.strip().lower() for name in answer.headers["Access-Control-Allow-Headers"].split(",")}
    assert allowed == {"authorization", "if-match", "idempotency-key", "upload-offset", "tus-resumable"}


def test_a_preflight_of_another_origin_gets_no_leave(browser: FlaskClient) -> None:
    asked = {"Origin": "https://evil.example.org", "Access-Control-Request-Method": "PATCH"}
    assert "Access-Control-Allow-Origin" not in browser.options("/api/v1/me", headers=asked).headers


def test_refusals_can_be_read_by_listed_origins_too(browser: FlaskClient) -> None:
    answer = browser.get("/api/v1/me", headers={"Origin": OURS})
    assert (answer.status_code, answer.headers["Access-Control-Allow-Origin"]) == (401, OURS)


def test_pages_and_probes_are_nobody_elses(browser: FlaskClient) -> None:
    for address in ("/", "/health", "/metrics"):
        assert "Access-Control-Allow-Origin" not in browser.get(address, headers={"Origin": OURS}).headers


@pytest.mark.parametrize(("environment", "origins"), [("development", ["http://localhost:3000"]), ("production", [])])
def test_by_default_only_a_development_page_is_allowed(tmp_path: Path, environment: str, origins: list[str]) -> None:
    addresses = {"database_url": "sqlite://", "redis_url": "redis://x", "public_url": "https://station.example.org"}
    settings = make_settings(tmp_path, fieldstation_env=environment, **addresses, **SECRETS)
    assert settings.cors_origin_list == origins
