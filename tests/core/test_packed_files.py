"""Static files packed: fewer bytes for whoever can unpack them, the very same file for everyone."""

import gzip
import os
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from core.packed_files import init_packed_files
from tests.databases import on_one_database

PACKED = {"Accept-Encoding": "gzip, deflate, br"}
SCRIPT = b"export const words = ['heron', 'sedge', 'newt'];\n" * 40
FILES = {"page.js": SCRIPT, "short.js": b"export default 1;\n", "mark.png": b"\x89PNG" + bytes(2000)}


@pytest.fixture
def static(tmp_path: Path) -> Path:
    for name, data in FILES.items():
        (tmp_path / name).write_bytes(data)
    return tmp_path


@pytest.fixture
def small(static: Path) -> FlaskClient:
    app = Flask("small", static_folder=str(static), static_url_path="/static")
    init_packed_files(app)
    return app.test_client()


def test_text_comes_packed_and_unpacks_to_the_file(small: FlaskClient) -> None:
    answer = small.get("/static/page.js", headers=PACKED)
    assert answer.headers["Content-Encoding"] == "gzip"
    assert answer.content_length == len(answer.data) < len(SCRIPT) / 2
    assert gzip.decompress(answer.data) == SCRIPT
    assert small.get("/static/page.js", headers=PACKED).data == answer.data


@pytest.mark.parametrize("takes", [{}, {"Accept-Encoding": "br"}, {"Accept-Encoding": "br, gzip;q=0"}])
def test_who_cannot_unpack_gets_the_file_as_it_is(small: FlaskClient, takes: dict[str, str]) -> None:
    answer = small.get("/static/page.js", headers=takes)
    assert "Content-Encoding" not in answer.headers
    assert answer.headers["Vary"] == "Accept-Encoding"
    assert answer.data == SCRIPT


@pytest.mark.parametrize("name", ["short.js", "mark.png"])
def test_what_gains_nothing_is_not_packed(small: FlaskClient, name: str) -> None:
    answer = small.get(f"/static/{name}", headers=PACKED)
    assert "Content-Encoding" not in answer.headers
    assert answer.data == FILES[name]


def test_a_kept_copy_is_not_sent_again(small: FlaskClient) -> None:
    tag = small.get("/static/page.js", headers=PACKED).headers["ETag"]
    again = small.get("/static/page.js", headers=PACKED | {"If-None-Match": tag})
    assert tag.startswith("W/")
    assert (again.status_code, again.data) == (304, b"")


def test_a_part_of_a_file_is_a_part_of_the_file_itself(small: FlaskClient) -> None:
    answer = small.get("/static/page.js", headers=PACKED | {"Range": "bytes=3-11"})
    assert (answer.status_code, answer.data) == (206, SCRIPT[3:12])


def test_a_changed_file_is_packed_anew(small: FlaskClient, static: Path) -> None:
    old = small.get("/static/page.js", headers=PACKED).headers["ETag"]
    (static / "page.js").write_bytes(SCRIPT * 2)
    os.utime(static / "page.js", (1, 1))
    answer = small.get("/static/page.js", headers=PACKED | {"If-None-Match": old})
    assert gzip.decompress(answer.data) == SCRIPT * 2


def test_a_file_that_is_not_there_is_not_found(small: FlaskClient) -> None:
    assert small.get("/static/none.js", headers=PACKED).status_code == 404


@on_one_database
def test_the_station_sends_its_page_packed(client: FlaskClient) -> None:
    answer = client.get("/static/js/main.js", headers=PACKED)
    assert answer.headers["Content-Encoding"] == "gzip"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
