"""Archives of labelled clips as something that can be uploaded: they become training sets."""

from pathlib import Path
from typing import Any

from blueprints.calls.models import TrainingSet
from blueprints.calls.service.training_sets import Contents, file_training_set, find_here, read_contents
from core.access import Role
from core.errors import AppError
from core.storage.blobs import Blob
from core.uploads.kinds import Reporter, UploadKind, UploadResult, register
from core.uploads.models import Upload

ZIP_HEAD = (b"PK\x03\x04", b"PK\x05\x06")
"""First bytes of an archive with members, and of an empty one."""


def register_kind() -> None:
    register(
        UploadKind(
            name="clips",
            max_mb_setting="max_archive_mb",
            role=Role.EDITOR,
            sniff=_sniff,
            inspect=_inspect,
            find_existing=_find_existing,
            accept=_accept,
        )
    )


def _sniff(head: bytes) -> str:
    if not head.startswith(ZIP_HEAD):
        raise AppError(422, "not-an-archive", "Expected a ZIP archive of labelled clips, found something else.")
    return "application/zip"


def _inspect(path: Path, _fields: dict[str, Any]) -> Contents:
    return read_contents(path)


def _find_existing(upload: Upload, sha256: str) -> UploadResult | None:
    found = find_here(upload.group_id, sha256)
    return _result(found) if found else None


def _accept(_reporter: Reporter, upload: Upload, blob: Blob | None, _path: Path, found: Contents) -> UploadResult:
    if blob is None:
        raise AppError(500, "not-stored", "The archive was not stored.")
    row = file_training_set(
        found,
        sha256=blob.sha256,
        name=upload.file_name,
        group_id=upload.group_id,
        project_id=upload.project_id,
        created_by=upload.owner_id,
    )
    return _result(row)


def _result(row: TrainingSet) -> UploadResult:
    return UploadResult("training-set", str(row.id), f"/api/v1/training-sets/{row.id}")
