"""The resumable protocol as clients see it."""

import base64
import hashlib

import pytest
from sqlalchemy import func, select

from core.access import Role, Scope
from core.db import db
from core.uploads.models import Upload, UploadState
from core.uploads.staging import lock_staged
from tests.core import notes
from tests.core.notes import OCTETS, TUS, Place, begin, send, staged_file, upload_of

TEXT = b"NOTE " + b"owls at dusk; " * 10
UPLOADS = "/api/v1/uploads"


@pytest.fixture
def upload_url(client, place: Place) -> str:
    return begin(client, place.headers, len(TEXT), project_id=place.project.id).headers["Location"]


def test_options_say_what_the_server_can_do(client, place):
    for url in (UPLOADS, f"{UPLOADS}/{place.project.id}"):
        answer = client.options(url)
        assert answer.status_code == 204
        assert answer.headers["Tus-Version"] == answer.headers["Tus-Resumable"] == "1.0.0"
        extensions = set(answer.headers["Tus-Extension"].split(","))
        assert extensions == {"creation", "creation-with-upload", "termination", "expiration", "checksum"}
        assert answer.headers["Tus-Checksum-Algorithm"] == "sha1,sha256"
        assert int(answer.headers["Tus-Max-Size"]) >= 25 * 1024 * 1024


def test_a_file_sent_in_pieces_ends_in_verification(client, place, app):
    created = begin(client, place.headers, len(TEXT), project_id=place.project.id, filename="dir/owl.note")
    assert created.status_code == 201
    assert created.json["state"] == "receiving"
    assert created.json["file_name"] == "owl.note"
    url = created.headers["Location"]
    first = send(client, place.headers, url, TEXT[:60], 0)
    assert first.status_code == 204
    assert first.headers["Upload-Offset"] == "60"
    assert "GMT" in first.headers["Upload-Expires"]
    head = client.head(url, headers=place.headers | TUS)
    assert head.status_code == 200
    assert head.headers["Upload-Offset"] == "60"
    assert head.headers["Upload-Length"] == str(len(TEXT))
    assert head.headers["Cache-Control"] == "no-store"
    assert "filename" in head.headers["Upload-Metadata"]
    last = send(client, place.headers, url, TEXT[60:], 60)
    assert last.headers["Upload-Offset"] == str(len(TEXT))
    upload = upload_of(created)
    assert upload.state == UploadState.VERIFYING
    assert upload.job_id is not None
    assert staged_file(app, upload).read_bytes() == TEXT


def test_first_bytes_may_come_with_the_creation(client, place):
    headers = place.headers | TUS | OCTETS | {
        "Upload-Length": str(len(TEXT)), "Upload-Metadata": notes.metadata(project_id=place.project.id)
    }  # fmt: skip
    created = client.post(UPLOADS, headers=headers, data=TEXT[:20])
    assert created.status_code == 201
    assert created.headers["Upload-Offset"] == "20"
    whole = client.post(UPLOADS, headers=headers, data=TEXT)
    assert whole.headers["Upload-Offset"] == str(len(TEXT))
    assert upload_of(whole).state == UploadState.VERIFYING


@pytest.mark.parametrize("algorithm", ["sha1", "sha256"])
def test_a_checksum_that_fits_is_accepted(client, place, upload_url, algorithm):
    digest = base64.b64encode(hashlib.new(algorithm, TEXT[:50]).digest()).decode()
    answer = send(client, place.headers, upload_url, TEXT[:50], 0, **{"Upload-Checksum": f"{algorithm} {digest}"})
    assert answer.status_code == 204
    assert answer.headers["Upload-Offset"] == "50"


@pytest.mark.parametrize("algorithm", ["sha1", "sha256"])
def test_a_checksum_that_does_not_fit_leaves_the_offset_unchanged(client, place, upload_url, algorithm):
    send(client, place.headers, upload_url, TEXT[:10], 0)
    digest = base64.b64encode(hashlib.new(algorithm, b"else").digest()).decode()
    header = {"Upload-Checksum": f"{algorithm} {digest}"}
    answer = send(client, place.headers, upload_url, TEXT[10:], 10, **header)
    assert answer.status_code == 460
    assert answer.json["code"] == "checksum-mismatch"
    assert client.head(upload_url, headers=place.headers | TUS).headers["Upload-Offset"] == "10"


def test_an_unknown_checksum_algorithm_is_a_bad_request(client, place, upload_url):
    answer = send(client, place.headers, upload_url, TEXT, 0, **{"Upload-Checksum": "crc32 AAAA"})
    assert answer.status_code == 400
    assert answer.json["code"] == "tus-checksum-algorithm"


def test_a_process_that_died_within_a_checked_piece_leaves_nothing_of_it(client, place, upload_url, app):
    send(client, place.headers, upload_url, TEXT[:10], 0)
    path = staged_file(app, db.session.scalars(select(Upload)).one())
    path.with_name(path.name + ".from").write_text("10")
    with path.open("ab") as file:
        file.write(b"never looked at")
    assert client.head(upload_url, headers=place.headers | TUS).headers["Upload-Offset"] == "10"
    assert send(client, place.headers, upload_url, TEXT[10:], 10).status_code == 204
    assert path.read_bytes() == TEXT


