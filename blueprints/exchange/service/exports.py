"""Exports that take a while: asked for, stored, given up after some days."""

from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

from sqlalchemy import update

from blueprints.exchange.models import Export, ExportKind, WorkState
from blueprints.exchange.schemas.jobs import EXPORT_CALLS, EXPORT_PROJECT, ExportParams
from blueprints.exchange.schemas.requests import CallsExportBody, ProjectExportBody
from blueprints.projects.models import Project
from core.access import Principal
from core.clock import new_id, now
from core.db import db
from core.errors import AppError, conflict
from core.jobs.queue import submit
from core.storage import sha256_of, storage
from core.storage.blobs import announce_blob
from core.transactions import rows_changed
from core.uploads.kinds import Reporter

LIFE = timedelta(days=7)
"""How long a made file is kept; it can be made again."""


def request_export(who: Principal, project: Project, body: ProjectExportBody | CallsExportBody) -> Export:
    """Add an export and the job that makes it."""
    kind = EXPORT_PROJECT if isinstance(body, ProjectExportBody) else EXPORT_CALLS
    row = Export(
        id=new_id(),
        group_id=project.group_id,
        project_id=project.id,
        kind=ExportKind(body.kind),
        options=body.model_dump(mode="json", by_alias=True, exclude={"kind", "project_id"}, exclude_none=True),
        created_by=who.user_id,
    )
    db.session.add(row)
    db.session.flush()
    job = submit(
        kind,
        ExportParams(export_id=row.id),
        title=f"Export {project.name}",
        owner_id=who.user_id,
        group_id=project.group_id,
        project_id=project.id,
    )
    row.job_id = job.id
    return row


def keep_file(reporter: Reporter, export_id: UUID, path: Path, *, file_name: str, media_type: str) -> None:
    """Store a made file and hand it to its export; the caller commits."""
    sha256, size = sha256_of(path), path.stat().st_size
    announce_blob(sha256, size, media_type)
    # The row is committed before the file is stored, so that a sweep between the two finds it young.
    reporter.commit()
    storage().adopt_file(path, sha256)
    row = db.session.get_one(Export, export_id)
    row.state, row.file_name, row.size_bytes, row.blob_sha256 = WorkState.READY, file_name, size, sha256
    row.expires_at = now() + LIFE


def file_of(row: Export) -> tuple[str, str]:
    """Hash and name of an export's file. Raises AppError 409 `export-not-ready`, 410 `export-expired`."""
    if row.state == WorkState.EXPIRED or (row.expires_at is not None and row.expires_at < now()):
        raise AppError(410, "export-expired", "The file was kept for some days and is gone. Make it again.")
    if row.blob_sha256 is None or row.file_name is None:
        raise conflict("export-not-ready", "The file is not made yet.")
    return row.blob_sha256, row.file_name


def sweep_exports(moment: datetime | None = None) -> int:
    """Let go of files whose time is over; returns how many. Commits by itself."""
    over = update(Export).where(Export.expires_at < (moment or now()), Export.state == WorkState.READY)
    done = rows_changed(db.session.execute(over.values(state=WorkState.EXPIRED, blob_sha256=None)))
    db.session.commit()
    return done
