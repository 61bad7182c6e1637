"""Where readings come from."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, Index, String, Text, UniqueConstraint, true
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Base, CreatedAt, UpdatedAt, UuidKey


class KeepPolicy(StrEnum):
    """Which of two different values for the same channel and time stays."""

    FIRST = "first"
    LAST = "last"


class SourceState(StrEnum):
    """What a source is doing, as its own thread last said."""

    STOPPED = "stopped"
    """Switched off by a person."""
    WAITING = "waiting"
    """It is to run, but the ingest process has not begun it, or it waits before it tries again."""
    CONNECTED = "connected"
    STALE = "stale"
    """Connected, but what comes is older than it should be."""
    SIGNAL_LOST = "signal-lost"
    """Connected, and the far end says that it hears nothing."""
    FAILED = "failed"
    """The last try ended in an error; `last_error` says which."""
    ENDED = "ended"
    """It has sent all it had (a replay)."""


class Source(Base):
    """One feed of readings: its kind, its settings, and how it is doing."""

    __tablename__ = "telemetry_sources"
    __table_args__ = (
        UniqueConstraint("project_id", "name"),
        Index("ix_telemetry_sources_group_id_created_at", "group_id", "created_at"),
    )

    id: Mapped[UuidKey]
    group_id: Mapped[UUID] = mapped_column(ForeignKey("groups.id", ondelete="CASCADE"))
    project_id: Mapped[UUID] = mapped_column(ForeignKey("projects.id", ondelete="CASCADE"))
    site_id: Mapped[UUID | None] = mapped_column(ForeignKey("sites.id", ondelete="SET NULL"), index=True)
    """Where channels that it makes by itself belong."""
    name: Mapped[str] = mapped_column(String(120))
    kind: Mapped[str] = mapped_column(String(30))
    """A name of the registry of connectors: push, lightstreamer, mqtt, replay, simulator."""
    settings: Mapped[dict[str, Any]] = mapped_column(default=dict)
    secret: Mapped[str | None] = mapped_column(Text)
    """Password of the far end; never shown."""
    blob_sha256: Mapped[str | None] = mapped_column(ForeignKey("blobs.sha256", ondelete="RESTRICT"), index=True)
    """The file that a replay sends."""
    is_enabled: Mapped[bool] = mapped_column(default=True, server_default=true())
    auto_create: Mapped[bool] = mapped_column(default=True, server_default=true())
    """Whether an unknown channel is made; otherwise its readings become dead letters."""
    keep: Mapped[KeepPolicy] = mapped_column(String(8), default=KeepPolicy.FIRST)
    retention_days: Mapped[int | None]
    """How long raw readings are kept, counted back from a channel's newest; None: the station's setting."""
    state: Mapped[SourceState] = mapped_column(String(14), default=SourceState.WAITING)
    state_since: Mapped[datetime | None]
    last_message_at: Mapped[datetime | None]
    """When the last message was received."""
    last_feed_at: Mapped[datetime | None]
    """The newest feed time it sent."""
    rate_per_s: Mapped[float] = mapped_column(default=0.0)
    n_messages: Mapped[int] = mapped_column(BigInteger, default=0)
    n_stored: Mapped[int] = mapped_column(BigInteger, default=0)
    n_duplicates: Mapped[int] = mapped_column(BigInteger, default=0)
    refused: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """How many messages were refused, by reason."""
    n_errors: Mapped[int] = mapped_column(default=0)
    n_reconnects: Mapped[int] = mapped_column(default=0)
    last_error: Mapped[str | None] = mapped_column(Text)
    progress: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """How far a replay is: feed time reached, share done."""
    run_token: Mapped[int] = mapped_column(default=0)
    """Grows when a person starts it anew: the ingest process then begins again."""
    version: Mapped[int] = mapped_column(default=1)
    created_by: Mapped[UUID | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    created_at: Mapped[CreatedAt]
    updated_at: Mapped[UpdatedAt]
