"""Entries of a collection and their pictures."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Float, ForeignKey, Index, String, Text, UniqueConstraint, false, text, true
from sqlalchemy.orm import Mapped, mapped_column, relationship

from blueprints.accounts.models import User
from blueprints.species.models import Species
from core.db import Base, CreatedAt, UpdatedAt, UuidKey


class Visibility(StrEnum):
    """Who else may see an entry; each includes those before."""

    PRIVATE = "private"
    FRIENDS = "friends"
    PUBLIC = "public"

    @property
    def reach(self) -> int:
        return list(Visibility).index(self)


IS_IN_FEED = text("deleted_at IS NULL AND shown_at IS NOT NULL")


class DexEntry(Base):
    """One observation in a person's collection."""

    __tablename__ = "dex_entries"
    __table_args__ = (
        UniqueConstraint("owner_id", "client_id"),
        CheckConstraint("visibility IN ('private','friends','public')", name="visibility"),
        CheckConstraint("(latitude IS NULL) = (longitude IS NULL)", name="place"),
        CheckConstraint("latitude BETWEEN -90 AND 90", name="latitude"),
        CheckConstraint("longitude BETWEEN -180 AND 180", name="longitude"),
        CheckConstraint("n_individuals >= 1", name="n_individuals"),
        Index("ix_dex_entries_owner_id_observed_at", "owner_id", "observed_at", "id"),
        Index("ix_dex_entries_owner_id_species_id", "owner_id", "species_id"),
        Index("ix_dex_entries_shown_at", "shown_at", "id"),
        Index("ix_dex_entries_deleted_at", "deleted_at"),
        # All that decides who sees what in the feed, so that counting it reads the index alone.
        Index("ix_dex_entries_audience", "owner_id", "visibility", "hidden_at", sqlite_where=IS_IN_FEED,
              postgresql_where=IS_IN_FEED),
    )

    id: Mapped[UuidKey]
    owner_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    species_id: Mapped[UUID] = mapped_column(ForeignKey("species.id", ondelete="RESTRICT"), index=True)
    client_id: Mapped[str | None] = mapped_column(String(64))
    """The name a device gave it while it was offline; sent twice it is still one entry."""
    vision_job_id: Mapped[UUID | None] = mapped_column(ForeignKey("vision_jobs.id", ondelete="SET NULL"), index=True)
    identification_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("identifications.id", ondelete="SET NULL"), index=True
    )
    """The word on a picture that it was made from."""
    observed_at: Mapped[datetime]
    latitude: Mapped[float | None] = mapped_column(Float)
    longitude: Mapped[float | None] = mapped_column(Float)
    accuracy_m: Mapped[float | None] = mapped_column(Float)
    place_name: Mapped[str] = mapped_column(String(200), default="")
    is_obscured: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Others are shown the place only to 0.2 degrees; always so for a sensitive species."""
    n_individuals: Mapped[int] = mapped_column(default=1)
    is_wild: Mapped[bool] = mapped_column(default=True, server_default=true())
    notes: Mapped[str] = mapped_column(Text, default="")
    card_style: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """Colour, shape and stickers of its card."""
    visibility: Mapped[Visibility] = mapped_column(String(8), default=Visibility.FRIENDS)
    is_favourite: Mapped[bool] = mapped_column(default=False, server_default=false())
    shown_at: Mapped[datetime | None]
    """When it was first shown to anybody else; the feed is in this order."""
    hidden_at: Mapped[datetime | None]
    """When an operator took it from everybody but its owner."""
    deleted_at: Mapped[datetime | None]
    field_versions: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """For each field the version in which it last changed; what was written offline is held against it."""
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[CreatedAt]
    updated_at: Mapped[UpdatedAt]

    species: Mapped[Species] = relationship(lazy="raise")
    owner: Mapped[User] = relationship(lazy="raise")
    pictures: Mapped[list["DexPicture"]] = relationship(
        lazy="raise", order_by="DexPicture.position", cascade="all, delete-orphan", passive_deletes=True
    )

    __mapper_args__ = {"version_id_col": version, "version_id_generator": False}  # noqa: RUF012 (as SQLAlchemy reads it)


class DexPicture(Base):
    """A picture of an entry: files of its own claim, so that it stays when the picture it was made from goes."""

    __tablename__ = "dex_pictures"
    __table_args__ = (Index("ix_dex_pictures_entry_id_position", "entry_id", "position"),)

    id: Mapped[UuidKey]
    entry_id: Mapped[UUID] = mapped_column(ForeignKey("dex_entries.id", ondelete="CASCADE"))
    image_id: Mapped[UUID | None] = mapped_column(ForeignKey("images.id", ondelete="SET NULL"), index=True)
    version_id: Mapped[UUID | None] = mapped_column(ForeignKey("image_versions.id", ondelete="SET NULL"), index=True)
    position: Mapped[int] = mapped_column(default=0)
    """The first is the one on the card."""
    width: Mapped[int]
    height: Mapped[int]
    standard_sha256: Mapped[str] = mapped_column(ForeignKey("blobs.sha256", ondelete="RESTRICT"), index=True)
    thumbnail_768_sha256: Mapped[str] = mapped_column(ForeignKey("blobs.sha256", ondelete="RESTRICT"), index=True)
    thumbnail_256_sha256: Mapped[str] = mapped_column(ForeignKey("blobs.sha256", ondelete="RESTRICT"), index=True)
    created_at: Mapped[CreatedAt]
