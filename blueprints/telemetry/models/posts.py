"""Where events are announced, and the outbox of announcements."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint, false, true
from sqlalchemy.orm import Mapped, mapped_column

from blueprints.telemetry.models.detectors import Severity
from core.db import Base, CreatedAt, UpdatedAt, UuidKey


class PostState(StrEnum):
    """Where an announcement stands."""

    WAITING = "waiting"
    SENDING = "sending"
    """Handed to the target; whether it arrived is only known once the answer is written down."""
    POSTED = "posted"
    DRY_RUN = "dry-run"
    """Written here only, because the target is not live."""
    HELD_BACK = "held-back"
    """Not sent by rule: cooldown, daily cap or quiet hours."""
    FAILED = "failed"
    UNCERTAIN = "uncertain"
    """The process died while sending and the target cannot tell whether it arrived; a person decides."""


class PostTarget(Base):
    """One place where events are announced: its kind, its settings, its rules."""

    __tablename__ = "telemetry_post_targets"
    __table_args__ = (
        UniqueConstraint("group_id", "name"),
        Index("ix_telemetry_post_targets_group_id_created_at", "group_id", "created_at"),
    )

    id: Mapped[UuidKey]
    group_id: Mapped[UUID] = mapped_column(ForeignKey("groups.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(String(120))
    kind: Mapped[str] = mapped_column(String(20))
    """A name of the registry `blueprints.telemetry.posting`."""
    settings: Mapped[dict[str, Any]] = mapped_column(default=dict)
    secrets: Mapped[str] = mapped_column(Text, default="")
    """Credentials, encrypted with a key made of the station's secret; never shown."""
    is_live: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Off until someone turns it on: announcements are then written down and not sent."""
    is_enabled: Mapped[bool] = mapped_column(default=True, server_default=true())
    detector_ids: Mapped[list[Any]] = mapped_column(default=list)
    """Whose events are announced."""
    kinds: Mapped[list[Any]] = mapped_column(default=list)
    """Kinds of events; empty: all."""
    min_severity: Mapped[Severity] = mapped_column(String(8), default=Severity.INFO)
    min_confidence: Mapped[float] = mapped_column(default=0.0)
    templates: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """Kind of event → texts with places for its numbers; `*` for all other kinds."""
    cooldown_s: Mapped[float] = mapped_column(default=1800.0)
    daily_cap: Mapped[int] = mapped_column(default=24)
    quiet_from: Mapped[str | None] = mapped_column(String(5))
    quiet_to: Mapped[str | None] = mapped_column(String(5))
    """Hours, as HH:MM in `time_zone`, in which nothing is sent."""
    time_zone: Mapped[str] = mapped_column(String(64), default="UTC")
    version: Mapped[int] = mapped_column(default=1)
    created_by: Mapped[UUID | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    created_at: Mapped[CreatedAt]
    updated_at: Mapped[UpdatedAt]


class Post(Base):
    """One announcement of one event at one target."""

    __tablename__ = "telemetry_posts"
    __table_args__ = (
        UniqueConstraint("target_id", "event_id"),
        Index("ix_telemetry_posts_created_at", "created_at", "id"),
        Index("ix_telemetry_posts_group_id_created_at", "group_id", "created_at"),
        Index("ix_telemetry_posts_state_not_before", "state", "not_before"),
        Index("ix_telemetry_posts_target_id_detector_id_created_at", "target_id", "detector_id", "created_at"),
    )

    id: Mapped[UuidKey]
    group_id: Mapped[UUID] = mapped_column(ForeignKey("groups.id", ondelete="CASCADE"))
    target_id: Mapped[UUID] = mapped_column(ForeignKey("telemetry_post_targets.id", ondelete="CASCADE"))
    event_id: Mapped[UUID] = mapped_column(ForeignKey("telemetry_events.id", ondelete="CASCADE"), index=True)
    detector_id: Mapped[UUID] = mapped_column(ForeignKey("telemetry_detectors.id", ondelete="CASCADE"), index=True)
    state: Mapped[PostState] = mapped_column(String(10), default=PostState.WAITING)
    text: Mapped[str] = mapped_column(Text)
    template: Mapped[str] = mapped_column(Text, default="")
    """The template it was made of, so that the next one is another."""
    reason: Mapped[str | None] = mapped_column(String(20))
    """Why it was held back: cooldown, daily-cap, quiet-hours."""
    n_tries: Mapped[int] = mapped_column(default=0)
    not_before: Mapped[datetime]
    sending_since: Mapped[datetime | None]
    sender: Mapped[UUID | None]
    """The job that is sending it."""
    posted_at: Mapped[datetime | None]
    remote_id: Mapped[str | None] = mapped_column(String(300))
    remote_url: Mapped[str | None] = mapped_column(Text)
    error_code: Mapped[str | None] = mapped_column(String(60))
    error_detail: Mapped[str | None] = mapped_column(Text)
    created_at: Mapped[CreatedAt]
    updated_at: Mapped[UpdatedAt]