def test_bytes_for_another_offset_conflict(client, place, upload_url):
    answer = send(client, place.headers, upload_url, TEXT[5:], 5)
    assert answer.status_code == 409
    assert answer.json["code"] == "offset-mismatch"
    assert answer.headers["Upload-Offset"] == "0"


def test_more_bytes_than_announced_are_refused_and_not_kept(client, place, upload_url):
    answer = send(client, place.headers, upload_url, TEXT + b"more", 0)
    assert answer.status_code == 413
    assert client.head(upload_url, headers=place.headers | TUS).headers["Upload-Offset"] == "0"


def test_bytes_of_another_type_are_refused(client, place, upload_url):
    headers = place.headers | TUS | {"Upload-Offset": "0", "Content-Type": "text/plain"}
    answer = client.patch(upload_url, headers=headers, data=TEXT)
    assert answer.status_code == 415


def test_a_second_writer_is_locked_out(client, place, upload_url, app):
    with lock_staged(staged_file(app, db.session.scalars(select(Upload)).one())):
        answer = send(client, place.headers, upload_url, TEXT, 0)
    assert answer.status_code == 423
    assert answer.json["code"] == "upload-busy"
    assert send(client, place.headers, upload_url, TEXT, 0).status_code == 204


def test_another_version_of_the_protocol_is_refused(client, place, upload_url):
    for headers in ({}, {"Tus-Resumable": "0.2.2"}):
        answer = client.post(UPLOADS, headers=place.headers | headers | {"Upload-Length": "5"})
        assert answer.status_code == 412
        assert answer.headers["Tus-Version"] == "1.0.0"


def test_clients_that_can_only_post_are_understood(client, place, upload_url):
    headers = place.headers | TUS | OCTETS | {"Upload-Offset": "0", "X-HTTP-Method-Override": "PATCH"}
    assert client.post(upload_url, headers=headers, data=TEXT[:7]).headers["Upload-Offset"] == "7"
    answer = client.post(upload_url, headers=place.headers | TUS)
    assert answer.status_code == 405


def test_a_terminated_upload_is_forgotten_with_its_bytes(client, place, upload_url, app):
    send(client, place.headers, upload_url, TEXT[:10], 0)
    path = staged_file(app, db.session.scalars(select(Upload)).one())
    assert client.delete(upload_url, headers=place.headers | TUS).status_code == 204
    assert client.head(upload_url, headers=place.headers | TUS).status_code == 404
    assert not path.exists()


def test_an_upload_under_verification_cannot_be_terminated(client, place, upload_url):
    send(client, place.headers, upload_url, TEXT, 0)
    answer = client.delete(upload_url, headers=place.headers | TUS)
    assert answer.status_code == 409
    assert answer.json["code"] == "upload-verifying"


def test_bytes_after_the_last_conflict(client, place, upload_url):
    send(client, place.headers, upload_url, TEXT, 0)
    answer = send(client, place.headers, upload_url, b"x", len(TEXT))
    assert answer.status_code == 409
    assert answer.json["code"] == "upload-complete"


def test_a_completion_nobody_noted_is_noted_when_the_client_asks(client, place, upload_url, app):
    upload = db.session.scalars(select(Upload)).one()
    staged_file(app, upload).write_bytes(TEXT)
    assert client.head(upload_url, headers=place.headers | TUS).headers["Upload-Offset"] == str(len(TEXT))
    db.session.refresh(upload)
    assert upload.state == UploadState.VERIFYING


@pytest.mark.parametrize(
    ("fields", "pointer"),
    [
        ({"kind": "nothing"}, "/kind"),
        ({"filename": ""}, "/filename"),
        ({"filename": "dir/.."}, "/filename"),
        ({"project_id": "seven"}, "/project_id"),
        ({"project_id": ""}, "/project_id"),
        ({"time_expansion": "fast"}, "/time_expansion"),
        ({"time_expansion": "0"}, "/time_expansion"),
        ({"auto_split": "perhaps"}, "/auto_split"),
        ({"sha256": "abc"}, "/sha256"),
    ],
)
def test_wrong_metadata_is_named(client, place, fields, pointer):
    answer = begin(client, place.headers, 10, **({"project_id": place.project.id} | fields))
    assert answer.status_code == 422
    assert pointer in [error["pointer"] for error in answer.json["errors"]]
    assert db.session.scalar(select(func.count()).select_from(Upload)) == 0


def test_metadata_that_is_not_base64_is_named(client, place):
    headers = place.headers | TUS | {"Upload-Length": "5", "Upload-Metadata": "filename ***"}
    answer = client.post(UPLOADS, headers=headers)
    assert answer.status_code == 422
    assert answer.json["errors"][0]["pointer"] == "/filename"


@pytest.mark.parametrize("length", ["", "-1", "ten", "1.5", "٣", "9" * 30])
def test_a_wrong_length_is_a_bad_request(client, place, length):
    headers = place.headers | TUS | {"Upload-Length": length.encode().decode("latin-1")}
    assert client.post(UPLOADS, headers=headers).status_code == 400


