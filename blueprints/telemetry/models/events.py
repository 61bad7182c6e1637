"""What detectors found."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, Index, String, Text, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, mapped_column

from blueprints.telemetry.models.detectors import Severity
from core.db import Base, CreatedAt, UpdatedAt, UuidKey

IS_STANDING = text("withdrawn_at IS NULL")


class Event(Base):
    """One thing one detector found; found again, it is the same row."""

    __tablename__ = "telemetry_events"
    __table_args__ = (
        UniqueConstraint("detector_id", "start_us", "kind"),
        Index("ix_telemetry_events_start_us", "start_us", "id"),
        Index("ix_telemetry_events_group_id_start_us", "group_id", "start_us"),
        # Lists leave withdrawn ones out: counting reads the index alone.
        Index("ix_telemetry_events_standing", "group_id", "start_us", "id", sqlite_where=IS_STANDING,
              postgresql_where=IS_STANDING),
        Index("ix_telemetry_events_detector_id_is_settled", "detector_id", "is_settled"),
    )

    id: Mapped[UuidKey]
    group_id: Mapped[UUID] = mapped_column(ForeignKey("groups.id", ondelete="CASCADE"))
    project_id: Mapped[UUID] = mapped_column(ForeignKey("projects.id", ondelete="CASCADE"), index=True)
    detector_id: Mapped[UUID] = mapped_column(ForeignKey("telemetry_detectors.id", ondelete="CASCADE"))
    detector_revision: Mapped[int]
    method_version: Mapped[int]
    kind: Mapped[str] = mapped_column(String(40))
    start_us: Mapped[int] = mapped_column(BigInteger)
    """Feed time, microseconds since 1970 UTC."""
    end_us: Mapped[int | None] = mapped_column(BigInteger)
    """NULL while it lasts."""
    peak_us: Mapped[int] = mapped_column(BigInteger)
    peak: Mapped[float]
    measures: Mapped[dict[str, Any]] = mapped_column(default=dict)
    confidence: Mapped[float] = mapped_column(default=1.0)
    severity: Mapped[Severity] = mapped_column(String(8))
    is_latched: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Stays an alarm after its end until someone has acknowledged it."""
    channel_ids: Mapped[list[Any]] = mapped_column(default=list)
    evidence: Mapped[list[Any]] = mapped_column(default=list)
    """`{channel_id, public_id, name, unit, points: [[at_us, value]]}` around it: readings may be gone later."""
    is_settled: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Whether late readings can no longer undo it."""
    withdrawn_at: Mapped[datetime | None]
    """When late readings had undone it."""
    acknowledged_by: Mapped[UUID | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    acknowledged_at: Mapped[datetime | None]
    shelved_until: Mapped[datetime | None]
    note: Mapped[str] = mapped_column(Text, default="")
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[CreatedAt]
    """When it was found."""
    updated_at: Mapped[UpdatedAt]
