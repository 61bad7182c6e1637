"""Rows of uploads: one file on its way in, from its first byte to the object made from it."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Base, CreatedAt, UuidKey


class UploadState(StrEnum):
    """Receiving bytes, verifying them, and the three ways in which an upload ends."""

    RECEIVING = "receiving"
    VERIFYING = "verifying"
    STORED = "stored"
    REJECTED = "rejected"
    EXPIRED = "expired"


ENDED_STATES = (UploadState.STORED, UploadState.REJECTED, UploadState.EXPIRED)


class Upload(Base):
    """One file sent by a person into a group; how much of it has come is told by its staged file."""

    __tablename__ = "uploads"
    __table_args__ = (
        CheckConstraint(f"state IN ({', '.join(repr(str(state)) for state in UploadState)})", name="state"),
        CheckConstraint("size_bytes >= 0", name="size_bytes"),
        Index("ix_uploads_group_id_created_at", "group_id", "created_at"),
        Index("ix_uploads_state_created_at", "state", "created_at"),
    )

    id: Mapped[UuidKey]
    kind: Mapped[str] = mapped_column(String(40))
    state: Mapped[UploadState] = mapped_column(String(12), default=UploadState.RECEIVING)
    owner_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    group_id: Mapped[UUID] = mapped_column(ForeignKey("groups.id", ondelete="CASCADE"))
    project_id: Mapped[UUID | None] = mapped_column(ForeignKey("projects.id", ondelete="CASCADE"), index=True)
    parent_id: Mapped[UUID | None] = mapped_column(ForeignKey("uploads.id", ondelete="CASCADE"), index=True)
    """The archive this file was a member of."""
    job_id: Mapped[UUID | None] = mapped_column(ForeignKey("jobs.id", ondelete="SET NULL"), index=True)
    """The job that verifies it."""
    file_name: Mapped[str] = mapped_column(String(255))
    size_bytes: Mapped[int] = mapped_column(BigInteger)
    fields: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """What the sender said of the file: site, species, time expansion and the like."""
    tus_metadata: Mapped[str | None] = mapped_column(Text)
    """The Upload-Metadata header as it came; the protocol wants it back."""
    problem: Mapped[dict[str, Any] | None]
    """Why it was refused: `{code, detail}`."""
    result: Mapped[dict[str, Any] | None]
    """What was made from it, or was already here: `{type, id, url}`."""
    created_at: Mapped[CreatedAt]
    ended_at: Mapped[datetime | None]
