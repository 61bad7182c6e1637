"""Response models of the station's state."""

from datetime import datetime
from uuid import UUID

from pydantic import BaseModel, Field

from core.jobs.kinds import JobKind, Queue


class BackupParams(BaseModel):
    """A backup takes no choices; the settings say where to."""


BACKUP = JobKind("ops.backup", BackupParams, queue=Queue.TRAIN, time_limit_s=24 * 3600)
"""Save the whole station."""


class BackupCheckParams(BaseModel):
    """Read a whole backup and compare every checksum."""

    name: str


BACKUP_CHECK = JobKind("ops.backup-check", BackupCheckParams, queue=Queue.TRAIN, time_limit_s=24 * 3600)
"""See whether a backup can be restored."""


class PartBody(BaseModel):
    """One thing the station stands on."""

    name: str
    ok: bool
    ms: float = Field(description="How long it took to answer")
    detail: str | None = Field(description="What is wrong; shown to administrators of the station")


class HealthBody(BaseModel):
    """The process is alive."""

    status: str


class ReadyBody(BaseModel):
    """Whether the station can serve."""

    ready: bool
    failing: list[str]


class QueueBody(BaseModel):
    """One queue of jobs."""

    name: str
    queued: int
    running: int


class WorkerBody(BaseModel):
    """One worker process; names are shown to administrators of the station."""

    name: str | None
    state: str
    heartbeat_age_s: float | None


class DiskBody(BaseModel):
    """The file system under one of the station's folders."""

    name: str
    total_bytes: int
    free_bytes: int
    used_percent: float


class StatusBody(BaseModel):
    """The station at a glance."""

    ok: bool
    version: str
    parts: list[PartBody]
    workers: list[WorkerBody]
    queues: list[QueueBody]
    disks: list[DiskBody]
    active_people: int
    sockets: int


class BackupBody(BaseModel):
    """One complete backup."""

    name: str
    made_at: datetime
    n_rows: int = Field(description="Rows of all tables, readings included")
    n_stored_files: int
    stored_bytes: int = Field(description="Bytes of the stored files it holds; backups of a place share them")
    n_missing: int = Field(description="Files the storage lacked when it was made")
    own_bytes: int = Field(description="Bytes that no other backup shares: rows, waiting readings, unfinished uploads")
    checked_at: datetime | None = Field(description="When all of it was last read and compared; null: never")
    n_wrong: int | None = Field(description="Parts that were not in order then; 0: it can be restored")


class BackupsBody(BaseModel):
    """Complete backups, newest first, and what is to come."""

    results: list[BackupBody]
    place: str = Field(description="Where they lie")
    is_same_disk: bool = Field(description="Whether that is the disk of the data folder, and is lost with it")
    every_days: float = Field(description="Age of the newest at which one is made; 0: never")
    keep: int = Field(description="How many stay")
    next_at: datetime | None = Field(description="When the next is due; null: only when someone asks")
    job_id: UUID | None = Field(description="The backup or check that waits or runs")


class BackupPath(BaseModel):
    name: str = Field(max_length=100, description="Name of a backup")
