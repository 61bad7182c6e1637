"""What becomes of a file whose last byte has come."""

import hashlib
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from core.clock import now
from core.db import db
from core.jobs import queue
from core.jobs.models import Job
from core.storage import StorageError, storage
from core.storage.blobs import Blob
from core.uploads import kinds
from core.uploads.models import Upload, UploadState
from core.uploads.sweep import sweep_uploads
from tests.core import notes
from tests.core.notes import TUS, begin, run_job, send, staged_file, upload_of

TEXT = b"NOTE " + b"owls at dusk; " * 10


@pytest.fixture
def sent(client, place) -> Callable[..., Upload]:
    """Send a whole file; gives its upload, not yet verified."""

    def send_all(data: bytes = TEXT, **fields: Any) -> Upload:
        created = begin(client, place.headers, len(data), project_id=place.project.id, **fields)
        assert send(client, place.headers, created.headers["Location"], data, 0).status_code == 204
        return upload_of(created)

    return send_all


def n_blobs() -> int:
    return db.session.scalar(select(func.count()).select_from(Blob)) or 0


def job_of(upload: Upload) -> Job:
    return db.session.get_one(Job, upload.job_id)


def test_a_good_file_is_stored_under_its_hash_and_handed_over(sent, app, client, place):
    upload = sent()
    run_job(upload)
    sha256 = hashlib.sha256(TEXT).hexdigest()
    assert upload.state == UploadState.STORED
    assert upload.result == {"type": "note", "id": sha256, "url": f"/api/v1/notes/{sha256}"}
    with storage().open_local(sha256) as path:
        assert path.read_bytes() == TEXT
    blob = db.session.get_one(Blob, sha256)
    assert (blob.size_bytes, blob.media_type) == (len(TEXT), "text/plain")
    assert job_of(upload).state == "succeeded"
    assert job_of(upload).results[0]["href"] == f"/notes/{sha256}"
    assert not staged_file(app, upload).exists()
    shown = client.get(f"/api/v1/uploads/{upload.id}", headers=place.headers).json
    assert (shown["state"], shown["offset"], shown["expires_at"]) == ("stored", len(TEXT), None)
    assert shown["ended_at"]


def test_a_hash_announced_by_the_sender_is_checked(sent):
    good = sent(sha256=hashlib.sha256(TEXT).hexdigest().upper())
    run_job(good)
    assert good.state == UploadState.STORED
    bad = sent(b"NOTE other", sha256=hashlib.sha256(TEXT).hexdigest())
    run_job(bad)
    assert bad.problem["code"] == "sha256-mismatch"


@pytest.mark.parametrize(
    ("data", "code"), [(b"RIFF not a note", "not-a-note"), (b"NOTE UNREADABLE", "note-unreadable")]
)
def test_a_refused_file_is_rejected_with_the_reason_and_not_stored(sent, app, data, code):
    upload = sent(data)
    run_job(upload)
    assert upload.state == UploadState.REJECTED
    assert upload.problem["code"] == code
    assert upload.result is None
    assert n_blobs() == 0
    assert not storage().exists(hashlib.sha256(data).hexdigest())
    assert not staged_file(app, upload).exists()
    assert (job_of(upload).state, job_of(upload).error_code) == ("failed", code)


def test_a_file_that_is_already_here_names_the_existing_object(sent):
    run_job(sent())
    again = sent(filename="another name.note")
    run_job(again)
    assert again.state == UploadState.REJECTED
    assert again.problem["code"] == "already-here"
    assert again.result["id"] == hashlib.sha256(TEXT).hexdigest()
    assert job_of(again).state == "succeeded"


def test_of_two_equal_files_at_once_the_slower_one_finds_the_other(sent, monkeypatch):
    upload = sent()
    kind = kinds.kind_of("note")

    def beaten(*_: object) -> kinds.UploadResult:
        notes.notes[hashlib.sha256(TEXT).hexdigest()] = TEXT
        raise IntegrityError("insert", {}, Exception("unique"))

    monkeypatch.setitem(kinds._kinds, "note", kind.__class__(**(kind.__dict__ | {"accept": beaten})))
    run_job(upload)
    assert upload.problem["code"] == "already-here"


