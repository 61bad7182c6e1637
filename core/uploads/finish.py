"""From the last byte to the object: a file is told apart, hashed, looked for, inspected, stored, handed over."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

from sqlalchemy.exc import IntegrityError

from core.db import db
from core.errors import AppError
from core.security import run_off_loop
from core.storage import StorageError, sha256_of, storage
from core.storage.blobs import Blob, announce_blob
from core.uploads.kinds import HEAD_BYTES, Reporter, UploadKind, UploadResult, kind_of
from core.uploads.models import Upload, UploadState
from core.uploads.service import end
from core.uploads.shapes import staged
from processing.errors import ProcessingError

SERVER_FAULTS = 500
"""HTTP status from which a refusal is the server's fault and may pass."""


class AlreadyHere(AppError):  # noqa: N818 (what the sender wanted is so, by someone else's doing)
    """The same content has an object here already."""

    def __init__(self, existing: UploadResult) -> None:
        detail = f"This file is already here, as {existing.type} {existing.id}."
        super().__init__(409, "already-here", detail, headers={"Location": existing.url})
        self.existing = existing


class Identity(NamedTuple):
    """What a file is by its content."""

    sha256: str
    media_type: str


def finish(reporter: Reporter, upload: Upload) -> UploadResult:
    """Verify an upload's staged file, store it and make its object; the row tells the outcome.

    A refusal is committed as such and raised (AppError, ProcessingError; AlreadyHere is one too).
    StorageError and AppError of 500 and above leave the upload as it was, to be tried again.
    The end of a success is the caller's to commit.
    """
    upload_id = upload.id
    try:
        return _take_in(reporter, upload)
    except (AppError, ProcessingError) as exc:
        if isinstance(exc, AppError) and exc.status >= SERVER_FAULTS:
            raise
        db.session.rollback()
        _reject(db.session.get_one(Upload, upload_id), exc)
        reporter.commit()
        raise


def finish_now(upload: Upload) -> UploadResult:
    """Finish an upload while its sender waits; commits."""
    result = finish(_Waiting(), upload)
    db.session.commit()
    return result


class _Waiting:
    """The reporter of a request: its sender hears the outcome alone."""

    def report(self, done: float, total: float, stage: str, *, unit: str = "") -> None:
        pass

    def log(self, line: str) -> None:
        pass

    def commit(self) -> None:
        db.session.commit()


def _take_in(reporter: Reporter, upload: Upload) -> UploadResult:
    kind, path = kind_of(upload.kind), staged(upload)
    fields = upload.fields | {"filename": upload.file_name}
    size, upload_id = upload.size_bytes, upload.id
    # The transaction ends here: hashing and probing take long and need no database.
    reporter.commit()
    identity = run_off_loop(identify, path, kind, size, fields.get("sha256"), _progress(reporter, size))
    _refuse_existing(kind, upload, identity)
    reporter.commit()
    reporter.report(0, 0, "Looking into the file")
    found = run_off_loop(kind.inspect, path, fields)
    if kind.accept is not None:
        _store(reporter, path, identity, size)
    upload = db.session.get_one(Upload, upload_id)
    return _hand_over(reporter, kind, upload, path, identity, found)


def _progress(reporter: Reporter, size: int) -> Callable[[int], None]:
    return lambda done: reporter.report(done, size, "Checking the bytes", unit="B")


def identify(
    path: Path, kind: UploadKind, size: int, expected_sha256: str | None, on_bytes: Callable[[int], None]
) -> Identity:
    """Tell a file by its first bytes and its hash.

    Raises AppError 422 (`size-mismatch`, `sha256-mismatch`), and what the kind raises for another kind of file.
    """
    found_size = path.stat().st_size
    if found_size != size:
        raise AppError(422, "size-mismatch", f"The file has {found_size} bytes; {size} were announced.")
    with path.open("rb") as file:
        media_type = kind.sniff(file.read(HEAD_BYTES))
    sha256 = sha256_of(path, on_bytes=on_bytes)
    if expected_sha256 is not None and sha256 != expected_sha256.lower():
        detail = f"The file's SHA-256 is {sha256}; {expected_sha256.lower()} was announced. Send it again."
        raise AppError(422, "sha256-mismatch", detail)
    return Identity(sha256, media_type)


def _refuse_existing(kind: UploadKind, upload: Upload, identity: Identity) -> None:
    existing = kind.find_existing(upload, identity.sha256)
    if existing is not None:
        raise AlreadyHere(existing)


def _store(reporter: Reporter, path: Path, identity: Identity, size: int) -> None:
    """The row is committed before the file is stored, so that a sweep between the two finds it young."""
    announce_blob(identity.sha256, size, identity.media_type)
    reporter.commit()
    reporter.report(0, 0, "Storing")
    run_off_loop(storage().adopt_file, path, identity.sha256)


def _make(
    reporter: Reporter, kind: UploadKind, upload: Upload, path: Path, identity: Identity, found: Any
) -> UploadResult:
    if kind.unpack is not None:
        return kind.unpack(reporter, upload, path)
    assert kind.accept is not None
    return kind.accept(reporter, upload, db.session.get_one(Blob, identity.sha256), path, found)


def _hand_over(
    reporter: Reporter, kind: UploadKind, upload: Upload, path: Path, identity: Identity, found: Any
) -> UploadResult:
    upload_id = upload.id
    try:
        result = _make(reporter, kind, upload, path, identity, found)
        end(upload, UploadState.STORED, result=result)
    except IntegrityError:
        # Another upload of the same content was faster.
        db.session.rollback()
        _refuse_existing(kind, db.session.get_one(Upload, upload_id), identity)
        raise
    return result


def _reject(upload: Upload, exc: AppError | ProcessingError) -> None:
    detail = exc.detail if isinstance(exc, AppError) else exc.message
    existing = exc.existing if isinstance(exc, AlreadyHere) else None
    end(upload, UploadState.REJECTED, problem={"code": exc.code, "detail": detail}, result=existing)


def passing_fault(exc: StorageError | AppError) -> AppError:
    """What a waiting sender is told when the server could not store a file that may be good."""
    if isinstance(exc, AppError):
        return exc
    status = 507 if exc.code == "disk-full" else 503
    return AppError(status, exc.code, exc.message)
