"""What changed in whose collection, in the order in which it was committed."""

from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from blueprints.dex.models.entries import Visibility
from core.db import Base, CreatedAt


class Collection(Base):
    """A person's collection; its row is locked by whoever changes an entry, until the end of the transaction.

    So the numbers of one collection are committed in their order: who has read up to a number has missed none below.
    """

    __tablename__ = "dex_collections"

    owner_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), primary_key=True)
    seq: Mapped[int] = mapped_column(BigInteger, default=0)
    """Number of its last change."""
    created_at: Mapped[CreatedAt]


class JournalLine(Base):
    """The last change of one entry; it outlives the entry, so that a deletion is still told years later."""

    __tablename__ = "dex_journal"
    __table_args__ = (Index("ix_dex_journal_owner_id_seq", "owner_id", "seq"),)

    entry_id: Mapped[UUID] = mapped_column(primary_key=True)
    owner_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    seq: Mapped[int] = mapped_column(BigInteger)
    widest: Mapped[Visibility] = mapped_column(String(8))
    """Who may ever have seen it: they alone are told that it is gone."""
