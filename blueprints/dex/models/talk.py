"""What people say about each other's entries."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from blueprints.accounts.models import User
from core.db import Base, CreatedAt, UuidKey


class ReactionKind(StrEnum):
    WONDER = "wonder"
    LOVE = "love"
    RARE = "rare"
    PICTURE = "picture"


class Reaction(Base):
    """One person's sign under an entry."""

    __tablename__ = "dex_reactions"

    entry_id: Mapped[UUID] = mapped_column(ForeignKey("dex_entries.id", ondelete="CASCADE"), primary_key=True)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), primary_key=True, index=True)
    kind: Mapped[ReactionKind] = mapped_column(String(10))
    created_at: Mapped[CreatedAt]


class Comment(Base):
    """What someone wrote under an entry."""

    __tablename__ = "dex_comments"
    __table_args__ = (Index("ix_dex_comments_entry_id_created_at", "entry_id", "created_at"),)

    id: Mapped[UuidKey]
    entry_id: Mapped[UUID] = mapped_column(ForeignKey("dex_entries.id", ondelete="CASCADE"))
    author_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    text: Mapped[str] = mapped_column(Text)
    created_at: Mapped[CreatedAt]
    hidden_at: Mapped[datetime | None]
    hidden_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))

    author: Mapped[User] = relationship(foreign_keys=[author_id], lazy="raise")


class Report(Base):
    """Someone holds an entry, or a comment on it, to be wrong for others' eyes."""

    __tablename__ = "dex_reports"

    id: Mapped[UuidKey]
    entry_id: Mapped[UUID] = mapped_column(ForeignKey("dex_entries.id", ondelete="CASCADE"), index=True)
    comment_id: Mapped[UUID | None] = mapped_column(ForeignKey("dex_comments.id", ondelete="CASCADE"), index=True)
    reporter_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    reason: Mapped[str] = mapped_column(String(500))
    created_at: Mapped[CreatedAt] = mapped_column(index=True)
    settled_at: Mapped[datetime | None]
    settled_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))


class Muted(Base):
    """An entry one person does not want in their feed."""

    __tablename__ = "dex_muted"

    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), primary_key=True)
    entry_id: Mapped[UUID] = mapped_column(
        ForeignKey("dex_entries.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    created_at: Mapped[CreatedAt]