def test_an_empty_file_is_refused(client, place):
    answer = begin(client, place.headers, 0, project_id=place.project.id)
    assert answer.status_code == 422
    assert answer.json["errors"][0]["code"] == "empty"


def test_a_file_above_the_limit_of_its_kind_is_refused_before_the_first_byte(client, place):
    answer = begin(client, place.headers, 25 * 1024 * 1024 + 1, project_id=place.project.id)
    assert answer.status_code == 413
    assert "25 MB" in answer.json["detail"]


def test_a_full_disk_refuses_new_uploads_and_keeps_what_came(client, place, upload_url, app, monkeypatch):
    send(client, place.headers, upload_url, TEXT[:10], 0)
    monkeypatch.setattr(app.config["SETTINGS"], "min_free_disk_mb", 10**9)
    assert begin(client, place.headers, 10, project_id=place.project.id).status_code == 507
    answer = send(client, place.headers, upload_url, TEXT[10:], 10)
    assert answer.status_code == 507
    assert answer.json["code"] == "disk-full"
    monkeypatch.undo()
    assert client.head(upload_url, headers=place.headers | TUS).headers["Upload-Offset"] == "10"
    assert send(client, place.headers, upload_url, TEXT[10:], 10).status_code == 204


class TestWhoMay:
    """Anonymous, strangers, low roles, other members."""

    def test_anonymous_may_nothing(self, client, place, upload_url):
        assert begin(client, {}, 5, project_id=place.project.id).status_code == 401
        assert client.get(UPLOADS).status_code == 401
        assert client.get(upload_url).status_code == 401
        assert client.head(upload_url, headers=TUS).status_code == 401
        assert send(client, {}, upload_url, TEXT, 0).status_code == 401
        assert client.delete(upload_url, headers=TUS).status_code == 401
        assert client.post(upload_url, headers=TUS | {"X-HTTP-Method-Override": "DELETE"}).status_code == 401

    def test_a_stranger_sees_nothing(self, client, place, upload_url, make, auth):
        stranger = auth(make.user())
        assert begin(client, stranger, 5, project_id=place.project.id).status_code == 404
        assert client.get(UPLOADS, headers=stranger).json["count"] == 0
        assert client.get(upload_url, headers=stranger).status_code == 404
        assert send(client, stranger, upload_url, TEXT, 0).status_code == 404
        assert client.delete(upload_url, headers=stranger | TUS).status_code == 404

    @pytest.mark.parametrize("role", [Role.VIEWER, Role.ANNOTATOR])
    def test_low_roles_see_but_do_not_send(self, client, place, upload_url, make, auth, role):
        member = auth(make.member(place.group, role))
        assert begin(client, member, 5, project_id=place.project.id).status_code == 403
        assert client.get(upload_url, headers=member).status_code == 200
        assert send(client, member, upload_url, TEXT, 0).status_code == 403

    def test_only_the_sender_goes_on(self, client, place, upload_url, make, auth):
        admin = auth(make.member(place.group, Role.ADMIN))
        assert client.get(UPLOADS, headers=admin).json["count"] == 1
        assert client.get(UPLOADS + "?mine=true", headers=admin).json["count"] == 0
        assert send(client, admin, upload_url, TEXT, 0).status_code == 403
        assert client.delete(upload_url, headers=admin | TUS).status_code == 403

    def test_a_key_that_may_only_read_does_not_send(self, client, place, upload_url, make):
        key = make.api_key(place.user, Scope.READ)
        reader = {"Authorization": f"Bearer {key.key}"}
        assert client.get(upload_url, headers=reader).status_code == 200
        assert send(client, reader, upload_url, TEXT, 0).status_code == 403

    def test_a_missing_project_or_upload_is_not_found(self, client, place):
        nobody = "019a0000-0000-7000-8000-000000000000"
        assert begin(client, place.headers, 5, project_id=nobody).status_code == 404
        assert client.get(f"{UPLOADS}/{nobody}", headers=place.headers).status_code == 404
        assert send(client, place.headers, f"{UPLOADS}/{nobody}", TEXT, 0).status_code == 404


def test_the_list_filters_and_searches(client, place):
    for name in ("owl.note", "bat.note"):
        begin(client, place.headers, 9, project_id=place.project.id, filename=name)
    for query, n in (
        ("", 2), ("?search=OWL", 1), ("?state=receiving", 2), ("?state=stored", 0), ("?kind=note", 2),
        (f"?project_id={place.project.id}", 2), ("?ordering=file_name&limit=1", 2),
    ):  # fmt: skip
        answer = client.get(UPLOADS + query, headers=place.headers)
        assert answer.json["count"] == n, query
    assert client.get(UPLOADS + "?state=lost", headers=place.headers).status_code == 422
    one = client.get(UPLOADS + "?ordering=file_name&limit=1", headers=place.headers).json
    assert one["results"][0]["file_name"] == "bat.note"
    assert one["next"]
