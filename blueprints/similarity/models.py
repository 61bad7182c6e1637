"""Embeddings of calls, clustering runs, clusters and their members."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import Float, ForeignKey, Index, LargeBinary, String, Text, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Base, BigId, CreatedAt, UpdatedAt, UuidKey


class ClusteringState(StrEnum):
    WAITING = "waiting"
    READY = "ready"
    FAILED = "failed"


class CallEmbedding(Base):
    """A call as a point: near ones sound alike."""

    __tablename__ = "call_embeddings"
    __table_args__ = (Index("ix_call_embeddings_group_id", "group_id", "code_version", "segment_id"),)

    segment_id: Mapped[int] = mapped_column(BigId, ForeignKey("segments.id", ondelete="CASCADE"), primary_key=True)
    group_id: Mapped[UUID] = mapped_column(ForeignKey("groups.id", ondelete="CASCADE"))
    code_version: Mapped[str] = mapped_column(String(60))
    """Of the code that computed it; points of different code are not compared."""
    vector: Mapped[bytes] = mapped_column(LargeBinary)
    """float16, little-endian, unit length; all zero for a call that cannot be measured."""
    embedded_at: Mapped[CreatedAt]
    """What was embedded after an index was begun replaces what stands in it."""


class SimilarityIndex(Base):
    """The file in which the calls of a group are searched, and how far it has come."""

    __tablename__ = "similarity_indexes"

    group_id: Mapped[UUID] = mapped_column(ForeignKey("groups.id", ondelete="CASCADE"), primary_key=True)
    code_version: Mapped[str | None] = mapped_column(String(60))
    edition: Mapped[UUID | None]
    """Names the file; every build writes a new one, so that readers are never disturbed."""
    n_calls: Mapped[int] = mapped_column(default=0)
    built_at: Mapped[datetime | None]
    """When the build that is in use read the calls."""
    job_id: Mapped[UUID | None] = mapped_column(ForeignKey("jobs.id", ondelete="SET NULL"), index=True)


class ClusteringRun(Base):
    """One way of grouping a set of calls without labels."""

    __tablename__ = "clustering_runs"
    __table_args__ = (Index("ix_clustering_runs_group_id_created_at", "group_id", "created_at"),)

    id: Mapped[UuidKey]
    group_id: Mapped[UUID] = mapped_column(ForeignKey("groups.id", ondelete="CASCADE"))
    project_id: Mapped[UUID] = mapped_column(ForeignKey("projects.id", ondelete="CASCADE"), index=True)
    recording_id: Mapped[UUID | None] = mapped_column(ForeignKey("recordings.id", ondelete="CASCADE"), index=True)
    """Set when the run covers one recording."""
    name: Mapped[str] = mapped_column(String(120))
    method: Mapped[str] = mapped_column(String(40))
    feature_set: Mapped[str] = mapped_column(String(60))
    params: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """Every parameter the run used, chosen ones included."""
    source: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """Which calls it was asked to group."""
    code_version: Mapped[str | None] = mapped_column(String(60))
    map_method: Mapped[str] = mapped_column(String(12), default="pca")
    """How members were laid out in the plane."""
    state: Mapped[ClusteringState] = mapped_column(String(10), default=ClusteringState.WAITING)
    problem_code: Mapped[str | None] = mapped_column(String(80))
    problem_detail: Mapped[str | None] = mapped_column(Text)
    n_members: Mapped[int] = mapped_column(default=0)
    n_clusters: Mapped[int] = mapped_column(default=0)
    n_noise: Mapped[int] = mapped_column(default=0)
    silhouette: Mapped[float | None] = mapped_column(Float)
    scores: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """What the choice of the number of clusters rested on, for people to see."""
    job_id: Mapped[UUID | None] = mapped_column(ForeignKey("jobs.id", ondelete="SET NULL"), index=True)
    version: Mapped[int] = mapped_column(default=1)
    created_by: Mapped[UUID | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    created_at: Mapped[CreatedAt]
    updated_at: Mapped[UpdatedAt]


class Cluster(Base):
    """One group of a run, and what people hold it to be."""

    __tablename__ = "clusters"
    __table_args__ = (UniqueConstraint("run_id", "number"),)

    id: Mapped[UuidKey]
    run_id: Mapped[UUID] = mapped_column(ForeignKey("clustering_runs.id", ondelete="CASCADE"))
    number: Mapped[int]
    """0, 1 … by size; -1 holds what belongs nowhere."""
    n_members: Mapped[int]
    coherence: Mapped[float | None] = mapped_column(Float)
    """Mean likeness of its members to their centre, 0 to 1."""
    silhouette: Mapped[float | None] = mapped_column(Float)
    representative_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("segments.id", ondelete="SET NULL"))
    """The member nearest the centre."""
    summary: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """Medians of a few measures with units, for the card."""
    label: Mapped[str | None] = mapped_column(String(100))
    call_type_id: Mapped[UUID | None] = mapped_column(ForeignKey("call_types.id", ondelete="SET NULL"))
    mapping_confidence: Mapped[float | None] = mapped_column(Float)
    """How sure the person is, 0 to 1."""
    mapped_by: Mapped[UUID | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))


class ClusterMember(Base):
    """One call in a clustering run: its group and its place on the map."""

    __tablename__ = "cluster_members"
    __table_args__ = (Index("ix_cluster_members_run_id_number", "run_id", "number"),)

    run_id: Mapped[UUID] = mapped_column(ForeignKey("clustering_runs.id", ondelete="CASCADE"), primary_key=True)
    segment_id: Mapped[int] = mapped_column(BigId, ForeignKey("segments.id", ondelete="CASCADE"), primary_key=True)
    number: Mapped[int]
    x: Mapped[float] = mapped_column(Float)
    y: Mapped[float] = mapped_column(Float)
    silhouette: Mapped[float | None] = mapped_column(Float)
    is_moved: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Whether a person put it into its group."""
    measures: Mapped[bytes | None] = mapped_column(LargeBinary)
    """The 27 measures, float32, little-endian, by which groups are compared."""