def test_a_storage_that_fails_keeps_the_file_and_tries_again(sent, app, monkeypatch):
    upload = sent()

    def fail(*_: object) -> None:
        raise StorageError("storage-unavailable", "The bucket does not answer.")

    monkeypatch.setattr(type(storage()), "adopt_file", fail)
    run_job(upload)
    assert upload.state == UploadState.VERIFYING
    assert job_of(upload).state == "queued"
    assert staged_file(app, upload).read_bytes() == TEXT
    monkeypatch.undo()
    job_of(upload).not_before = None
    db.session.commit()
    run_job(upload)
    assert upload.state == UploadState.STORED


def test_running_the_job_twice_changes_nothing(sent):
    upload = sent()
    run_job(upload)
    job = job_of(upload)
    job.state, job.claim = "queued", None
    db.session.commit()
    run_job(upload)
    assert upload.state == UploadState.STORED
    assert job_of(upload).state == "succeeded"
    assert len(notes.notes) == 1


def test_a_cancelled_verification_keeps_the_bytes_and_can_be_retried(sent, app, client, place):
    upload = sent()
    queue.cancel(job_of(upload))
    db.session.commit()
    db.session.refresh(upload)
    assert upload.state == UploadState.VERIFYING
    assert upload.problem["code"] == "cancelled"
    queue.retry(job_of(upload))
    db.session.commit()
    run_job(upload)
    assert upload.state == UploadState.STORED
    assert upload.problem is None


def test_an_upload_whose_verification_was_cancelled_can_be_ended(sent, app, client, place):
    upload = sent()
    queue.cancel(job_of(upload))
    db.session.commit()
    path = staged_file(app, upload)
    assert client.delete(f"/api/v1/uploads/{upload.id}", headers=place.headers | TUS).status_code == 204
    assert not path.exists()


class TestSweep:
    """Uploads nobody goes on with."""

    def test_an_upload_without_news_for_a_day_is_given_up(self, client, place, app):
        created = begin(client, place.headers, 100, project_id=place.project.id)
        url, upload = created.headers["Location"], upload_of(created)
        send(client, place.headers, url, b"NOTE", 0)
        assert sweep_uploads(now() + timedelta(hours=23)) == 0
        assert sweep_uploads(now() + timedelta(hours=25)) == 1
        db.session.refresh(upload)
        assert upload.state == UploadState.EXPIRED
        assert not staged_file(app, upload).exists()
        assert send(client, place.headers, url, b"more", 4).status_code == 410
        assert client.head(url, headers=place.headers | TUS).status_code == 410
        assert client.get(url, headers=place.headers).json["problem"]["code"] == "upload-expired"

    def test_a_complete_file_is_never_swept_but_verified(self, client, place, app):
        upload = upload_of(begin(client, place.headers, len(TEXT), project_id=place.project.id))
        staged_file(app, upload).write_bytes(TEXT)
        sweep_uploads(now() + timedelta(days=30))
        db.session.refresh(upload)
        assert upload.state == UploadState.VERIFYING
        assert staged_file(app, upload).read_bytes() == TEXT
        sweep_uploads(now() + timedelta(days=60))
        assert staged_file(app, upload).exists()

    def test_staged_files_without_an_upload_are_removed(self, app, place):
        folder = app.config["SETTINGS"].chunk_dir
        stray = folder / "019a0000-0000-7000-8000-000000000000"
        other = folder / "notes of a person"
        for path in (stray, other):
            path.write_bytes(b"x")
        sweep_uploads()
        assert stray.exists()
        sweep_uploads(now() + timedelta(days=2))
        assert not stray.exists()
        assert other.exists()
        other.unlink()
