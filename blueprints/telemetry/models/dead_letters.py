"""Messages that could not be stored."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Base, BigKey


class DeadLetter(Base):
    """One refused message, as it came, with the reason; a person can look at it and send it again."""

    __tablename__ = "telemetry_dead_letters"
    __table_args__ = (
        UniqueConstraint("source_id", "origin"),
        Index("ix_telemetry_dead_letters_group_id_id", "group_id", "id"),
    )

    id: Mapped[BigKey]
    group_id: Mapped[UUID] = mapped_column(ForeignKey("groups.id", ondelete="CASCADE"))
    source_id: Mapped[UUID] = mapped_column(ForeignKey("telemetry_sources.id", ondelete="CASCADE"))
    origin: Mapped[str] = mapped_column(String(80))
    """Where it stood in what was received; the same message read again after a crash is the same letter."""
    received_at: Mapped[datetime]
    reason: Mapped[str] = mapped_column(String(40))
    detail: Mapped[str] = mapped_column(Text, default="")
    channel: Mapped[str | None] = mapped_column(String(200))
    payload: Mapped[str] = mapped_column(Text)
    replayed_at: Mapped[datetime | None]
