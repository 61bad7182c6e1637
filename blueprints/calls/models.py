"""Training sets, classifiers, their runs over segmentations, and what they predicted."""

from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import Float, ForeignKey, Index, LargeBinary, SmallInteger, String, Text, false, text
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Base, BigId, CreatedAt, UpdatedAt, UuidKey

IS_CURRENT = text("is_current")


class ClassifierState(StrEnum):
    TRAINING = "training"
    CHECKING = "checking"
    """Brought from outside, and not yet looked over."""
    READY = "ready"
    FAILED = "failed"


class RunState(StrEnum):
    WAITING = "waiting"
    READY = "ready"
    FAILED = "failed"


class TrainingSetKind(StrEnum):
    CLIPS = "clips"
    """An archive of labelled clips."""
    LABELS = "labels"
    """A table of labelled intervals of a project's recordings."""


class TrainingSet(Base):
    """Labelled calls that arrived in a file, and what was found in it."""

    __tablename__ = "training_sets"

    id: Mapped[UuidKey]
    group_id: Mapped[UUID] = mapped_column(ForeignKey("groups.id", ondelete="CASCADE"), index=True)
    project_id: Mapped[UUID | None] = mapped_column(ForeignKey("projects.id", ondelete="SET NULL"), index=True)
    kind: Mapped[TrainingSetKind] = mapped_column(
        String(12), default=TrainingSetKind.CLIPS, server_default=TrainingSetKind.CLIPS
    )
    blob_sha256: Mapped[str] = mapped_column(ForeignKey("blobs.sha256", ondelete="RESTRICT"), index=True)
    name: Mapped[str] = mapped_column(String(255))
    n_clips: Mapped[int]
    labels: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """Clips per label."""
    findings: Mapped[list[Any]] = mapped_column(default=list)
    """Members that were left out, with the reason."""
    created_by: Mapped[UUID | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    created_at: Mapped[CreatedAt]


class Classifier(Base):
    """A trained model with what it learned from and how well it did on what it had not seen."""

    __tablename__ = "classifiers"
    __table_args__ = (Index("ix_classifiers_group_id_created_at", "group_id", "created_at"),)

    id: Mapped[UuidKey]
    group_id: Mapped[UUID] = mapped_column(ForeignKey("groups.id", ondelete="CASCADE"))
    project_id: Mapped[UUID | None] = mapped_column(ForeignKey("projects.id", ondelete="SET NULL"), index=True)
    species_id: Mapped[UUID | None] = mapped_column(ForeignKey("species.id", ondelete="SET NULL"), index=True)
    parent_id: Mapped[UUID | None] = mapped_column(ForeignKey("classifiers.id", ondelete="SET NULL"), index=True)
    """The classifier this one was trained anew from."""
    name: Mapped[str] = mapped_column(String(120))
    method: Mapped[str] = mapped_column(String(60))
    feature_set: Mapped[str | None] = mapped_column(String(60))
    feature_version: Mapped[str | None] = mapped_column(String(60))
    labels: Mapped[list[Any]] = mapped_column(default=list)
    """Class names in the order of a prediction's probabilities."""
    source: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """What it was asked to learn from."""
    training: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """What it did learn from: calls per class, groups, warnings."""
    scores: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """The headline of the evaluation, for lists."""
    state: Mapped[ClassifierState] = mapped_column(String(12), default=ClassifierState.TRAINING)
    problem_code: Mapped[str | None] = mapped_column(String(80))
    problem_detail: Mapped[str | None] = mapped_column(Text)
    blob_sha256: Mapped[str | None] = mapped_column(ForeignKey("blobs.sha256", ondelete="RESTRICT"), index=True)
    job_id: Mapped[UUID | None] = mapped_column(ForeignKey("jobs.id", ondelete="SET NULL"), index=True)
    notes: Mapped[str] = mapped_column(Text, default="")
    version: Mapped[int] = mapped_column(default=1)
    created_by: Mapped[UUID | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    created_at: Mapped[CreatedAt]
    updated_at: Mapped[UpdatedAt]


class ClassifierEvaluation(Base):
    """The full evaluation of a classifier, kept apart so that lists stay narrow."""

    __tablename__ = "classifier_evaluations"

    classifier_id: Mapped[UUID] = mapped_column(ForeignKey("classifiers.id", ondelete="CASCADE"), primary_key=True)
    document: Mapped[dict[str, Any]] = mapped_column(default=dict)


class TrainingSelection(Base):
    """The segments a classifier was asked to learn from, as they were chosen when it was asked for."""

    __tablename__ = "training_selections"

    classifier_id: Mapped[UUID] = mapped_column(ForeignKey("classifiers.id", ondelete="CASCADE"), primary_key=True)
    segment_ids: Mapped[bytes] = mapped_column(LargeBinary)
    """int64, little-endian; without those held out."""
    held_out_ids: Mapped[bytes] = mapped_column(LargeBinary)
    """int64, little-endian; never trained on, scored at the end."""


class ClassificationRun(Base):
    """One classifier applied to one segmentation."""

    __tablename__ = "classification_runs"
    __table_args__ = (
        Index(
            "uq_classification_runs_current",
            "segmentation_id",
            unique=True,
            sqlite_where=IS_CURRENT,
            postgresql_where=IS_CURRENT,
        ),
        Index("ix_classification_runs_created_at", "created_at", "id"),
        Index("ix_classification_runs_segmentation_id_created_at", "segmentation_id", "created_at"),
    )

    id: Mapped[UuidKey]
    segmentation_id: Mapped[UUID] = mapped_column(ForeignKey("segmentations.id", ondelete="CASCADE"))
    recording_id: Mapped[UUID] = mapped_column(ForeignKey("recordings.id", ondelete="CASCADE"), index=True)
    classifier_id: Mapped[UUID] = mapped_column(ForeignKey("classifiers.id", ondelete="CASCADE"), index=True)
    group_id: Mapped[UUID] = mapped_column(ForeignKey("groups.id", ondelete="CASCADE"), index=True)
    job_id: Mapped[UUID | None] = mapped_column(ForeignKey("jobs.id", ondelete="SET NULL"), index=True)
    state: Mapped[RunState] = mapped_column(String(12), default=RunState.WAITING)
    is_current: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Whether results show this run's predictions for its segmentation."""
    feature_version: Mapped[str | None] = mapped_column(String(60))
    n_predictions: Mapped[int] = mapped_column(default=0)
    created_by: Mapped[UUID | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    created_at: Mapped[CreatedAt]


class Prediction(Base):
    """What a run says of one segment: a probability for every class of its classifier."""

    __tablename__ = "predictions"
    __table_args__ = (Index("ix_predictions_run_id_confidence", "run_id", "confidence"),)

    segment_id: Mapped[int] = mapped_column(BigId, ForeignKey("segments.id", ondelete="CASCADE"), primary_key=True)
    run_id: Mapped[UUID] = mapped_column(ForeignKey("classification_runs.id", ondelete="CASCADE"), primary_key=True)
    label_index: Mapped[int] = mapped_column(SmallInteger)
    label: Mapped[str] = mapped_column(String(100))
    """The class of highest probability, so that results can be grouped without the classifier."""
    confidence: Mapped[float] = mapped_column(Float)
    is_unknown: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Whether the call lies far from everything the classifier has learned."""
    probabilities: Mapped[bytes] = mapped_column(LargeBinary)
    """float32, little-endian, one a class."""
