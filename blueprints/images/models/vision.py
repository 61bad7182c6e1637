"""Identifications of pictures: what was asked of whom, what was proposed, and what people said."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Float, ForeignKey, Index, LargeBinary, String, Text, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Base, CreatedAt, UuidKey


class VisionState(StrEnum):
    QUEUED = "queued"
    RUNNING = "running"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    CANCELLED = "cancelled"


class ProposalState(StrEnum):
    """What a person made of a proposal."""

    OPEN = "open"
    CONFIRMED = "confirmed"
    CORRECTED = "corrected"
    """The animal is there, but a person named it otherwise."""
    REJECTED = "rejected"


class VisionJob(Base):
    """One identification of one picture by one provider, with what it cost."""

    __tablename__ = "vision_jobs"
    __table_args__ = (
        Index("ix_vision_jobs_group_id_created_at", "group_id", "created_at", "id"),
        Index("ix_vision_jobs_created_by_created_at", "created_by", "created_at"),
    )

    id: Mapped[UuidKey]
    image_id: Mapped[UUID] = mapped_column(ForeignKey("images.id", ondelete="CASCADE"), index=True)
    version_id: Mapped[UUID] = mapped_column(ForeignKey("image_versions.id", ondelete="CASCADE"), index=True)
    """The picture as it was looked at."""
    group_id: Mapped[UUID] = mapped_column(ForeignKey("groups.id", ondelete="CASCADE"))
    created_by: Mapped[UUID | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    job_id: Mapped[UUID | None] = mapped_column(ForeignKey("jobs.id", ondelete="SET NULL"), index=True)
    state: Mapped[VisionState] = mapped_column(String(12), default=VisionState.QUEUED)
    provider: Mapped[str] = mapped_column(String(40))
    model: Mapped[str | None] = mapped_column(String(120))
    detail: Mapped[str] = mapped_column(String(8), default="auto")
    """How closely the provider looks: auto, low or high."""
    is_place_told: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Whether the provider is told where and when the picture was taken."""
    code_version: Mapped[str | None] = mapped_column(String(60))
    """Of the prompt and the reading of answers, or of the embedding."""
    raw_answer: Mapped[str | None] = mapped_column(Text)
    """What the provider said, word for word."""
    tokens_in: Mapped[int] = mapped_column(default=0)
    tokens_out: Mapped[int] = mapped_column(default=0)
    cost_usd: Mapped[float] = mapped_column(Float, default=0.0)
    """Of all attempts together; failed ones cost as well."""
    reserved_usd: Mapped[float] = mapped_column(Float, default=0.0)
    """Held back from the month's budget while it is open."""
    elapsed_s: Mapped[float | None] = mapped_column(Float)
    attempts: Mapped[int] = mapped_column(default=0)
    error_code: Mapped[str | None] = mapped_column(String(80))
    error_detail: Mapped[str | None] = mapped_column(Text)
    created_at: Mapped[CreatedAt] = mapped_column(index=True)
    finished_at: Mapped[datetime | None]


class VisionProposal(Base):
    """A machine's guess at one animal in a picture; nothing until a person confirms it."""

    __tablename__ = "vision_proposals"
    __table_args__ = (
        UniqueConstraint("vision_job_id", "animal", "place"),
        CheckConstraint("confidence BETWEEN 0 AND 1", name="confidence"),
    )

    id: Mapped[UuidKey]
    vision_job_id: Mapped[UUID] = mapped_column(ForeignKey("vision_jobs.id", ondelete="CASCADE"))
    animal: Mapped[int]
    """Which animal in the picture, from 0."""
    place: Mapped[int]
    """0 for the first guess at this animal, then its look-alikes."""
    scientific_name: Mapped[str] = mapped_column(String(150))
    common_name: Mapped[str] = mapped_column(String(150), default="")
    rank: Mapped[str] = mapped_column(String(40), default="species")
    n_individuals: Mapped[int] = mapped_column(default=1)
    box: Mapped[list[Any] | None]
    """Left, top, right, bottom as fractions of the picture, when the provider said where."""
    confidence: Mapped[float | None] = mapped_column(Float)
    """As the provider stated or measured it; None when it did not."""
    reason: Mapped[str] = mapped_column(Text, default="")
    species_id: Mapped[UUID | None] = mapped_column(ForeignKey("species.id", ondelete="SET NULL"), index=True)
    """The station's species of that name, when there is one."""
    match_how: Mapped[str | None] = mapped_column(String(20))
    """How the name was found: exact, synonym, common-name, fuzzy, genus, station; None: nowhere."""
    match_name: Mapped[str | None] = mapped_column(String(150))
    """The accepted name that was found."""
    match_confidence: Mapped[float | None] = mapped_column(Float)
    state: Mapped[ProposalState] = mapped_column(String(12), default=ProposalState.OPEN)


class Identification(Base):
    """A person's word for an animal in a picture: what collections refer to and the local provider learns from."""

    __tablename__ = "identifications"
    __table_args__ = (Index("ix_identifications_species_id_created_at", "species_id", "created_at"),)

    id: Mapped[UuidKey]
    image_id: Mapped[UUID] = mapped_column(ForeignKey("images.id", ondelete="CASCADE"), index=True)
    version_id: Mapped[UUID] = mapped_column(ForeignKey("image_versions.id", ondelete="CASCADE"), index=True)
    group_id: Mapped[UUID] = mapped_column(ForeignKey("groups.id", ondelete="CASCADE"), index=True)
    species_id: Mapped[UUID] = mapped_column(ForeignKey("species.id", ondelete="RESTRICT"))
    vision_job_id: Mapped[UUID | None] = mapped_column(ForeignKey("vision_jobs.id", ondelete="SET NULL"), index=True)
    proposal_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("vision_proposals.id", ondelete="SET NULL"), index=True
    )
    """The proposal that was confirmed or corrected; None when a person named it unasked."""
    created_by: Mapped[UUID | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    is_withdrawn: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Taken back: it teaches nothing any more."""
    embedding: Mapped[bytes | None] = mapped_column(LargeBinary)
    """The picture in numbers, float32, for the local provider."""
    embedding_version: Mapped[str | None] = mapped_column(String(60))
    created_at: Mapped[CreatedAt]
