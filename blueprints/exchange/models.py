"""Files made on request and kept for a while, and projects on their way in."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Base, CreatedAt, UuidKey


class ExportKind(StrEnum):
    PROJECT = "project-archive"
    FEATURES = "features"
    """The 27 measures of each call."""
    RICH_FEATURES = "features-rich"
    HDF5 = "hdf5"
    """Calls, measures and probabilities in one file."""


class WorkState(StrEnum):
    WAITING = "waiting"
    READY = "ready"
    FAILED = "failed"
    EXPIRED = "expired"


class Export(Base):
    """A file someone asked for that takes a while to make."""

    __tablename__ = "exports"
    __table_args__ = (Index("ix_exports_group_id_created_at", "group_id", "created_at"),)

    id: Mapped[UuidKey]
    group_id: Mapped[UUID] = mapped_column(ForeignKey("groups.id", ondelete="CASCADE"))
    project_id: Mapped[UUID | None] = mapped_column(ForeignKey("projects.id", ondelete="CASCADE"), index=True)
    kind: Mapped[ExportKind] = mapped_column(String(20))
    options: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """What was asked for."""
    state: Mapped[WorkState] = mapped_column(String(10), default=WorkState.WAITING)
    problem_code: Mapped[str | None] = mapped_column(String(80))
    problem_detail: Mapped[str | None] = mapped_column(Text)
    file_name: Mapped[str | None] = mapped_column(String(255))
    size_bytes: Mapped[int | None] = mapped_column(BigInteger)
    blob_sha256: Mapped[str | None] = mapped_column(ForeignKey("blobs.sha256", ondelete="RESTRICT"), index=True)
    expires_at: Mapped[datetime | None] = mapped_column(index=True)
    """When the file is given up; None while it is not made."""
    job_id: Mapped[UUID | None] = mapped_column(ForeignKey("jobs.id", ondelete="SET NULL"), index=True)
    created_by: Mapped[UUID | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    created_at: Mapped[CreatedAt]


class ProjectImport(Base):
    """A project's archive that arrived, and what became of it."""

    __tablename__ = "project_imports"
    __table_args__ = (Index("ix_project_imports_group_id_created_at", "group_id", "created_at"),)

    id: Mapped[UuidKey]
    group_id: Mapped[UUID] = mapped_column(ForeignKey("groups.id", ondelete="CASCADE"))
    project_id: Mapped[UUID | None] = mapped_column(ForeignKey("projects.id", ondelete="SET NULL"), index=True)
    """The project made of it."""
    file_name: Mapped[str] = mapped_column(String(255))
    state: Mapped[WorkState] = mapped_column(String(10), default=WorkState.WAITING)
    problem_code: Mapped[str | None] = mapped_column(String(80))
    problem_detail: Mapped[str | None] = mapped_column(Text)
    blob_sha256: Mapped[str | None] = mapped_column(ForeignKey("blobs.sha256", ondelete="RESTRICT"), index=True)
    """The archive; let go once it was taken in."""
    counts: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """Rows made, by table."""
    notes: Mapped[list[Any]] = mapped_column(default=list)
    """What could not be taken over as it was."""
    job_id: Mapped[UUID | None] = mapped_column(ForeignKey("jobs.id", ondelete="SET NULL"), index=True)
    created_by: Mapped[UUID | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    created_at: Mapped[CreatedAt]
