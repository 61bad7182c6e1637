"""Small files in one multipart request, through a route as areas write theirs."""

import hashlib
import io

import pytest
from flask import Flask, jsonify, request
from sqlalchemy import func, select
from werkzeug.exceptions import HTTPException

from core.access import principal
from core.db import db
from core.errors import AppError
from core.storage import StorageError, storage
from core.uploads.models import Upload
from core.uploads.multipart import receive_multipart
from processing.errors import ProcessingError
from tests.core import notes

TEXT = b"NOTE of an owl"


@pytest.fixture
def post(app: Flask, client, place):
    """Send a form with a file the way a route receives it."""

    def send(data: bytes = TEXT, name: str = "a.note", **fields: object):
        form = {"project_id": str(place.project.id)} | fields | {"file": (io.BytesIO(data), name)}
        with app.test_request_context("/api/v1/x", method="POST", data=form, headers=place.headers):
            try:
                app.preprocess_request()
                upload = receive_multipart(request.files.get("file"), "note", request.form.to_dict(), principal())
                return jsonify(upload.result)
            except (HTTPException, AppError, ProcessingError) as exc:
                return app.make_response(app.handle_user_exception(exc))

    return send


def test_a_small_file_is_stored_while_its_sender_waits(post, app):
    answer = post()
    assert answer.json["id"] == hashlib.sha256(TEXT).hexdigest()
    assert storage().exists(hashlib.sha256(TEXT).hexdigest())
    assert not list(app.config["SETTINGS"].chunk_dir.glob("*-*"))


def test_a_file_that_is_already_here_is_a_conflict_that_names_it(post):
    first = post().json
    answer = post()
    assert answer.status_code == 409
    assert answer.json["code"] == "already-here"
    assert answer.headers["Location"] == first["url"]


@pytest.mark.parametrize(("data", "code"), [(b"else", "not-a-note"), (b"NOTE UNREADABLE", "note-unreadable")])
def test_a_refused_file_is_told_at_once_and_not_stored(post, data, code):
    answer = post(data)
    assert answer.status_code == 422
    assert answer.json["code"] == code
    assert notes.notes == {}


def test_a_form_without_a_file_is_told_so(post):
    answer = post(b"", "")
    assert answer.status_code == 422
    assert answer.json["errors"][0]["pointer"] == "/file"
    assert post(b"", "empty.note").json["errors"][0]["code"] == "empty"


def test_a_storage_that_fails_is_told_and_nothing_is_left_lying(post, app, monkeypatch):
    def fail(*_):
        raise StorageError("disk-full", "The file cannot be stored: no room.")

    monkeypatch.setattr(type(storage()), "adopt_file", fail)
    answer = post()
    assert answer.status_code == 507
    assert db.session.scalar(select(func.count()).select_from(Upload)) == 0
    assert not list(app.config["SETTINGS"].chunk_dir.glob("*-*"))


def test_a_body_above_the_limit_is_refused_before_it_is_read(post, app, monkeypatch):
    monkeypatch.setattr(app.config["SETTINGS"], "max_multipart_mb", 1)
    answer = post(b"NOTE" + bytes(1024 * 1024))
    assert answer.status_code == 413
