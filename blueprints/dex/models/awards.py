"""What people reached."""

from uuid import UUID

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Base, CreatedAt


class Award(Base):
    """A badge a person has; given once, never taken back."""

    __tablename__ = "dex_awards"

    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), primary_key=True)
    badge: Mapped[str] = mapped_column(String(60), primary_key=True)
    """As in the list of badges; of a family, with its name."""
    created_at: Mapped[CreatedAt]
