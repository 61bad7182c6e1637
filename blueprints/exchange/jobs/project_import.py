"""A project's archive, taken in: files first, each checked, then all rows in one transaction."""

from pathlib import Path
from typing import Any
from uuid import UUID

from flask import current_app

from blueprints.exchange.models import ProjectImport, WorkState
from blueprints.exchange.schemas.jobs import IMPORT_PROJECT, ImportParams
from blueprints.exchange.service import files, reading
from blueprints.exchange.service.layout import Manifest, ProjectArchiveError, file_path
from blueprints.exchange.service.mapping import Mapping
from blueprints.exchange.service.taking import Taker
from blueprints.projects.models import Project
from core.db import db
from core.jobs.context import JobContext
from core.jobs.kinds import ResultLink
from core.storage import storage
from core.storage.blobs import announce_blob
from core.uploads.archives import Archive, open_archive
from ml.calls import store as call_models
from ml.detection import store as detection_models
from processing.audio.decode import probe
from processing.errors import ProcessingError
from processing.images.reencode import reencode


@IMPORT_PROJECT.runs
def import_project(ctx: JobContext, params: ImportParams) -> list[ResultLink]:
    """Check everything, store the files, add the rows."""
    row = db.session.get(ProjectImport, params.import_id)
    if row is None or row.blob_sha256 is None:
        return []
    sha256, mapping = row.blob_sha256, Mapping(row.group_id)
    ctx.commit()
    folder = ctx.workdir / "tables"
    folder.mkdir()
    allowed = reading.limits(current_app.config["SETTINGS"].max_archive_mb)
    with storage().open_local(sha256) as path, open_archive(path, allowed) as archive:
        manifest = reading.manifest_of(archive)
        reading.unpack_tables(archive, manifest, folder)
        _store_files(ctx, archive, manifest, folder, mapping)
    taker = Taker(folder, mapping)
    taker.absent = {kept for sha256, kept in mapping.blobs.items() if kept != sha256}
    project_id = taker.take(ctx)
    return [_finish(params.import_id, taker, project_id)]


def _finish(import_id: UUID, taker: Taker, project_id: UUID) -> ResultLink:
    row = db.session.get_one(ProjectImport, import_id)
    row.state, row.project_id, row.blob_sha256 = WorkState.READY, project_id, None
    row.counts, row.notes = taker.counts, taker.notes
    return ResultLink("project", db.session.get_one(Project, project_id).name, f"/projects/{project_id}")


def _store_files(ctx: JobContext, archive: Archive, manifest: Manifest, folder: Path, mapping: Mapping) -> None:
    uses, facts = files.uses_of(folder), files.facts_of_sounds(folder)
    here, absent = files.here_and_absent(manifest, uses)
    for number, sha256 in enumerate(here):
        ctx.report(number, len(here), "Checking and storing files", unit="files")
        media_type = files.media_type_of(manifest, sha256)
        target = ctx.workdir / sha256
        reading.unpack(archive, manifest, file_path(sha256), target)
        for table in sorted(uses[sha256].tables):
            _check(table, target, facts.get(sha256, []))
        announce_blob(sha256, target.stat().st_size, media_type)
        # The row is committed before the file is stored, so that a sweep between the two finds it young.
        ctx.commit()
        storage().put_file(target, sha256)
        target.unlink()
        mapping.blobs[sha256] = sha256
    for sha256 in absent:
        mapping.blobs[sha256] = files.absent_key(sha256)
        announce_blob(mapping.blobs[sha256], 0, "application/octet-stream")
    ctx.commit()


def _check(table: str, path: Path, facts: list[dict[str, Any]]) -> None:
    """What a file is used for must be what it is. Raises ProjectArchiveError."""
    try:
        if table == "recordings":
            _check_sound(path, facts)
        elif table == "classifiers":
            call_models.load(path.read_bytes())
        elif table == "learned_detectors":
            detection_models.load(path.read_bytes())
        elif table == "repertoires":
            reencode(path.read_bytes())
    except ProcessingError as exc:
        if isinstance(exc, ProjectArchiveError) or exc.code == "feature-version":
            _refuse_unless_old(exc)
            return
        detail = f"A file of {table.replace('_', ' ')} is not what it is said to be: {exc.message}"
        raise ProjectArchiveError("project-archive-damaged", detail) from exc


def _refuse_unless_old(exc: ProcessingError) -> None:
    """A classifier of another program version is kept: it says itself that it has to be trained again."""
    if isinstance(exc, ProjectArchiveError):
        raise exc


def _check_sound(path: Path, facts: list[dict[str, Any]]) -> None:
    for fact in facts:
        expansion = fact.get("time_expansion")
        if fact.get("state") != "ready":
            continue
        if not isinstance(expansion, int | float) or not 0 < expansion <= 1000:
            raise ProjectArchiveError("project-archive-damaged", "A recording has no time expansion.")
        info = probe(path, time_expansion=float(expansion))
        told = [fact.get(name) for name in ("sr_hz", "file_sr_hz", "n_channels", "n_frames")]
        if told != [info.sr, info.file_sr, info.n_channels, info.n_frames]:
            raise ProjectArchiveError("project-archive-damaged", "A recording is described otherwise than its file.")
