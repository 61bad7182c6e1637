"""Who is whose friend, and who wants nothing to do with whom."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, String, false
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Base, CreatedAt, UpdatedAt


class FriendState(StrEnum):
    NONE = "none"
    PENDING = "pending"
    FRIENDS = "friends"
    REJECTED = "rejected"


class Friendship(Base):
    """What there is between two people: one row a pair, the lower id first."""

    __tablename__ = "friendships"
    __table_args__ = (
        CheckConstraint("low_id < high_id", name="order"),
        CheckConstraint("state IN ('none','pending','friends','rejected')", name="state"),
    )

    low_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), primary_key=True)
    high_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), primary_key=True, index=True)
    state: Mapped[FriendState] = mapped_column(String(10), default=FriendState.NONE)
    asked_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    """Who asked last."""
    answered_at: Mapped[datetime | None]
    is_blocked_by_low: Mapped[bool] = mapped_column(default=False, server_default=false())
    is_blocked_by_high: Mapped[bool] = mapped_column(default=False, server_default=false())
    created_at: Mapped[CreatedAt]
    updated_at: Mapped[UpdatedAt]
