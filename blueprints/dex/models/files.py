"""Files made of a collection on request."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Base, CreatedAt, UuidKey


class CardFile(Base):
    """A printable file of cards someone asked for; kept for a week."""

    __tablename__ = "dex_card_files"
    __table_args__ = (Index("ix_dex_card_files_owner_id_created_at", "owner_id", "created_at"),)

    id: Mapped[UuidKey]
    owner_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    state: Mapped[str] = mapped_column(String(10), default="waiting")
    """waiting, ready or failed."""
    problem_detail: Mapped[str | None] = mapped_column(Text)
    n_cards: Mapped[int] = mapped_column(default=0)
    size_bytes: Mapped[int | None] = mapped_column(BigInteger)
    blob_sha256: Mapped[str | None] = mapped_column(ForeignKey("blobs.sha256", ondelete="RESTRICT"), index=True)
    job_id: Mapped[UUID | None] = mapped_column(ForeignKey("jobs.id", ondelete="SET NULL"), index=True)
    created_at: Mapped[CreatedAt]
    expires_at: Mapped[datetime | None]
