"""Rules that watch channels, and how they would have done with other parameters."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, Index, String, Text, UniqueConstraint, false, true
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Base, BigId, CreatedAt, UpdatedAt, UuidKey


class Severity(StrEnum):
    """How much an event matters; each more than the one before."""

    INFO = "info"
    WARNING = "warning"
    ALARM = "alarm"

    @property
    def rank(self) -> int:
        return list(Severity).index(self)


class BackTestState(StrEnum):
    WAITING = "waiting"
    READY = "ready"
    FAILED = "failed"


class Detector(Base):
    """One rule: its method and parameters, the channels it watches, and how far it has come."""

    __tablename__ = "telemetry_detectors"
    __table_args__ = (
        UniqueConstraint("project_id", "name"),
        UniqueConstraint("limits_channel_id"),
        Index("ix_telemetry_detectors_group_id_created_at", "group_id", "created_at"),
    )

    id: Mapped[UuidKey]
    group_id: Mapped[UUID] = mapped_column(ForeignKey("groups.id", ondelete="CASCADE"))
    project_id: Mapped[UUID] = mapped_column(ForeignKey("projects.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(String(120))
    description: Mapped[str] = mapped_column(Text, default="")
    method: Mapped[str] = mapped_column(String(40))
    """A name of the registry `processing.telemetry.detectors`."""
    params: Mapped[dict[str, Any]] = mapped_column(default=dict)
    channel_ids: Mapped[list[Any]] = mapped_column(default=list)
    """In the order of the method's slots; null where an optional one is left out."""
    beat_ids: Mapped[list[Any]] = mapped_column(default=list)
    """Channels that report all the time: their common silence is a loss of signal."""
    signal: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """`{channel_id, acquired}` of a channel that tells whether there is a signal; empty without one."""
    gap_s: Mapped[float] = mapped_column(default=30.0)
    """The longest silence of the beats that is no loss."""
    late_s: Mapped[float] = mapped_column(default=600.0)
    """How long late readings are waited for before events are final."""
    every_s: Mapped[float] = mapped_column(default=30.0)
    """Its schedule; new readings of its channels are looked at sooner."""
    severity: Mapped[Severity] = mapped_column(String(8), default=Severity.INFO)
    is_notified: Mapped[bool] = mapped_column(default=True, server_default=true())
    """Whether members of the group are told of its events."""
    is_enabled: Mapped[bool] = mapped_column(default=True, server_default=true())
    limits_channel_id: Mapped[int | None] = mapped_column(
        BigId, ForeignKey("telemetry_channels.id", ondelete="CASCADE")
    )
    """Set when it was made from the limits of this channel and follows them."""
    revision: Mapped[int] = mapped_column(default=1)
    """Grows with every change of what it finds; events carry it."""
    checkpoint_us: Mapped[int] = mapped_column(BigInteger, default=-1)
    """Feed time up to which all readings are in `state`."""
    state: Mapped[str] = mapped_column(Text, default="{}")
    """JSON as the detector left it, byte for byte."""
    until_us: Mapped[int] = mapped_column(BigInteger, default=-1)
    """Feed time it has looked at."""
    seen_us: Mapped[int] = mapped_column(BigInteger, default=-1)
    """When the newest of its readings was received, as of the last look."""
    looked_at: Mapped[datetime | None]
    look_ms: Mapped[float | None]
    problem: Mapped[str | None] = mapped_column(Text)
    """Why the last look failed."""
    is_catching_up: Mapped[bool] = mapped_column(default=False, server_default=false())
    """While it goes through history nobody is told of its events."""
    n_events: Mapped[int] = mapped_column(default=0)
    version: Mapped[int] = mapped_column(default=1)
    created_by: Mapped[UUID | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    created_at: Mapped[CreatedAt]
    updated_at: Mapped[UpdatedAt]


class BackTest(Base):
    """A detector run over stored readings with other parameters, compared with the present ones."""

    __tablename__ = "telemetry_back_tests"
    __table_args__ = (Index("ix_telemetry_back_tests_detector_id_created_at", "detector_id", "created_at"),)

    id: Mapped[UuidKey]
    group_id: Mapped[UUID] = mapped_column(ForeignKey("groups.id", ondelete="CASCADE"), index=True)
    detector_id: Mapped[UUID] = mapped_column(ForeignKey("telemetry_detectors.id", ondelete="CASCADE"))
    params: Mapped[dict[str, Any]] = mapped_column(default=dict)
    start_us: Mapped[int] = mapped_column(BigInteger)
    end_us: Mapped[int] = mapped_column(BigInteger)
    state: Mapped[BackTestState] = mapped_column(String(8), default=BackTestState.WAITING)
    problem: Mapped[str | None] = mapped_column(Text)
    n_readings: Mapped[int] = mapped_column(default=0)
    n_common: Mapped[int] = mapped_column(default=0)
    n_only_old: Mapped[int] = mapped_column(default=0)
    n_only_new: Mapped[int] = mapped_column(default=0)
    events: Mapped[list[Any]] = mapped_column(default=list)
    """`{in: common | only-old | only-new, old, new}`, in the order of time, the first 2,000."""
    job_id: Mapped[UUID | None] = mapped_column(ForeignKey("jobs.id", ondelete="SET NULL"), index=True)
    created_by: Mapped[UUID | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    created_at: Mapped[CreatedAt]
