"""Stored pictures, and the versions people made of them."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Float, ForeignKey, Index, String, Text, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Base, CreatedAt, UpdatedAt, UuidKey

SEARCH_LENGTH = 1000
"""Characters of `Image.search_text`."""


class Image(Base):
    """One stored picture. Its original file, place and serial numbers are for the person who brought it alone."""

    __tablename__ = "images"
    __table_args__ = (
        UniqueConstraint("group_id", "blob_sha256"),
        CheckConstraint("(latitude IS NULL) = (longitude IS NULL)", name="place"),
        CheckConstraint("latitude BETWEEN -90 AND 90", name="latitude"),
        CheckConstraint("longitude BETWEEN -180 AND 180", name="longitude"),
        Index("ix_images_created_at", "created_at", "id"),
        Index("ix_images_group_id_created_at", "group_id", "created_at", "id"),
        Index("ix_images_group_id_timeline_at", "group_id", "timeline_at", "id"),
        Index("ix_images_project_id_timeline_at", "project_id", "timeline_at", "id"),
        Index("ix_images_burst", "group_id", "camera", "taken_at"),
    )

    id: Mapped[UuidKey]
    group_id: Mapped[UUID] = mapped_column(ForeignKey("groups.id", ondelete="RESTRICT"))
    project_id: Mapped[UUID | None] = mapped_column(ForeignKey("projects.id", ondelete="RESTRICT"))
    site_id: Mapped[UUID | None] = mapped_column(ForeignKey("sites.id", ondelete="RESTRICT"), index=True)
    species_id: Mapped[UUID | None] = mapped_column(ForeignKey("species.id", ondelete="RESTRICT"), index=True)
    """What a person last said that it shows; the first of several animals."""
    created_by: Mapped[UUID | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"), index=True)
    """Who brought it: the only person who may have its original."""
    blob_sha256: Mapped[str] = mapped_column(ForeignKey("blobs.sha256", ondelete="RESTRICT"), index=True)
    """The original file, never served to anyone else."""

    file_name: Mapped[str] = mapped_column(String(255))
    name: Mapped[str] = mapped_column(String(255))
    sort_name: Mapped[str] = mapped_column(String(255))
    """The name in lower case, so that lists sort alike on every database."""
    notes: Mapped[str] = mapped_column(Text, default="")
    search_text: Mapped[str] = mapped_column(String(SEARCH_LENGTH), default="")
    size_bytes: Mapped[int] = mapped_column(BigInteger)
    format: Mapped[str] = mapped_column(String(8))
    width: Mapped[int]
    """Pixels of the original, upright."""
    height: Mapped[int]
    orientation: Mapped[int] = mapped_column(default=1)
    """EXIF value 1 to 8 of the original."""
    phash: Mapped[int | None] = mapped_column(BigInteger)
    """Perceptual hash of 64 bits as a signed number; near duplicates differ in few bits."""

    taken_at: Mapped[datetime | None]
    utc_offset_min: Mapped[int | None]
    """Offset of the camera's clock from UTC; None when it is not known."""
    timeline_at: Mapped[datetime]
    """When it was taken; when that is not known, when it arrived. What lists sort by."""
    latitude: Mapped[float | None] = mapped_column(Float)
    longitude: Mapped[float | None] = mapped_column(Float)
    accuracy_m: Mapped[float | None] = mapped_column(Float)
    is_place_shared: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Whether the other members of the group may see the coordinates, and a provider be told them."""
    camera: Mapped[str | None] = mapped_column(String(120))
    """Make and model, never a serial number."""
    exif: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """Lens, exposure and the like, chosen by name: nothing that tells who or where."""
    burst_id: Mapped[UUID | None] = mapped_column(index=True)
    """Pictures of one camera taken within moments of each other share it."""

    current_version_id: Mapped[UUID | None]
    """Which version is shown."""
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[CreatedAt]
    updated_at: Mapped[UpdatedAt]

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 (SQLAlchemy reads a plain class attribute)


class ImageVersion(Base):
    """A picture as it is shown: the original upright, with transformations applied. Rows are added, never changed."""

    __tablename__ = "image_versions"
    __table_args__ = (UniqueConstraint("image_id", "number"),)

    id: Mapped[UuidKey]
    image_id: Mapped[UUID] = mapped_column(ForeignKey("images.id", ondelete="CASCADE"))
    parent_id: Mapped[UUID | None] = mapped_column(ForeignKey("image_versions.id", ondelete="SET NULL"), index=True)
    """The version it was made from; None for the first."""
    number: Mapped[int]
    transformations: Mapped[list[Any]] = mapped_column(default=list)
    """Everything done to the upright original, in order: the parent's and its own."""
    width: Mapped[int]
    """Pixels of the standard picture."""
    height: Mapped[int]
    standard_sha256: Mapped[str] = mapped_column(ForeignKey("blobs.sha256", ondelete="RESTRICT"), index=True)
    """WebP in sRGB, long side at most 2560, nothing in it but pixels."""
    thumbnail_768_sha256: Mapped[str] = mapped_column(ForeignKey("blobs.sha256", ondelete="RESTRICT"), index=True)
    thumbnail_256_sha256: Mapped[str] = mapped_column(ForeignKey("blobs.sha256", ondelete="RESTRICT"), index=True)
    code_version: Mapped[str] = mapped_column(String(60))
    created_by: Mapped[UUID | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    created_at: Mapped[CreatedAt]
