"""Rows of jobs and of what they wait for."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Base, CreatedAt, UuidKey
from core.jobs.kinds import JobState

BATCH_KINDS = ("batch", "chain")
"""Kinds of parent rows: they do nothing themselves, their children are the work."""

IS_TOP = text("parent_id IS NULL")
"""Condition of the index over jobs that are no parts of others."""


class Job(Base):
    """One piece of background work; this row is the truth about it."""

    __tablename__ = "jobs"
    __table_args__ = (
        CheckConstraint("state IN ('queued','running','succeeded','failed','cancelled')", name="state"),
        Index("ix_jobs_pick", "queue", "state", "n_waiting", "owner_id", "created_at"),
        Index("ix_jobs_group_id_created_at", "group_id", "created_at"),
        # Lists show what has no parent, of all of a person's groups.
        Index("ix_jobs_created_at", "created_at", "id", sqlite_where=IS_TOP, postgresql_where=IS_TOP),
        # What they are counted from: small, for the groups and people are few.
        Index("ix_jobs_tops", "group_id", "owner_id", sqlite_where=IS_TOP, postgresql_where=IS_TOP),
        Index("ix_jobs_owner_id_started_at", "owner_id", "started_at"),
        Index("ix_jobs_parent_id_state", "parent_id", "state"),
        Index("ix_jobs_state_heartbeat_at", "state", "heartbeat_at"),
    )

    id: Mapped[UuidKey]
    kind: Mapped[str] = mapped_column(String(60))
    title: Mapped[str] = mapped_column(String(300))
    queue: Mapped[str | None] = mapped_column(String(20))
    """None for parent rows, which no worker takes."""
    state: Mapped[JobState] = mapped_column(String(20), default=JobState.QUEUED)
    owner_id: Mapped[UUID | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    group_id: Mapped[UUID | None] = mapped_column(ForeignKey("groups.id", ondelete="CASCADE"))
    project_id: Mapped[UUID | None] = mapped_column(ForeignKey("projects.id", ondelete="SET NULL"), index=True)
    parent_id: Mapped[UUID | None] = mapped_column(ForeignKey("jobs.id", ondelete="CASCADE"))
    params: Mapped[dict[str, Any]] = mapped_column(default=dict)
    n_waiting: Mapped[int] = mapped_column(default=0)
    """Jobs that must succeed before this one may start."""
    attempt: Mapped[int] = mapped_column(default=0)
    n_faults: Mapped[int] = mapped_column(default=0)
    """Passing faults since a person last asked for the job; bounded by the retry delays."""
    n_losses: Mapped[int] = mapped_column(default=0)
    """Times the process working on it vanished; bounded, so that a job that kills workers ends."""
    not_before: Mapped[datetime | None]
    claim: Mapped[UUID | None]
    """Token of the process that works on it; whoever lacks it cannot write."""
    rq_id: Mapped[str | None] = mapped_column(String(100))
    worker: Mapped[str | None] = mapped_column(String(200))
    heartbeat_at: Mapped[datetime | None]
    created_at: Mapped[CreatedAt]
    started_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
    error_code: Mapped[str | None] = mapped_column(String(80))
    error_detail: Mapped[str | None] = mapped_column(Text)
    results: Mapped[list[Any]] = mapped_column(default=list)
    log: Mapped[list[Any]] = mapped_column(default=list)
    """The last log lines, written when it ends."""

    @property
    def is_batch(self) -> bool:
        return self.kind in BATCH_KINDS


class JobDependency(Base):
    """`job_id` starts only after `after_id` succeeded."""

    __tablename__ = "job_dependencies"

    job_id: Mapped[UUID] = mapped_column(ForeignKey("jobs.id", ondelete="CASCADE"), primary_key=True)
    after_id: Mapped[UUID] = mapped_column(ForeignKey("jobs.id", ondelete="CASCADE"), primary_key=True, index=True)
