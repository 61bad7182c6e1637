"""What is measured."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint, true
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Base, BigKey, CreatedAt, UpdatedAt


class ChannelKind(StrEnum):
    ANALOG = "analog"
    DISCRETE = "discrete"
    """A number that stands for a state; `value_texts` names them."""
    BOOLEAN = "boolean"
    TEXT = "text"


class LimitState(StrEnum):
    """Where a channel's value stands against its limits."""

    OK = "ok"
    WARNING_LOW = "warning-low"
    WARNING_HIGH = "warning-high"
    ALARM_LOW = "alarm-low"
    ALARM_HIGH = "alarm-high"


class Channel(Base):
    """One telemetry quantity."""

    __tablename__ = "telemetry_channels"
    __table_args__ = (
        UniqueConstraint("source_id", "public_id"),
        Index("ix_telemetry_channels_group_id_public_id", "group_id", "public_id"),
        Index("ix_telemetry_channels_project_id", "project_id"),
        # The readings of a deleted channel must never be taken for those of a new one.
        {"sqlite_autoincrement": True},
    )

    id: Mapped[BigKey]
    group_id: Mapped[UUID] = mapped_column(ForeignKey("groups.id", ondelete="CASCADE"))
    project_id: Mapped[UUID] = mapped_column(ForeignKey("projects.id", ondelete="CASCADE"))
    source_id: Mapped[UUID] = mapped_column(ForeignKey("telemetry_sources.id", ondelete="CASCADE"))
    site_id: Mapped[UUID | None] = mapped_column(ForeignKey("sites.id", ondelete="SET NULL"), index=True)
    public_id: Mapped[str] = mapped_column(String(120))
    """What the source calls it; unique there."""
    name: Mapped[str] = mapped_column(String(200), default="")
    short_name: Mapped[str] = mapped_column(String(80), default="")
    description: Mapped[str] = mapped_column(Text, default="")
    discipline: Mapped[str] = mapped_column(String(80), default="")
    """The part of the system it belongs to; lists are grouped by it."""
    unit: Mapped[str] = mapped_column(String(40), default="")
    published_unit: Mapped[str | None] = mapped_column(String(40))
    """The unit as the feed names it, where a correction overrides it."""
    kind: Mapped[ChannelKind] = mapped_column(String(10), default=ChannelKind.ANALOG)
    value_texts: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """Of a discrete channel: the number as text → what it means."""
    expected_interval_s: Mapped[float | None]
    """How often a reading is expected; None: only on change, and its value holds until the next."""
    limits: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """`{warning_low, warning_high, alarm_low, alarm_high, hysteresis, context: {channel_id, op, value}}`."""
    display: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """Hints: `{decimals, low, high, colour, is_step}`."""
    retention_days: Mapped[int | None]
    is_active: Mapped[bool] = mapped_column(default=True, server_default=true())
    """Whether its readings are taken; those of an inactive channel are refused."""
    is_auto_created: Mapped[bool] = mapped_column(default=False)
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[CreatedAt]
    updated_at: Mapped[UpdatedAt]


class LimitStatus(Base):
    """Where a channel's newest value stands; kept by the ingest process, so that hysteresis has a memory."""

    __tablename__ = "telemetry_limit_states"

    channel_id: Mapped[int] = mapped_column(
        ForeignKey("telemetry_channels.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    group_id: Mapped[UUID] = mapped_column(ForeignKey("groups.id", ondelete="CASCADE"), index=True)
    state: Mapped[LimitState] = mapped_column(String(14))
    since_at: Mapped[datetime]
    """Feed time at which it entered this state."""
    value: Mapped[float]
