"""Grids of charts and values that people put together."""

from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Base, CreatedAt, UpdatedAt, UuidKey


class Dashboard(Base):
    """One person's grid; shared ones are seen by the whole group."""

    __tablename__ = "telemetry_dashboards"
    __table_args__ = (Index("ix_telemetry_dashboards_group_id_name", "group_id", "name"),)

    id: Mapped[UuidKey]
    group_id: Mapped[UUID] = mapped_column(ForeignKey("groups.id", ondelete="CASCADE"))
    owner_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(String(120))
    is_shared: Mapped[bool] = mapped_column(default=False)
    panels: Mapped[list[Any]] = mapped_column(default=list)
    """`[{kind, x, y, w, h, title, channel_ids, text, span_s}]` on a grid of twelve columns."""
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[CreatedAt]
    updated_at: Mapped[UpdatedAt]
