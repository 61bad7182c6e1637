"""Public links."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, false
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Base, CreatedAt, UpdatedAt, UuidKey


class PublicLink(Base):
    """One link by which anybody may look at chosen results of a project, until it ends."""

    __tablename__ = "public_links"
    __table_args__ = (Index("ix_public_links_group_id_created_at", "group_id", "created_at"),)

    id: Mapped[UuidKey]
    group_id: Mapped[UUID] = mapped_column(ForeignKey("groups.id", ondelete="CASCADE"))
    project_id: Mapped[UUID] = mapped_column(ForeignKey("projects.id", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(String(120))
    """The heading of the public page."""
    token_sha256: Mapped[str] = mapped_column(String(64), unique=True)
    """The token itself is shown once and kept nowhere."""
    token_end: Mapped[str] = mapped_column(String(4))
    """Its last characters, by which people tell links apart."""
    timelines: Mapped[list[Any]] = mapped_column(default=list)
    """`[{timeline_id, name, site_id, tracks, start_at, end_at, step_s}]` as they were when the link was made: a later
    change of a saved timeline must not make more of it public."""
    pages: Mapped[list[Any]] = mapped_column(default=list)
    """Names of the result pages that are shown."""
    shows_places: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Whether sites are shown where they are; otherwise to 0.2 degrees, and always so beside a sensitive species."""
    shows_author: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Whether the page says who shared it."""
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    n_views: Mapped[int] = mapped_column(default=0)
    """How often the page was opened."""
    last_viewed_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)
    created_by: Mapped[UUID | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    created_at: Mapped[CreatedAt]
    updated_at: Mapped[UpdatedAt]
