"""Backups on schedule and on demand: who may ask, what is told of them, who hears when one fails."""

from functools import cache
from typing import Any, NamedTuple
from uuid import UUID

from flask import current_app

from blueprints.ops.schemas import BACKUP, BackupParams
from core import mail, scheduler, signals
from core.backup import reading, upkeep
from core.backup.manifest import Manifest
from core.backup.place import Place, open_place
from core.config import Settings
from core.db import db
from core.errors import conflict
from core.jobs.kinds import OPEN_STATES, JobState
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


def facts_of(manifest: Manifest) -> BackupFacts:
    return BackupFacts(
        manifest.name,
        manifest.made_at,
        sum(table.n_rows for found in manifest.sets for table in found.tables),
        manifest.n_stored_files,
        manifest.stored_bytes,
        len(manifest.missing),
    )


def list_backups() -> list[BackupFacts]:
    """Complete backups, newest first."""
    where = place()
    return [facts_of(reading.read_manifest(where, name)) for name in reversed(reading.names(where))]


def request_backup(owner_id: UUID | None) -> Job:
    """Submit the job that makes a backup.

    Raises AppError 409 when one is asked for already.
    """
    if _is_asked_for():
        raise conflict("backup-running", "A backup is being made already.")
    return submit(BACKUP, BackupParams(), title="Back up the station", owner_id=owner_id, group_id=None)


def _is_asked_for() -> bool:
    return db.session.query(Job).filter(Job.kind == BACKUP.name, Job.state.in_(OPEN_STATES)).first() is not None


def back_up_when_due() -> None:
    """What the scheduler does: a job when the newest backup is too old. Commits by itself."""
    every_days = _settings().backup_every_days
    if every_days and not _is_asked_for() and upkeep.is_due(place(), every_days=every_days):
        request_backup(None)
        db.session.commit()


def _tell_of_failure(_sender: object, *, job: Job, **_: Any) -> None:
    if job.kind == BACKUP.name and job.state == JobState.FAILED:
        text = f"The backup to {_address()} failed ({job.error_code}):\n\n{job.error_detail}\n"
        mail.post_to_operator("A backup of the station failed", text)


def _address() -> str:
    try:
        return place().address
    except StorageError:
        return _settings().backup_target
