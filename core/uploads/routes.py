"""Uploads over HTTP: the resumable protocol tus 1.0.0, and the list of what came in."""

from collections.abc import Callable
from email.utils import format_datetime
from typing import Any
from uuid import UUID

from flask import Response, current_app, jsonify, request
from werkzeug.exceptions import ClientDisconnected

from core.access import principal
from core.api import IdPath, area, bulk, created, no_content
from core.config import Settings
from core.db import db
from core.documents import NOTHING
from core.errors import AppError, not_found
from core.paging import Ordering, moment, paginate
from core.uploads import policy, service, tus
from core.uploads.models import Upload
from core.uploads.schemas import UploadBody, UploadList, UploadQuery
from core.uploads.shapes import expires_at, location, offset_of, shape_upload
from core.uploads.staging import Checksum

api = area("uploads", __name__, "Files on their way in: resumable uploads (tus 1.0.0)")

SILENCE_S = 60.0
"""How long a request may send nothing before it is given up; its bytes are kept and the client goes on later."""

ORDERINGS = {
    "created_at": Ordering(Upload.created_at, moment),
    "file_name": Ordering(Upload.file_name),
    "size": Ordering(Upload.size_bytes, int),
}


def _settings() -> Settings:
    settings: Settings = current_app.config["SETTINGS"]
    return settings


@api.before_request
def _speak_tus() -> Response | None:
    if request.method == "OPTIONS":
        return tus.options(_settings())
    tus.check_version()
    return None


@api.after_request
def _name_version(response: Response) -> Response:
    response.headers["Tus-Resumable"] = tus.VERSION
    return response


@api.get("/uploads", responses={200: UploadList})
def list_uploads(query: UploadQuery) -> dict[str, Any]:
    """Uploads into one's groups, newest first."""
    rows = policy.visible_to(principal()).where(Upload.parent_id == query.parent_id)
    if query.state:
        rows = rows.where(Upload.state == query.state)
    if query.kind:
        rows = rows.where(Upload.kind == query.kind)
    if query.project_id:
        rows = rows.where(Upload.project_id == query.project_id)
    if query.search:
        rows = rows.where(Upload.file_name.icontains(query.search, autoescape=True))
    if query.mine:
        rows = rows.where(Upload.owner_id == principal().user_id)
    return paginate(rows, query, key=Upload.id, orderings=ORDERINGS, default="-created_at").shape(shape_upload)


@api.post("/uploads", responses={201: UploadBody})
@bulk
def create_upload() -> Response:
    """Begin a resumable upload (tus creation, with the first bytes if they come along).

    Headers: Upload-Length, Upload-Metadata (filename, kind, project_id, site_id, species_id, auto_split,
    time_expansion, sha256, each value in base64).
    """
    size, header = tus.upload_length(), tus.metadata_header()
    has_body = request.mimetype == tus.BODY_TYPE
    checksum = tus.checksum() if has_body else None
    fields = tus.read_fields(tus.read_metadata(header))
    upload = service.create_upload(principal(), fields, size, tus_metadata=header or None)
    db.session.commit()
    if has_body:
        _receive(upload, 0, checksum)
    response = created(shape_upload(upload), location(upload))
    return _with_offset(response, upload)


@api.get("/uploads/<uuid:id>", responses={200: UploadBody})
@bulk
def get_upload(path: IdPath) -> Response:
    """One upload; HEAD gives its offset in the tus headers."""
    upload = policy.find(principal(), path.id)
    if request.method == "HEAD":
        service.require_alive(upload)
    if service.is_complete(upload):
        # The process died between the last byte and taking note of it.
        service.complete(upload)
        db.session.commit()
    response = _with_offset(jsonify(shape_upload(upload)), upload)
    response.headers["Upload-Length"] = str(upload.size_bytes)
    response.headers["Cache-Control"] = "no-store"
    if upload.tus_metadata:
        response.headers["Upload-Metadata"] = upload.tus_metadata
    return response


@api.patch("/uploads/<uuid:id>", responses={204: NOTHING})
@bulk
def append_to_upload(path: IdPath) -> Response:
    """Append bytes at Upload-Offset (tus core); Upload-Checksum is looked at when it is sent."""
    tus.require_body_type()
    offset, checksum = tus.upload_offset(), tus.checksum()
    upload = policy.find_own(principal(), path.id)
    _receive(upload, offset, checksum)
    return _with_offset(no_content(), upload)


@api.delete("/uploads/<uuid:id>", responses={204: NOTHING})
def delete_upload(path: IdPath) -> Response:
    """End an upload and forget it (tus termination); an object already made from it stays."""
    service.terminate(policy.find_own(principal(), path.id))
    db.session.commit()
    return no_content()


HANDLERS: dict[str, Callable[..., Response]] = {
    "PATCH": append_to_upload,
    "DELETE": delete_upload,
    "HEAD": get_upload,
}


@api.post("/uploads/<uuid:id>", doc_ui=False)
@bulk
def override_method(path: IdPath) -> Response:
    """PATCH, DELETE and HEAD for clients that can only POST (X-HTTP-Method-Override)."""
    handler = HANDLERS.get(request.headers.get("X-HTTP-Method-Override", "").upper())
    if handler is None:
        raise AppError(405, "method-not-allowed", "Send PATCH.", headers={"Allow": "GET, HEAD, PATCH, DELETE"})
    return handler(path=path)


def _receive(upload: Upload, offset: int, checksum: Checksum | None) -> None:
    """Take the request's body in; when that was the last of it, have the file verified."""
    target = service.intake(upload)
    upload_id = target.upload_id
    # The connection goes back to the pool: bytes may come for minutes.
    db.session.commit()
    _bound_silence()
    try:
        done = service.receive(
            target, request.stream, offset=offset, length=request.content_length, checksum=checksum
        )
    except ClientDisconnected as exc:
        raise AppError(400, "body-incomplete", "The connection broke off; go on from the present offset.") from exc
    if done == target.size:
        _complete(upload_id)


def _complete(upload_id: UUID) -> None:
    upload = db.session.get(Upload, upload_id)
    if upload is None:
        raise not_found("upload")
    service.complete(upload)
    db.session.commit()


def _bound_silence() -> None:
    """A peer that vanished without a word must not hold the upload's lock for ever."""
    socket = request.environ.get("gunicorn.socket")
    if socket is not None:
        socket.settimeout(SILENCE_S)


def _with_offset(response: Response, upload: Upload) -> Response:
    response.headers["Upload-Offset"] = str(offset_of(upload))
    expiry = expires_at(upload)
    if expiry is not None:
        response.headers["Upload-Expires"] = format_datetime(expiry, usegmt=True)
    return response
