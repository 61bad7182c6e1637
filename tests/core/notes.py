"""A kind of upload for tests: a text that begins with NOTE, kept in memory by its hash."""

import base64
from pathlib import Path
from typing import Any, NamedTuple
from uuid import UUID

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from blueprints.accounts.models import Group, User
from blueprints.projects.models import Project
from core.access import Role
from core.db import db
from core.jobs.worker import run_job_now
from core.storage.blobs import Blob
from core.uploads import jobs as _jobs  # noqa: F401 (attaches the function to the job kind)
from core.uploads.kinds import Reporter, UploadKind, UploadResult, register
from core.uploads.models import Upload
from core.uploads.staging import staged_path
from processing.errors import ProcessingError

TUS = {"Tus-Resumable": "1.0.0"}
OCTETS = {"Content-Type": "application/offset+octet-stream"}

notes: dict[str, bytes] = {}
"""Contents of the notes made, by SHA-256."""


class Place(NamedTuple):
    """A project, its group, someone who may add to it, and the headers of that person."""

    group: Group
    project: Project
    user: User
    headers: dict[str, str]


def register_notes() -> None:
    notes.clear()
    register(
        UploadKind(
            name="note",
            max_mb_setting="max_image_mb",
            role=Role.EDITOR,
            sniff=_sniff,
            inspect=_inspect,
            find_existing=lambda _upload, sha256: _result(sha256) if sha256 in notes else None,
            accept=_accept,
        )
    )


def _sniff(head: bytes) -> str:
    if not head.startswith(b"NOTE"):
        raise ProcessingError("not-a-note", "expected a note, found something else")
    return "text/plain"


def _inspect(path: Path, _fields: dict[str, Any]) -> bytes:
    text = path.read_bytes()
    if b"UNREADABLE" in text:
        raise ProcessingError("note-unreadable", "the note says so itself")
    return text


def _accept(_reporter: Reporter, _upload: Upload, blob: Blob | None, _path: Path, found: bytes) -> UploadResult:
    assert blob is not None
    notes[blob.sha256] = found
    return _result(blob.sha256)


def _result(sha256: str) -> UploadResult:
    return UploadResult("note", sha256, f"/api/v1/notes/{sha256}")


def metadata(**fields: object) -> str:
    """Upload-Metadata of these fields."""
    values = {"kind": "note", "filename": "a.note"} | fields
    return ",".join(f"{key} {base64.b64encode(str(value).encode()).decode()}" for key, value in values.items())


def begin(client: FlaskClient, headers: dict[str, str], size: int, **fields: object) -> TestResponse:
    """Create an upload."""
    named = {"Upload-Length": str(size), "Upload-Metadata": metadata(**fields)}
    return client.post("/api/v1/uploads", headers=headers | TUS | named)


def send(client: FlaskClient, headers: dict[str, str], url: str, data: bytes, offset: int, **more: str) -> TestResponse:
    """Append bytes to an upload."""
    return client.patch(url, headers=headers | TUS | OCTETS | {"Upload-Offset": str(offset)} | more, data=data)


def upload_of(response: TestResponse) -> Upload:
    """The row a creation answered with."""
    assert response.json is not None, response.data
    return db.session.get_one(Upload, UUID(response.json["id"]), populate_existing=True)


def staged_file(app: Flask, upload: Upload) -> Path:
    return staged_path(app.config["SETTINGS"].chunk_dir, upload.id)


def run_job(upload: Upload) -> None:
    """Run the verification job of a complete upload, here and now."""
    db.session.refresh(upload)
    assert upload.job_id is not None
    job_id, upload_id = upload.job_id, upload.id
    db.session.commit()
    run_job_now(job_id)
    db.session.expire_all()
    assert db.session.get(Upload, upload_id) is not None
