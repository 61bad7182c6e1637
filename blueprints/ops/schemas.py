"""Response models of the station's state."""

from pydantic import BaseModel, Field


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
