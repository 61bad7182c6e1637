"""What this area takes in by upload: checklists, which a job then loads."""

from pathlib import Path
from typing import Any
from uuid import UUID

from blueprints.species.service import checklists
from core.access import Principal, require_operator
from core.errors import AppError
from core.storage.blobs import Blob
from core.uploads.kinds import Reporter, UploadFields, UploadKind, UploadResult, register
from core.uploads.models import Upload
from processing.taxonomy.checklist import open_checklist

ZIP_HEAD = b"PK\x03\x04"


def register_kinds() -> None:
    register(
        UploadKind(
            name="checklist",
            max_mb_setting="max_archive_mb",
            check=_check,
            sniff=_sniff,
            inspect=_inspect,
            accept=_accept,
        )
    )


def _check(who: Principal, _group_id: UUID, _fields: UploadFields) -> None:
    require_operator(who)


def _sniff(head: bytes) -> str:
    if head.startswith(ZIP_HEAD):
        return "application/zip"
    if b"\0" in head:
        raise AppError(422, "not-a-checklist", "Expected a ZIP archive or a table of text, found something else.")
    return "text/plain"


def _inspect(path: Path, fields: dict[str, Any]) -> None:
    open_checklist(path, name=str(fields.get("filename", ""))).source.close()


def _accept(_reporter: Reporter, upload: Upload, blob: Blob, _path: Path, _found: None) -> UploadResult:
    row = checklists.add_checklist(file_name=upload.file_name, created_by=upload.owner_id, blob_sha256=blob.sha256)
    checklists.start(row, owner_id=upload.owner_id, group_id=upload.group_id)
    return UploadResult("checklist", str(row.id), f"/api/v1/checklists/{row.id}")
