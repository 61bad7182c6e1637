"""The life of an upload: created, added to, complete, ended. Functions flush; the caller commits."""

from pathlib import Path
from typing import IO, Any, NamedTuple
from uuid import UUID

from flask import current_app
from sqlalchemy import delete, select, update

from core import signals
from core.access import Principal
from core.after_commit import do_after_commit
from core.clock import now
from core.config import Settings
from core.db import db
from core.disk import MB, require_space
from core.errors import AppError, conflict, invalid
from core.jobs.kinds import JobState
from core.jobs.models import Job
from core.jobs.queue import submit
from core.transactions import rows_changed
from core.uploads import policy
from core.uploads.kinds import UploadFields, UploadResult, kind_of
from core.uploads.live import tell_progress, tell_state_when_committed
from core.uploads.models import Upload, UploadState
from core.uploads.schemas import FINISH, FinishParams
from core.uploads.shapes import staged
from core.uploads.staging import Checksum, lock_staged, make_staged, received_bytes, remove_staged
from core.uploads.tus import max_bytes


class Intake(NamedTuple):
    """What is needed to receive bytes while no database connection is held."""

    upload_id: UUID
    size: int
    path: Path


def create_upload(who: Principal, fields: UploadFields, size: int, *, tus_metadata: str | None = None) -> Upload:
    """Begin an upload, if the person may and there is room for it.

    Raises AppError 404 or 403 (project), 413 (size), 422 (fields), 507 (disk).
    """
    settings: Settings = current_app.config["SETTINGS"]
    kind = kind_of(fields.kind)
    group_id = policy.group_for(who, fields)
    kind.check(who, group_id, fields)
    require_size(settings, kind.name, size)
    require_space(settings, settings.chunk_dir, size)
    upload = Upload(
        kind=kind.name,
        owner_id=who.user_id,
        group_id=group_id,
        project_id=fields.project_id,
        file_name=fields.filename,
        size_bytes=size,
        fields=fields.model_dump(mode="json", exclude_none=True, exclude={"filename", "kind"}),
        tus_metadata=tus_metadata,
    )
    db.session.add(upload)
    db.session.flush()
    make_staged(staged(upload))
    return upload


def require_size(settings: Settings, kind_name: str, size: int) -> None:
    if size == 0:
        raise invalid("/size", "the file is empty", "empty")
    limit = max_bytes(settings, kind_name)
    if size > limit:
        detail = f"A {kind_name} may have at most {limit // MB} MB; this one has {size / MB:.1f} MB."
        raise AppError(413, "too-large", detail)


def require_alive(upload: Upload) -> None:
    """Tell a client that wants to go on that it is too late (410), so that it begins again."""
    if upload.state == UploadState.EXPIRED:
        raise AppError(410, "upload-gone", "This upload was given up because no bytes came for a long time.")


def intake(upload: Upload) -> Intake:
    """What receiving needs to know. Raises AppError 409 or 410 when no more bytes are wanted."""
    require_alive(upload)
    if upload.state != UploadState.RECEIVING:
        raise conflict("upload-complete", "All bytes of this upload have come.")
    return Intake(upload.id, upload.size_bytes, staged(upload))


def receive(
    target: Intake, stream: IO[bytes], *, offset: int, length: int | None, checksum: Checksum | None
) -> int:
    """Append a request's body at `offset` and return the new offset.

    length : bytes of the body when it says so. Holds no database connection.
    Raises AppError 409 (offset), 413, 423, 460, 507; what is then kept is the staged file's size.
    """
    settings: Settings = current_app.config["SETTINGS"]
    with lock_staged(target.path) as file:
        if file.offset != offset:
            detail = f"Bytes from {file.offset} on are wanted; these begin at {offset}."
            raise AppError(409, "offset-mismatch", detail, headers={"Upload-Offset": str(file.offset)})
        limit = target.size - offset
        if length is not None and length > limit:
            raise AppError(413, "too-large", f"At most {limit} bytes are missing; {length} were announced.")
        require_space(settings, target.path.parent, limit if length is None else length)
        file.receive(
            stream,
            limit=limit,
            checksum=checksum,
            on_bytes=lambda done: tell_progress(target.upload_id, done, target.size),
        )
        return file.offset


def is_complete(upload: Upload) -> bool:
    """Whether all bytes have come but nobody has taken note of it yet."""
    return upload.state == UploadState.RECEIVING and received_bytes(staged(upload)) == upload.size_bytes


def complete(upload: Upload) -> None:
    """Take note that the last byte has come: the verification is queued, by whoever notes it first."""
    won = db.session.execute(
        update(Upload)
        .where(Upload.id == upload.id, Upload.state == UploadState.RECEIVING)
        .values(state=UploadState.VERIFYING)
    )
    db.session.refresh(upload)
    if not rows_changed(won):
        return
    job = submit(
        FINISH,
        FinishParams(upload_id=upload.id),
        title=f"Check and store {upload.file_name}",
        owner_id=upload.owner_id,
        group_id=upload.group_id,
        project_id=upload.project_id,
    )
    upload.job_id = job.id
    db.session.flush()
    tell_state_when_committed(upload)


def end(
    upload: Upload,
    state: UploadState,
    *,
    problem: dict[str, Any] | None = None,
    result: UploadResult | None = None,
) -> None:
    """Write how an upload ended; its staged file goes once that is committed."""
    upload.state, upload.ended_at, upload.problem = state, now(), problem
    upload.result = result._asdict() if result else None
    db.session.flush()
    tell_state_when_committed(upload)
    do_after_commit(("staged", upload.id), remove_staged, staged(upload))


def terminate(upload: Upload) -> None:
    """Forget an upload and what came of it; an object already made from it stays.

    Raises AppError 409 while it is being verified.
    """
    if upload.state == UploadState.VERIFYING and upload.problem is None:
        raise conflict("upload-verifying", "The file is being verified; wait for the outcome, or cancel its job.")
    gone = delete(Upload).where(Upload.id == upload.id, Upload.state == upload.state)
    if not rows_changed(db.session.execute(gone)):
        raise conflict("upload-verifying", "All bytes have just come; the file is being verified.")
    do_after_commit(("staged", upload.id), remove_staged, staged(upload))


def listen() -> None:
    """Hear when the job of a verification ended without an outcome."""
    signals.job_ended.connect(_note_lost_verification)


def _note_lost_verification(_sender: object, job: Job) -> None:
    """Show why a file is not verified yet; its bytes stay, and the job can be retried."""
    if job.kind != FINISH.name or job.state == JobState.SUCCEEDED:
        return
    upload = db.session.scalar(
        select(Upload).where(Upload.job_id == job.id, Upload.state == UploadState.VERIFYING)
    )
    if upload is not None:
        upload.problem = {"code": job.error_code, "detail": job.error_detail}
        tell_state_when_committed(upload)
