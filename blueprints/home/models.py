"""When people were last here."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Base


class Visit(Base):
    """A person's present visit, and when the one before it ended: what came since then is news to them."""

    __tablename__ = "home_visits"

    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), primary_key=True)
    seen_at: Mapped[datetime]
    """When the page was last open before them."""
    since_at: Mapped[datetime | None]
    """The end of the visit before; NULL during the first."""
