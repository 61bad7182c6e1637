"""The JSON form of an upload."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from flask import current_app

from core.api import API_PREFIX
from core.config import Settings
from core.uploads.models import Upload, UploadState
from core.uploads.staging import received_bytes, staged_path


def location(upload: Upload) -> str:
    return f"{API_PREFIX}/uploads/{upload.id}"


def staged(upload: Upload) -> Path:
    """Where the bytes of an upload lie until it ends."""
    settings: Settings = current_app.config["SETTINGS"]
    return staged_path(settings.chunk_dir, upload.id)


def offset_of(upload: Upload) -> int:
    """Bytes received: the staged file's size while they come, all of them afterwards."""
    if upload.state in (UploadState.RECEIVING, UploadState.EXPIRED):
        return received_bytes(staged(upload))
    return upload.size_bytes


def expires_at(upload: Upload) -> datetime | None:
    """When it is swept if no more bytes come; None once they all have."""
    if upload.state != UploadState.RECEIVING:
        return None
    settings: Settings = current_app.config["SETTINGS"]
    return last_touched(upload) + timedelta(hours=settings.upload_expiry_hours)


def last_touched(upload: Upload) -> datetime:
    """When its last byte came, or it was created."""
    try:
        return datetime.fromtimestamp(staged(upload).stat().st_mtime, UTC)
    except FileNotFoundError:
        return upload.created_at


def shape_upload(upload: Upload) -> dict[str, Any]:
    return {
        "id": upload.id,
        "url": location(upload),
        "kind": upload.kind,
        "file_name": upload.file_name,
        "size": upload.size_bytes,
        "offset": offset_of(upload),
        "state": upload.state,
        "problem": upload.problem,
        "result": upload.result,
        "job_id": upload.job_id,
        "parent_id": upload.parent_id,
        "owner_id": upload.owner_id,
        "group_id": upload.group_id,
        "project_id": upload.project_id,
        "fields": upload.fields,
        "created_at": upload.created_at,
        "ended_at": upload.ended_at,
        "expires_at": expires_at(upload),
    }
