"""Saved timelines."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, Text, false
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Base, CreatedAt, UpdatedAt, UuidKey


class Timeline(Base):
    """Tracks of a project or of one of its sites, as a person put them together; shared ones are the group's to see."""

    __tablename__ = "timelines"
    __table_args__ = (Index("ix_timelines_group_id_name", "group_id", "name"),)

    id: Mapped[UuidKey]
    group_id: Mapped[UUID] = mapped_column(ForeignKey("groups.id", ondelete="CASCADE"))
    project_id: Mapped[UUID] = mapped_column(ForeignKey("projects.id", ondelete="CASCADE"), index=True)
    site_id: Mapped[UUID | None] = mapped_column(ForeignKey("sites.id", ondelete="SET NULL"), index=True)
    owner_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(String(120))
    description: Mapped[str] = mapped_column(Text, default="")
    tracks: Mapped[list[Any]] = mapped_column(default=list)
    """`[{kind, key, measure}]`, from top to bottom."""
    start_at: Mapped[datetime | None]
    """The span it opens with; None with None: all there is."""
    end_at: Mapped[datetime | None]
    step_s: Mapped[int | None]
    """Length of a bin; None: as the span asks for."""
    is_shared: Mapped[bool] = mapped_column(default=False, server_default=false())
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[CreatedAt]
    updated_at: Mapped[UpdatedAt]
