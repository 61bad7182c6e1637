"""What this area takes in by upload: archives of projects, which a job then takes apart."""

from pathlib import Path
from typing import Any

from blueprints.exchange.models import ProjectImport
from blueprints.exchange.schemas.jobs import IMPORT_PROJECT, ImportParams
from blueprints.exchange.service.layout import Manifest
from blueprints.exchange.service.reading import look
from core.access import Role
from core.clock import new_id
from core.db import db
from core.errors import AppError
from core.jobs.queue import submit
from core.storage.blobs import Blob
from core.uploads.archives import Limits
from core.uploads.kinds import Reporter, UploadKind, UploadResult, register
from core.uploads.models import Upload

ZIP_HEAD = b"PK\x03\x04"


def register_kinds() -> None:
    register(
        UploadKind(
            name="project-archive",
            max_mb_setting="max_archive_mb",
            role=Role.EDITOR,
            sniff=_sniff,
            inspect=_inspect,
            accept=_accept,
        )
    )


def _sniff(head: bytes) -> str:
    if not head.startswith(ZIP_HEAD):
        raise AppError(422, "not-an-archive", "Expected the archive of a project, found something else.")
    return "application/zip"


def _inspect(path: Path, _fields: dict[str, Any]) -> Manifest:
    # The look knows no settings, as it may run in another thread; the job holds the limits against it again.
    return look(path, Limits(300_000, 2**50, 2**50))


def _accept(_reporter: Reporter, upload: Upload, blob: Blob, _path: Path, found: Manifest) -> UploadResult:
    row = ProjectImport(
        id=new_id(),
        group_id=upload.group_id,
        file_name=upload.file_name,
        blob_sha256=blob.sha256,
        created_by=upload.owner_id,
    )
    db.session.add(row)
    db.session.flush()
    job = submit(
        IMPORT_PROJECT,
        ImportParams(import_id=row.id),
        title=f"Import {found.project}",
        owner_id=upload.owner_id,
        group_id=upload.group_id,
    )
    row.job_id = job.id
    return UploadResult("project-import", str(row.id), f"/api/v1/project-imports/{row.id}")
