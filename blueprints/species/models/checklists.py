"""Checklists: releases of published names that were taken in; each has tables of its own for its names."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Base, CreatedAt


class ChecklistState(StrEnum):
    """How far a release is taken in; only one that is ready is searched."""

    LOADING = "loading"
    READY = "ready"
    STOPPED = "stopped"
    """Cancelled or failed on the way; what was read is kept, so that it can go on or be discarded."""


class Checklist(Base):
    """One release of a checklist. Its number is part of the names of its tables."""

    __tablename__ = "checklists"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    title: Mapped[str] = mapped_column(String(200))
    alias: Mapped[str] = mapped_column(String(200), default="")
    release: Mapped[str] = mapped_column(String(200), default="")
    """Version or date as the checklist itself says."""
    kind: Mapped[str] = mapped_column(String(20), default="")
    file_name: Mapped[str] = mapped_column(String(255))
    digest: Mapped[str] = mapped_column(String(64), default="", index=True)
    """SHA-256 over the tables that are read; the same release again has the same."""
    state: Mapped[ChecklistState] = mapped_column(String(10), default=ChecklistState.LOADING)
    progress: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """Stage and rows done, written with the rows: where a stopped import goes on."""
    counts: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """Rows by kind, once it is ready."""
    problem_code: Mapped[str | None] = mapped_column(String(80))
    problem_detail: Mapped[str | None] = mapped_column(Text)
    blob_sha256: Mapped[str | None] = mapped_column(ForeignKey("blobs.sha256", ondelete="RESTRICT"), index=True)
    """The file it comes from, kept until it is ready."""
    job_id: Mapped[UUID | None] = mapped_column(ForeignKey("jobs.id", ondelete="SET NULL"), index=True)
    created_by: Mapped[UUID | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    created_at: Mapped[CreatedAt]
    ready_at: Mapped[datetime | None]
