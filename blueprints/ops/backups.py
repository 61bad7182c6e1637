"""Backups on schedule and on demand: who may ask, what is told of them, who hears when one fails."""

from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple
from uuid import UUID

from flask import current_app

from blueprints.ops.schemas import BACKUP, BACKUP_CHECK, BackupCheckParams, BackupParams
from core import mail, scheduler, signals
from core.backup import reading, upkeep
from core.backup.checks import Check, last_check
from core.backup.manifest import Manifest
from core.backup.place import Place, open_place
from core.clock import now
from core.config import Settings
from core.db import db
from core.errors import AppError, conflict, not_found
from core.jobs.kinds import OPEN_STATES, JobKind, JobState
from core.jobs.models import Job
from core.jobs.queue import submit
from core.storage import StorageError

LOOK_EVERY_S = 3600.0
"""How often it is looked whether a backup is due."""


class BackupFacts(NamedTuple):
    """One backup as it is listed."""

    name: str
    made_at: Any
    n_rows: int
    n_stored_files: int
    stored_bytes: int
    n_missing: int
    own_bytes: int
    checked_at: datetime | None
    n_wrong: int | None


class Outlook(NamedTuple):
    """Where backups lie and what is to come."""

    place: str
    is_same_disk: bool
    every_days: float
    keep: int
    next_at: datetime | None
    job_id: UUID | None


@cache
def connect() -> None:
    """Once a process."""
    scheduler.every(LOOK_EVERY_S, "ops.backup", back_up_when_due)
    signals.job_ended.connect(_tell_of_failure)


def _settings() -> Settings:
    found: Settings = current_app.config["SETTINGS"]
    return found


def place() -> Place:
    return open_place(_settings())


def facts_of(manifest: Manifest, last: Check | None = None) -> BackupFacts:
    return BackupFacts(
        manifest.name,
        manifest.made_at,
        sum(table.n_rows for found in manifest.sets for table in found.tables),
        manifest.n_stored_files,
        manifest.stored_bytes,
        len(manifest.missing),
        sum(found.size_bytes for found in manifest.objects()),
        last.checked_at if last else None,
        last.n_wrong if last else None,
    )


def list_backups() -> list[BackupFacts]:
    """Complete backups, newest first."""
    where = place()
    return [_facts_at(where, name) for name in reversed(reading.names(where))]


def _facts_at(where: Place, name: str) -> BackupFacts:
    try:
        return facts_of(reading.read_manifest(where, name), last_check(where, name))
    except AppError:
        # One that cannot even say what it holds is shown as it is, and does not hide the others.
        made_at = datetime.strptime(name.partition("-")[0], "%Y%m%dT%H%M%S.%fZ").replace(tzinfo=UTC)
        return BackupFacts(name, made_at, 0, 0, 0, 0, 0, None, 1)


def outlook(newest: BackupFacts | None) -> Outlook:
    """What is to come after the newest backup; the clock looks every hour, so it may be that much later."""
    settings = _settings()
    next_at = None
    if settings.backup_every_days:
        next_at = upkeep.due_at(newest.made_at, every_days=settings.backup_every_days) if newest else now()
    where = place().address
    job = _open_job(BACKUP, BACKUP_CHECK)
    return Outlook(
        where,
        _is_same_disk(where, settings.data_dir),
        settings.backup_every_days,
        settings.backup_keep,
        next_at,
        job.id if job else None,
    )


def _is_same_disk(where: str, data_dir: Path) -> bool:
    if where.startswith("s3://"):
        return False
    # The folder is made with the first backup; until then its disk is that of the nearest folder that is there.
    there = next(path for path in (Path(where), *Path(where).parents) if path.exists())
    return there.stat().st_dev == data_dir.stat().st_dev


def request_backup(owner_id: UUID | None) -> Job:
    """Submit the job that makes a backup.

    Raises AppError 409 when one is asked for already.
    """
    if _open_job(BACKUP):
        raise conflict("backup-running", "A backup is being made already.")
    return submit(BACKUP, BackupParams(), title="Back up the station", owner_id=owner_id, group_id=None)


def request_check(name: str, owner_id: UUID) -> Job:
    """Submit the job that reads a backup whole. Raises AppError 404, or 409 while another backup is worked on."""
    if name not in reading.names(place()):
        raise not_found("backup")
    if _open_job(BACKUP, BACKUP_CHECK):
        raise conflict("backup-running", "A backup is being made or read already.")
    params = BackupCheckParams(name=name)
    return submit(BACKUP_CHECK, params, title="Check a backup", owner_id=owner_id, group_id=None)


def _open_job(*kinds: JobKind[Any]) -> Job | None:
    names = [kind.name for kind in kinds]
    return db.session.query(Job).filter(Job.kind.in_(names), Job.state.in_(OPEN_STATES)).first()


def back_up_when_due() -> None:
    """What the scheduler does: a job when the newest backup is too old. Commits by itself."""
    every_days = _settings().backup_every_days
    if every_days and not _open_job(BACKUP) and upkeep.is_due(place(), every_days=every_days):
        request_backup(None)
        db.session.commit()


def _tell_of_failure(_sender: object, *, job: Job, **_: Any) -> None:
    if job.state != JobState.FAILED:
        return
    if job.kind == BACKUP_CHECK.name:
        text = f"A backup at {_address()} is not what was written ({job.error_code}):\n\n{job.error_detail}\n"
        mail.post_to_operator("A backup of the station cannot be relied on", text)
    if job.kind == BACKUP.name:
        text = f"The backup to {_address()} failed ({job.error_code}):\n\n{job.error_detail}\n"
        mail.post_to_operator("A backup of the station failed", text)


def _address() -> str:
    try:
        return place().address
    except StorageError:
        return _settings().backup_target
