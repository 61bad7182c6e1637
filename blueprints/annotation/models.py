"""Task batches, their tasks, what people decided, and the rounds in which a model learned from it."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import Float, ForeignKey, Index, SmallInteger, String, Text, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Base, BigId, BigKey, CreatedAt, UpdatedAt, UuidKey

IS_FLAGGED = text("is_flagged")
"""Condition of the index over flagged tasks, of which there are few."""


class BatchState(StrEnum):
    BUILDING = "building"
    OPEN = "open"
    CLOSED = "closed"
    FAILED = "failed"


class TaskOrder(StrEnum):
    """In which order the tasks of a batch are given out."""

    TIME = "time"
    RANDOM = "random"
    CONFIDENCE = "confidence"
    """The model's least certain first."""
    ACTIVE = "active"
    """What the model would learn most from first; kept up by the learning loop."""


class TaskState(StrEnum):
    OPEN = "open"
    DONE = "done"
    REJECTED = "rejected"
    """A person says that this is no call."""
    SKIPPED = "skipped"


DECIDED = (TaskState.DONE, TaskState.REJECTED)
"""States in which a task needs nobody any more."""


class DecisionAction(StrEnum):
    LABEL = "label"
    REJECT = "reject"
    SKIP = "skip"
    FLAG = "flag"
    UNFLAG = "unflag"
    NOTE = "note"
    UNDO = "undo"


class TaskBatch(Base):
    """A set of segments for people to label."""

    __tablename__ = "task_batches"
    __table_args__ = (
        UniqueConstraint("project_id", "name"),
        Index("ix_task_batches_group_id_created_at", "group_id", "created_at"),
    )

    id: Mapped[UuidKey]
    group_id: Mapped[UUID] = mapped_column(ForeignKey("groups.id", ondelete="CASCADE"))
    project_id: Mapped[UUID] = mapped_column(ForeignKey("projects.id", ondelete="CASCADE"))
    species_id: Mapped[UUID | None] = mapped_column(ForeignKey("species.id", ondelete="SET NULL"), index=True)
    """Whose repertoire gives the keys."""
    name: Mapped[str] = mapped_column(String(120))
    instructions: Mapped[str] = mapped_column(Text, default="")
    source: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """What it was made from, as it was asked for."""
    ordering: Mapped[TaskOrder] = mapped_column(String(12), default=TaskOrder.TIME)
    is_blind: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Whether the model's ranking is kept from the annotators."""
    n_annotators: Mapped[int] = mapped_column(SmallInteger, default=1)
    """How many people answer each segment, each without seeing the others."""
    deadline: Mapped[datetime | None]
    state: Mapped[BatchState] = mapped_column(String(10), default=BatchState.BUILDING)
    problem_code: Mapped[str | None] = mapped_column(String(80))
    problem_detail: Mapped[str | None] = mapped_column(Text)
    n_tasks: Mapped[int] = mapped_column(default=0)
    n_done: Mapped[int] = mapped_column(default=0)
    """Tasks that are done or rejected."""
    classifier_id: Mapped[UUID | None] = mapped_column(ForeignKey("classifiers.id", ondelete="SET NULL"))
    """Whose ranking is shown and orders the tasks; the learning loop puts its youngest here."""
    learn_every: Mapped[int | None]
    """Labels after which the model learns again; None: it does not."""
    held_out_share: Mapped[float] = mapped_column(Float, default=0.0)
    """Share of the tasks, whole recordings where possible, that are never trained on."""
    n_labels_learned: Mapped[int] = mapped_column(default=0)
    """Labels there were when the last round began."""
    job_id: Mapped[UUID | None] = mapped_column(ForeignKey("jobs.id", ondelete="SET NULL"), index=True)
    version: Mapped[int] = mapped_column(default=1)
    created_by: Mapped[UUID | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    created_at: Mapped[CreatedAt]
    updated_at: Mapped[UpdatedAt]


class BatchAssignee(Base):
    """Who is asked to work on a batch; a batch without any is open to all annotators of the group."""

    __tablename__ = "batch_assignees"

    batch_id: Mapped[UUID] = mapped_column(ForeignKey("task_batches.id", ondelete="CASCADE"), primary_key=True)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), primary_key=True, index=True)


