"""Datasets, their versions with findings, files on their way in, and recipes."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, Index, String, Text, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Base, BigKey, CreatedAt, UpdatedAt, UuidKey


class VersionState(StrEnum):
    WAITING = "waiting"
    READY = "ready"
    FAILED = "failed"


class VersionOrigin(StrEnum):
    """How a version came about."""

    IMPORT = "import"
    STEPS = "steps"
    MERGE = "merge"
    ALIGN = "align"


class ImportState(StrEnum):
    """A file on its way in: looked at, waiting for a person's word, being read, and the two ends."""

    DETECTING = "detecting"
    DETECTED = "detected"
    IMPORTING = "importing"
    DONE = "done"
    FAILED = "failed"


class Dataset(Base):
    """A table of one time column and value columns; what it holds is told by its current version."""

    __tablename__ = "datasets"
    __table_args__ = (
        Index("ix_datasets_group_id_created_at", "group_id", "created_at"),
        Index("ix_datasets_group_id_name", "group_id", "name"),
    )

    id: Mapped[UuidKey]
    group_id: Mapped[UUID] = mapped_column(ForeignKey("groups.id", ondelete="CASCADE"))
    project_id: Mapped[UUID] = mapped_column(ForeignKey("projects.id", ondelete="CASCADE"), index=True)
    site_id: Mapped[UUID | None] = mapped_column(ForeignKey("sites.id", ondelete="SET NULL"), index=True)
    name: Mapped[str] = mapped_column(String(120))
    description: Mapped[str] = mapped_column(Text, default="")
    columns: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """What people say of a column, by its name: `{unit, description}`."""
    current_version_id: Mapped[UUID | None]
    """The version that is shown and worked on; undo is choosing an earlier one."""
    n_versions: Mapped[int] = mapped_column(default=0)
    """Versions ever made, so that a number is never given twice."""
    version: Mapped[int] = mapped_column(default=1)
    created_by: Mapped[UUID | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    created_at: Mapped[CreatedAt]
    updated_at: Mapped[UpdatedAt]


class DatasetVersion(Base):
    """One state of a dataset's table, how it was made, and from what."""

    __tablename__ = "dataset_versions"
    __table_args__ = (UniqueConstraint("dataset_id", "number"),)

    id: Mapped[UuidKey]
    dataset_id: Mapped[UUID] = mapped_column(ForeignKey("datasets.id", ondelete="CASCADE"))
    parent_id: Mapped[UUID | None] = mapped_column(ForeignKey("dataset_versions.id", ondelete="CASCADE"), index=True)
    number: Mapped[int]
    """1, 2 … within the dataset, in the order of making."""
    title: Mapped[str] = mapped_column(String(200))
    origin: Mapped[VersionOrigin] = mapped_column(String(10))
    steps: Mapped[list[Any]] = mapped_column(default=list)
    """What was done to the parent, in order: `[{name, params, columns}]`."""
    settings: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """How the file was read, or how several were merged or aligned."""
    inputs: Mapped[list[Any]] = mapped_column(default=list)
    """What it was made from: `[{sha256, name, version_id}]`."""
    code_version: Mapped[str | None] = mapped_column(String(60))
    state: Mapped[VersionState] = mapped_column(String(10), default=VersionState.WAITING)
    problem_code: Mapped[str | None] = mapped_column(String(80))
    problem_detail: Mapped[str | None] = mapped_column(Text)
    blob_sha256: Mapped[str | None] = mapped_column(ForeignKey("blobs.sha256", ondelete="RESTRICT"), index=True)
    """The table as Parquet."""
    size_bytes: Mapped[int | None] = mapped_column(BigInteger)
    findings_sha256: Mapped[str | None] = mapped_column(ForeignKey("blobs.sha256", ondelete="RESTRICT"), index=True)
    """Every row that was dropped or changed, as CSV; None when there is none."""
    n_rows: Mapped[int | None] = mapped_column(BigInteger)
    n_read: Mapped[int | None] = mapped_column(BigInteger)
    """Rows that went in: of the file, or of the parent."""
    start_at: Mapped[datetime | None]
    end_at: Mapped[datetime | None]
    step_s: Mapped[float | None]
    """The distance of most neighbours in seconds."""
    columns: Mapped[list[Any]] = mapped_column(default=list)
    """`[{name, n_valid, n_missing, n_text, minimum, maximum, mean}]`, in the table's order."""
    job_id: Mapped[UUID | None] = mapped_column(ForeignKey("jobs.id", ondelete="SET NULL"), index=True)
    created_by: Mapped[UUID | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    created_at: Mapped[CreatedAt]


class DatasetFinding(Base):
    """One kind of thing that was found, dropped or changed while a version was made."""

    __tablename__ = "dataset_findings"
    __table_args__ = (Index("ix_dataset_findings_version_id", "version_id", "id"),)

    id: Mapped[BigKey]
    version_id: Mapped[UUID] = mapped_column(ForeignKey("dataset_versions.id", ondelete="CASCADE"))
    step_index: Mapped[int]
    """Which of the version's steps found it, from 0; -1 is the reading of the file."""
    code: Mapped[str] = mapped_column(String(80))
    message: Mapped[str] = mapped_column(Text)
    column_name: Mapped[str | None] = mapped_column(String(200))
    severity: Mapped[str] = mapped_column(String(10))
    n: Mapped[int] = mapped_column(BigInteger)
    """Rows or values it is about."""
    n_dropped: Mapped[int] = mapped_column(BigInteger, default=0)
    """Rows that left the table by it."""
    n_changed: Mapped[int] = mapped_column(BigInteger, default=0)
    """Values that were changed by it."""
    examples: Mapped[list[Any]] = mapped_column(default=list)
    """Up to 100: `[{row, time, value}]`."""


class DatasetImport(Base):
    """A file of values that arrived: what was detected in it, what a person decided, what became of it."""

    __tablename__ = "dataset_imports"
    __table_args__ = (Index("ix_dataset_imports_group_id_created_at", "group_id", "created_at"),)

    id: Mapped[UuidKey]
    group_id: Mapped[UUID] = mapped_column(ForeignKey("groups.id", ondelete="CASCADE"))
    project_id: Mapped[UUID] = mapped_column(ForeignKey("projects.id", ondelete="CASCADE"), index=True)
    site_id: Mapped[UUID | None] = mapped_column(ForeignKey("sites.id", ondelete="SET NULL"), index=True)
    file_name: Mapped[str] = mapped_column(String(255))
    size_bytes: Mapped[int] = mapped_column(BigInteger)
    blob_sha256: Mapped[str | None] = mapped_column(ForeignKey("blobs.sha256", ondelete="RESTRICT"), index=True)
    """The file as it came."""
    time_zone: Mapped[str] = mapped_column(String(64), default="")
    """The zone of times without one, as given by the sender or the site; empty: it is asked for when needed."""
    is_direct: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Whether it is imported as detected, without asking, when nothing in it is in doubt."""
    state: Mapped[ImportState] = mapped_column(String(10), default=ImportState.DETECTING)
    problem_code: Mapped[str | None] = mapped_column(String(80))
    problem_detail: Mapped[str | None] = mapped_column(Text)
    detection: Mapped[dict[str, Any] | None]
    """What was detected: `{plan, questions, sample, parsed, step_s, usable_share, …}`."""
    plan: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """How the file is to be read, as a person corrected it; empty while nobody has."""
    dataset_id: Mapped[UUID | None] = mapped_column(ForeignKey("datasets.id", ondelete="SET NULL"), index=True)
    job_id: Mapped[UUID | None] = mapped_column(ForeignKey("jobs.id", ondelete="SET NULL"), index=True)
    created_by: Mapped[UUID | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    created_at: Mapped[CreatedAt]


class SeriesRecipe(Base):
    """A named chain of steps that can be applied to any dataset."""

    __tablename__ = "series_recipes"
    __table_args__ = (UniqueConstraint("group_id", "name"),)

    id: Mapped[UuidKey]
    group_id: Mapped[UUID] = mapped_column(ForeignKey("groups.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(String(120))
    description: Mapped[str] = mapped_column(Text, default="")
    steps: Mapped[list[Any]] = mapped_column(default=list)
    """`[{name, params, columns}]`, in order."""
    version: Mapped[int] = mapped_column(default=1)
    created_by: Mapped[UUID | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    created_at: Mapped[CreatedAt]
    updated_at: Mapped[UpdatedAt]


class ArrivalRecipe(Base):
    """The recipe that is applied to every dataset imported into a project."""

    __tablename__ = "series_arrival_recipes"

    project_id: Mapped[UUID] = mapped_column(ForeignKey("projects.id", ondelete="CASCADE"), primary_key=True)
    recipe_id: Mapped[UUID] = mapped_column(ForeignKey("series_recipes.id", ondelete="CASCADE"), index=True)
