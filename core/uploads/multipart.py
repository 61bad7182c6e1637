"""Small files in one multipart request: staged, then verified and stored while the sender waits."""

from collections.abc import Mapping
from pathlib import Path

from flask import Flask, request
from werkzeug.datastructures import FileStorage

from core.access import Principal
from core.config import Settings
from core.db import db
from core.disk import MB
from core.errors import AppError, invalid
from core.security import run_off_loop
from core.storage import StorageError
from core.uploads.finish import SERVER_FAULTS, finish_now, passing_fault
from core.uploads.models import Upload, UploadState
from core.uploads.service import create_upload
from core.uploads.shapes import staged
from core.uploads.staging import remove_staged
from core.uploads.tus import read_fields


def receive_multipart(
    file: FileStorage | None, kind: str, values: Mapping[str, str], who: Principal
) -> Upload:
    """Take one file of a multipart request in; the upload's `result` names the object made from it. Commits.

    values : the form's other fields, as the metadata of a resumable upload.
    Raises what `create_upload` raises, and the refusal of a file that is not good (AppError, ProcessingError).
    """
    if file is None or not file.filename:
        raise invalid("/file", "send the file in the form field `file`", "missing")
    fields = read_fields({"filename": file.filename, **values, "kind": kind})
    upload = create_upload(who, fields, _size_of(file))
    path = staged(upload)
    run_off_loop(_save, file, path)
    upload.state = UploadState.VERIFYING
    db.session.commit()
    upload_id = upload.id
    try:
        finish_now(upload)
    except (StorageError, AppError) as exc:
        if isinstance(exc, AppError) and exc.status < SERVER_FAULTS:
            raise
        _forget(upload)
        raise passing_fault(exc) from exc
    return db.session.get_one(Upload, upload_id)


def _size_of(file: FileStorage) -> int:
    file.stream.seek(0, 2)
    size = file.stream.tell()
    file.stream.seek(0)
    return size


def _save(file: FileStorage, path: Path) -> None:
    with path.open("wb") as target:
        file.save(target, buffer_size=MB)


def _forget(upload: Upload) -> None:
    """The server could not store it, and the sender, who still has the file, is told: nothing is left lying."""
    db.session.rollback()
    path = staged(upload)
    db.session.delete(upload)
    db.session.commit()
    remove_staged(path)


def limit_bodies(app: Flask, settings: Settings) -> None:
    """Refuse multipart bodies above the limit before they are read."""

    @app.before_request
    def _limit() -> None:
        if request.mimetype == "multipart/form-data":
            request.max_content_length = settings.max_multipart_mb * MB