class Task(Base):
    """One segment for one person to label."""

    __tablename__ = "tasks"
    __table_args__ = (
        UniqueConstraint("batch_id", "segment_id", "slot"),
        Index("ix_tasks_next", "batch_id", "state", "slot", "position", "id"),
        Index("ix_tasks_decided_by", "decided_by", "batch_id", "state", "slot"),
        Index("ix_tasks_locked_by", "locked_by", "batch_id", "state", "slot"),
        # SQLite uses it only for the very condition that queries are written with.
        Index(
            "ix_tasks_flagged", "is_flagged", "batch_id", sqlite_where=text("is_flagged = 1"),
            postgresql_where=IS_FLAGGED,
        ),
    )

    id: Mapped[BigKey]
    batch_id: Mapped[UUID] = mapped_column(ForeignKey("task_batches.id", ondelete="CASCADE"))
    segment_id: Mapped[int] = mapped_column(BigId, ForeignKey("segments.id", ondelete="CASCADE"), index=True)
    recording_id: Mapped[UUID] = mapped_column(ForeignKey("recordings.id", ondelete="CASCADE"), index=True)
    slot: Mapped[int] = mapped_column(SmallInteger, default=0)
    """0 for the first annotator of the segment, 1 for the second …; one person never has two slots of a segment."""
    position: Mapped[float] = mapped_column(Float)
    """Tasks are given out by growing position; re-ranking changes it."""
    is_held_out: Mapped[bool] = mapped_column(default=False, server_default=false())
    state: Mapped[TaskState] = mapped_column(String(10), default=TaskState.OPEN)
    label: Mapped[str | None] = mapped_column(String(100))
    call_type_id: Mapped[UUID | None] = mapped_column(ForeignKey("call_types.id", ondelete="RESTRICT"), index=True)
    is_flagged: Mapped[bool] = mapped_column(default=False, server_default=false())
    note: Mapped[str | None] = mapped_column(String(1000))
    locked_by: Mapped[UUID | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    locked_until: Mapped[datetime | None]
    decided_by: Mapped[UUID | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    """Whose the answer is; None while there is none."""
    decided_at: Mapped[datetime | None]
    """When it was answered, or skipped: skipped tasks come again in the order in which they were."""
    spent_ms: Mapped[int | None]
    """How long the call was in front of the person."""


class TaskDecision(Base):
    """One thing a person did with a task. Rows are added, never changed."""

    __tablename__ = "task_decisions"
    __table_args__ = (
        UniqueConstraint("key"),
        Index("ix_task_decisions_user_id_decided_at", "user_id", "decided_at"),
    )

    id: Mapped[BigKey]
    key: Mapped[UUID]
    """Made by the client: a decision sent twice is taken once."""
    task_id: Mapped[int] = mapped_column(BigId, ForeignKey("tasks.id", ondelete="CASCADE"), index=True)
    batch_id: Mapped[UUID] = mapped_column(ForeignKey("task_batches.id", ondelete="CASCADE"), index=True)
    user_id: Mapped[UUID | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    action: Mapped[DecisionAction] = mapped_column(String(10))
    before: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """State, label, call type, flag and note before, so that undo gives them back."""
    label: Mapped[str | None] = mapped_column(String(100))
    action_id: Mapped[UUID | None] = mapped_column(index=True)
    """What was decided with many others in one go, in a grid, and is taken back with them."""
    spent_ms: Mapped[int | None]
    decided_at: Mapped[datetime]
    """When the person did it, by the client's clock, never later than the arrival."""
    created_at: Mapped[CreatedAt]


class Adjudication(Base):
    """The last word on a segment that annotators saw differently."""

    __tablename__ = "adjudications"

    batch_id: Mapped[UUID] = mapped_column(ForeignKey("task_batches.id", ondelete="CASCADE"), primary_key=True)
    segment_id: Mapped[int] = mapped_column(BigId, ForeignKey("segments.id", ondelete="CASCADE"), primary_key=True)
    label: Mapped[str | None] = mapped_column(String(100))
    call_type_id: Mapped[UUID | None] = mapped_column(ForeignKey("call_types.id", ondelete="RESTRICT"))
    is_rejected: Mapped[bool] = mapped_column(default=False, server_default=false())
    user_id: Mapped[UUID | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    updated_at: Mapped[UpdatedAt]


class LearningRound(Base):
    """One time the model of a batch learned from the labels given so far."""

    __tablename__ = "learning_rounds"
    __table_args__ = (UniqueConstraint("batch_id", "number"),)

    id: Mapped[UuidKey]
    batch_id: Mapped[UUID] = mapped_column(ForeignKey("task_batches.id", ondelete="CASCADE"))
    number: Mapped[int]
    n_labels: Mapped[int]
    """Labels it was trained on."""
    n_held_out: Mapped[int] = mapped_column(default=0)
    """Labels of the held-out tasks it was scored on."""
    macro_f1: Mapped[float | None] = mapped_column(Float)
    balanced_accuracy: Mapped[float | None] = mapped_column(Float)
    classifier_id: Mapped[UUID | None] = mapped_column(ForeignKey("classifiers.id", ondelete="SET NULL"))
    job_id: Mapped[UUID | None] = mapped_column(ForeignKey("jobs.id", ondelete="SET NULL"), index=True)
    problem_code: Mapped[str | None] = mapped_column(String(80))
    problem_detail: Mapped[str | None] = mapped_column(Text)
    finished_at: Mapped[datetime | None]
    created_at: Mapped[CreatedAt]
