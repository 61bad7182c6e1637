"""Headers that protect: on pages, on the API, on files and on refusals alike."""

import re
from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.databases import on_one_database
from tests.factories import Factory

EVERYWHERE = ["/", "/api/docs", "/api/openapi.json", "/api/v1/setup", "/api/v1/me", "/api/nothing", "/health",
              "/static/js/main.js", "/no.such.file"]  # fmt: skip


def directives(policy: str) -> dict[str, list[str]]:
    """A Content-Security-Policy by directive."""
    return {words[0]: words[1:] for words in (part.split() for part in policy.split(";"))}


@pytest.mark.parametrize("address", EVERYWHERE)
def test_every_answer_is_protected(client: FlaskClient, address: str) -> None:
    headers = client.get(address).headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "microphone=()" in headers["Permissions-Policy"]
    assert directives(headers["Content-Security-Policy"])["frame-ancestors"] == ["'none'"]
    assert re.fullmatch(r"[0-9a-f-]{36}", headers["X-Request-ID"])


@pytest.mark.parametrize("address", ["/", "/recordings", "/api/docs"])
def test_a_page_may_run_only_our_own_scripts_and_styles(client: FlaskClient, address: str) -> None:
    policy = directives(client.get(address).headers["Content-Security-Policy"])
    assert policy["default-src"] == ["'self'"]
    assert policy["style-src"] == ["'self'"]
    assert policy["object-src"] == policy["base-uri"] == ["'none'"]
    assert policy["script-src"][0] == "'self'"
    assert [word for words in policy.values() for word in words if word.startswith(("'unsafe", "http"))] == []


@pytest.mark.parametrize("address", ["/", "/api/docs"])
def test_what_a_page_holds_inline_carries_the_nonce_of_this_answer(client: FlaskClient, address: str) -> None:
    answers = [client.get(address) for _ in range(2)]
    nonces = [re.search(r"'nonce-([^']+)'", answer.headers["Content-Security-Policy"])[1] for answer in answers]
    assert nonces[0] != nonces[1]
    for answer, nonce in zip(answers, nonces, strict=True):
        inline = re.findall(r"<script(?![^>]*\bsrc=)[^>]*>", answer.text)
        assert [tag for tag in inline if f'nonce="{nonce}"' not in tag] == []
        assert re.search(r"<style|\sstyle=|\son[a-z]+=", answer.text) is None


@pytest.mark.parametrize("address", ["/", "/api/docs"])
def test_a_page_loads_nothing_from_elsewhere(client: FlaskClient, address: str) -> None:
    loaded = re.findall(r'(?:src|href)="([^"]+)"', client.get(address).text)
    assert loaded
    assert [found for found in loaded if not found.startswith("/") or found.startswith("//")] == []


def test_tls_is_remembered_only_where_there_is_tls(client: FlaskClient) -> None:
    assert "Strict-Transport-Security" not in client.get("/").headers
    secure = client.get("/", base_url="https://station.example.org")
    assert secure.headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"


def test_answers_of_the_api_stay_out_of_caches(client: FlaskClient, make: Factory, auth: Any) -> None:
    assert client.get("/api/v1/me", headers=auth(make.user())).headers["Cache-Control"] == "no-store"
    assert client.get("/api/v1/me").headers["Cache-Control"] == "no-store"


def test_a_refusal_names_its_request_and_how_to_sign_in(client: FlaskClient) -> None:
    answer = client.get("/api/v1/me")
    assert answer.json["request_id"] == answer.headers["X-Request-ID"]
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")


def test_a_bad_token_is_told_how_to_sign_in_too(client: FlaskClient) -> None:
    answer = client.get("/api/v1/me", headers={"Authorization": "Bearer fs_nonsense"})
    assert (answer.status_code, answer.json["code"]) == (401, "api-key-invalid")
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")


@pytest.mark.parametrize(
    ("method", "address", "allowed"),
    [
        ("DELETE", "/api/v1/jobs", {"GET", "HEAD", "OPTIONS"}),
        ("GET", "/api/v1/auth/login", {"POST", "OPTIONS"}),
        ("OPTIONS", "/api/v1/auth/login", {"POST", "OPTIONS"}),
        ("TRACE", "/api/v1/jobs", {"GET", "HEAD", "OPTIONS"}),
    ],
)
def test_allow_names_exactly_the_methods_of_an_address(
    client: FlaskClient, method: str, address: str, allowed: set[str]
) -> None:
    answer = client.open(address, method=method)
    assert answer.status_code == (200 if method == "OPTIONS" else 405)
    assert {name.strip() for name in answer.headers["Allow"].split(",")} == allowed


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "PATCH", "DELETE"])
def test_an_unknown_address_is_a_404_for_every_method(client: FlaskClient, method: str) -> None:
    answer = client.open("/api/v1/nothing", method=method)
    assert (answer.status_code, answer.mimetype) == (404, "application/problem+json")


@on_one_database
def test_pictures_come_from_elsewhere_only_where_the_operator_has_set_map_tiles(client: FlaskClient) -> None:
    settings = client.application.config["SETTINGS"]
    assert directives(client.get("/").headers["Content-Security-Policy"])["img-src"] == ["'self'", "data:", "blob:"]
    settings.map_tile_url = "https://tiles.example.org/{z}/{x}/{y}.png"
    try:
        policy = directives(client.get("/map").headers["Content-Security-Policy"])
    finally:
        settings.map_tile_url = ""
    assert policy["img-src"] == ["'self'", "data:", "blob:", "https://tiles.example.org"]
    elsewhere = [name for name, words in policy.items() if name != "img-src" and any("http" in word for word in words)]
    assert elsewhere == []
