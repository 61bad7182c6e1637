"""Files in and out over HTTP: small uploads, the original, tables, and links that work for a while."""

from contextlib import ExitStack
from pathlib import Path
from typing import Any
from uuid import UUID

from flask import Response, send_file
from flask_openapi3.models.file import FileStorage
from sqlalchemy import Select, select

from blueprints.projects.policy import get_project
from blueprints.recordings.models import Recording
from blueprints.recordings.schemas.recordings import BulkAction, RecordingForm
from blueprints.recordings.service import arrivals, exchange, table
from blueprints.recordings.service.bulk import chosen
from blueprints.recordings.service.links import make_link, read_link
from blueprints.recordings.service.listing import ids_of
from blueprints.recordings.service.shapes import shape_all
from core.access import Principal, Role
from core.api import streamed
from core.db import db
from core.errors import AppError, invalid, not_found
from core.security import run_off_loop
from core.storage import storage
from core.storage.blobs import Blob
from core.uploads.multipart import receive_multipart
from processing.errors import ProcessingError

TABLE_NAME = "recordings.csv"


def receive_one(form: RecordingForm, who: Principal) -> tuple[Recording, dict[str, Any] | None]:
    """Take in one file, and its segments if they came along; returns the recording and what became of those."""
    _check(form, who)
    draft = exchange.read_file(form.segments, form.format, form.time_unit) if form.segments else None
    recording = _receive(form.file[0], form, who)
    if draft is None:
        return recording, None
    found = exchange.interpret(draft, recording)
    row = exchange.store_import(recording, found, who, name=None, is_chosen=True)
    db.session.commit()
    return recording, {"segmentation_id": row.id, "n_segments": row.n_segments, "findings": found.findings}


def receive_many(form: RecordingForm, who: Principal) -> list[dict[str, Any]]:
    """Take in several files; each has a verdict, and one that is refused does not stop the others."""
    _check(form, who)
    if form.segments is not None:
        raise invalid("/segments", "segments belong to one recording; send that file alone with them")
    return [_verdict(file, form, who) for file in form.file]


def _check(form: RecordingForm, who: Principal) -> None:
    project = get_project(who, form.project_id, Role.EDITOR)
    arrivals.check_place(project.group_id, project.id, form.site_id, form.species_id)


def _verdict(file: FileStorage, form: RecordingForm, who: Principal) -> dict[str, Any]:
    try:
        recording = _receive(file, form, who)
    except (AppError, ProcessingError) as exc:
        db.session.rollback()
        problem = {"code": exc.code, "detail": str(exc), "status": exc.status if isinstance(exc, AppError) else 422}
        return {"file_name": file.filename, "status": "rejected", "problem": problem}
    return {"file_name": file.filename, "status": "stored", "recording": shape_all([recording])[0]}


def _receive(file: FileStorage, form: RecordingForm, who: Principal) -> Recording:
    given = form.model_dump(mode="json", include={"project_id", "site_id", "species_id", "time_expansion", "sha256"})
    values = {name: str(value) for name, value in given.items() if value is not None}
    values["auto_split"] = "true" if form.auto_split else "false"
    upload = receive_multipart(file, "recording", values, who)
    result = upload.result or {}
    return db.session.get_one(Recording, UUID(result["id"]))


def send_original(recording: Recording) -> Response:
    """The stored file under the name it came with."""
    return _send_blob(recording.blob_sha256, recording.file_name)


def link_to_original(recording: Recording) -> str:
    return make_link({"sha256": recording.blob_sha256, "file_name": recording.file_name})


def link_to_table(who: Principal, body: BulkAction) -> dict[str, Any]:
    """The address of a table of the recordings named."""
    ids = [str(found) for found in db.session.scalars(ids_of(chosen(who, body)))]
    if not ids:
        raise not_found("recording")
    return {"url": make_link({"ids": ids}), "n": len(ids)}


def follow(secret: str) -> Response:
    """What a link stands for. Raises AppError 410 when it has run out."""
    payload = read_link(secret)
    if "ids" in payload:
        return send_table(select(Recording).where(Recording.id.in_([UUID(found) for found in payload["ids"]])))
    address = storage().url(
        payload["sha256"], file_name=payload["file_name"], media_type=_media_type(payload["sha256"])
    )
    if address is not None:
        return Response(status=302, headers={"Location": address})
    return _send_blob(payload["sha256"], payload["file_name"])


def send_table(rows: Select[Recording]) -> Response:
    """A CSV file, sent while it is read."""
    return streamed(table.write_csv(rows), media_type="text/csv; charset=utf-8", file_name=TABLE_NAME)


def send_path(path: Path, name: str, media_type: str) -> Response:
    """A derived file under a name people understand."""
    return send_file(path, mimetype=media_type, as_attachment=True, download_name=name, conditional=True)


def _send_blob(sha256: str, name: str) -> Response:
    media_type = _media_type(sha256)
    with ExitStack() as stack:
        # Fetching from an object storage takes long; the open file stays readable after its copy is gone.
        path: Path = run_off_loop(stack.enter_context, storage().open_local(sha256))
        return send_file(
            path, mimetype=media_type, as_attachment=True, download_name=name, conditional=True, etag=sha256
        )


def _media_type(sha256: str) -> str:
    return db.session.scalar(select(Blob.media_type).where(Blob.sha256 == sha256)) or "application/octet-stream"
