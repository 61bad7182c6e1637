"""Response models of the station's state."""

from datetime import datetime

from pydantic import BaseModel, Field

from core.jobs.kinds import JobKind, Queue


class BackupParams(BaseModel):
    """A backup takes no choices; the settings say where to."""


BACKUP = JobKind("ops.backup", BackupParams, queue=Queue.TRAIN, time_limit_s=24 * 3600)
"""Save the whole station."""


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


class BackupsBody(BaseModel):
    """Complete backups, newest first."""

    results: list[BackupBody]
