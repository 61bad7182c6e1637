"""Uploads of sound files: how one is told apart, looked into, and made a recording."""

from pathlib import Path
from typing import Any
from uuid import UUID

from pydantic import ValidationError

from blueprints.recordings.models import Recording
from blueprints.recordings.schemas.recordings import RecordingPatch
from blueprints.recordings.service import arrivals, recordings
from blueprints.recordings.service.shapes import recording_url, shape_finding
from core.access import Principal, Role
from core.errors import AppError, invalid
from core.storage.blobs import Blob
from core.uploads.kinds import Reporter, UploadFields, UploadKind, UploadResult, register
from core.uploads.models import Upload
from core.uploads.unpack import archive_of
from processing.audio.admission import Admitted, admit_bounded
from processing.audio.decode.header import ACCEPTED
from processing.audio.findings import Finding, Severity
from processing.audio.sniff import describe, sniff
from processing.errors import SignalError

TABLE_COLUMNS = ("name", "notes", "recorded_at", "utc_offset_min", "latitude", "longitude", "device", "temperature_c")
"""Columns of an archive's `metadata.csv` that are taken over."""

MEDIA_TYPES = {
    "wav": "audio/wav", "rf64": "audio/wav", "bw64": "audio/wav", "flac": "audio/flac", "ogg": "audio/ogg",
    "mp3": "audio/mpeg", "aiff": "audio/aiff",
}  # fmt: skip
"""What a container is called in HTTP."""


def register_kinds() -> None:
    """Declare recordings as something that can be uploaded."""
    register(
        UploadKind(
            name="recording",
            max_mb_setting="max_recording_mb",
            role=Role.EDITOR,
            check=_check,
            sniff=_sniff,
            inspect=_inspect,
            find_existing=_find_existing,
            accept=_accept,
        )
    )
    register(archive_of("recording"))


def _check(_who: Principal, group_id: UUID, fields: UploadFields) -> None:
    if fields.project_id is None:
        raise invalid("/project_id", "name the project the recording goes into", "missing")
    arrivals.check_place(group_id, fields.project_id, fields.site_id, fields.species_id)


def _sniff(head: bytes) -> str:
    container = sniff(head)
    if container is None:
        raise SignalError("not-audio", f"expected {ACCEPTED}, found {describe(head)}")
    return MEDIA_TYPES.get(container, "application/octet-stream")


def _inspect(path: Path, fields: dict[str, Any]) -> Admitted:
    # The staged file is named by the upload; only the sender's name for it may tell when it was recorded.
    return admit_bounded(path, file_name=fields.get("filename"), time_expansion=fields.get("time_expansion"))


def _find_existing(upload: Upload, sha256: str) -> UploadResult | None:
    if upload.project_id is None:
        return None
    existing = arrivals.find_here(upload.project_id, sha256)
    return _result(existing) if existing else None


def _accept(
    _reporter: Reporter, upload: Upload, blob: Blob, _path: Path, admitted: Admitted
) -> UploadResult:
    if upload.project_id is None:
        raise AppError(422, "project-gone", "The project of this upload was deleted while it came in.")
    arrivals.check_place(upload.group_id, upload.project_id, _uuid(upload, "site_id"), _uuid(upload, "species_id"))
    arrival = arrivals.Arrival(
        owner_id=upload.owner_id,
        group_id=upload.group_id,
        project_id=upload.project_id,
        file_name=upload.file_name,
        size_bytes=upload.size_bytes,
        site_id=_uuid(upload, "site_id"),
        species_id=_uuid(upload, "species_id"),
        auto_split=upload.fields.get("auto_split", True),
        time_expansion=upload.fields.get("time_expansion"),
    )
    row = arrivals.take_in(arrival, blob.sha256, admitted)
    said = upload.fields.get("metadata")
    if said:
        _apply_table(row, said)
    return _result(row)


def _apply_table(row: Recording, said: dict[str, str]) -> None:
    """Take over what an archive's own table says of the file; a value that cannot be read is a finding."""
    patch = RecordingPatch.model_validate({})
    refused = []
    for name in TABLE_COLUMNS:
        if not said.get(name):
            continue
        try:
            value = RecordingPatch.model_validate({name: said[name]})
        except ValidationError as exc:
            refused.append((name, said[name], exc.errors()[0]["msg"]))
        else:
            patch = patch.model_copy(update={name: getattr(value, name)})
    if patch.model_fields_set:
        recordings.change(row, patch, source="table")
    details = recordings.details_of(row)
    details.findings = details.findings + [_refusal(*one) for one in refused]


def _refusal(name: str, value: str, message: str) -> dict[str, Any]:
    text = f"metadata.csv says {name} is {value[:50]!r}: {message}"
    return shape_finding(Finding("table-value-unreadable", Severity.WARNING, text), "metadata")


def _uuid(upload: Upload, name: str) -> UUID | None:
    value = upload.fields.get(name)
    return UUID(value) if value else None


def _result(row: Recording) -> UploadResult:
    return UploadResult(type="recording", id=str(row.id), url=recording_url(row))
