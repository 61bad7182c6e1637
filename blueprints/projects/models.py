"""Tables of projects and of the places they watch."""

from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.db import Base, CreatedAt, UpdatedAt, UuidKey


class Project(Base):
    """A body of work within a group."""

    __tablename__ = "projects"
    __table_args__ = (UniqueConstraint("group_id", "name"),)

    id: Mapped[UuidKey]
    group_id: Mapped[UUID] = mapped_column(ForeignKey("groups.id", ondelete="RESTRICT"))
    name: Mapped[str] = mapped_column(String(100))
    description: Mapped[str] = mapped_column(Text, default="")
    recipe: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """What is done to a recording on arrival: `{"segment": {…} | null, "classify": {…} | null}`."""
    version: Mapped[int] = mapped_column(default=1)
    created_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    created_at: Mapped[CreatedAt] = mapped_column(index=True)
    updated_at: Mapped[UpdatedAt]

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 (SQLAlchemy reads a plain class attribute)


class Site(Base):
    """A named place that recordings, images, channels and datasets can belong to."""

    __tablename__ = "sites"
    __table_args__ = (
        UniqueConstraint("project_id", "name"),
        CheckConstraint("latitude BETWEEN -90 AND 90", name="latitude"),
        CheckConstraint("longitude BETWEEN -180 AND 180", name="longitude"),
        CheckConstraint("(latitude IS NULL) = (longitude IS NULL)", name="place"),
    )

    id: Mapped[UuidKey]
    project_id: Mapped[UUID] = mapped_column(ForeignKey("projects.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(String(100))
    latitude: Mapped[float | None]
    """Degrees north, WGS 84."""
    longitude: Mapped[float | None]
    """Degrees east, WGS 84."""
    time_zone: Mapped[str] = mapped_column(String(64), default="UTC")
    """A name of the IANA time zone database: what the clock on the wall showed."""
    habitat: Mapped[str] = mapped_column(Text, default="")
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[CreatedAt]
    updated_at: Mapped[UpdatedAt]

    project: Mapped[Project] = relationship(lazy="raise")

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 (SQLAlchemy reads a plain class attribute)
