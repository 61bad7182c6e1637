"""What the routes of batches and tasks answer with."""

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from pydantic import BaseModel, Field

from blueprints.annotation.models import BatchState, TaskOrder, TaskState
from core.documents import page_of
from core.jobs.schemas import JobErrorOut


class PersonOut(BaseModel):
    """Someone by name."""

    id: UUID
    display_name: str


class BatchOut(BaseModel):
    """A task batch with its progress."""

    id: UUID
    group_id: UUID
    project_id: UUID
    project_name: str
    species_id: UUID | None
    species_name: str | None
    name: str
    instructions: str
    source: dict[str, Any]
    order: TaskOrder
    is_blind: bool
    n_annotators: int
    assignees: list[PersonOut]
    deadline: datetime | None
    state: BatchState
    problem: JobErrorOut | None
    n_tasks: int
    n_done: int = Field(description="Labelled or rejected")
    n_flagged: int
    n_skipped: int
    n_mine_done: int
    classifier_id: UUID | None
    learn_every: int | None
    held_out_share: float
    n_until_learning: int | None
    job_id: UUID | None
    version: int
    created_by: UUID | None
    created_at: datetime


class TaskRowOut(BaseModel):
    """A task as the list of a batch shows it."""

    id: int
    batch_id: UUID
    slot: int
    segment_id: int
    recording_id: UUID
    recording_name: str
    onset_s: float
    offset_s: float
    state: TaskState
    label: str | None
    call_type_id: UUID | None
    is_flagged: bool
    is_held_out: bool
    note: str | None
    decided_by: PersonOut | None
    decided_at: datetime | None
    is_locked: bool = Field(description="Whether somebody has it in front of them now")


class TaskSegmentOut(BaseModel):
    """The call of a task."""

    id: int
    segmentation_id: UUID
    onset_s: float
    offset_s: float
    low_hz: float | None
    high_hz: float | None


class TaskRecordingOut(BaseModel):
    """The recording a task's call is in."""

    id: UUID
    name: str
    sr_hz: int
    duration_s: float
    n_channels: int
    channel: int | None
    recorded_at: datetime | None
    utc_offset_min: int | None
    site_name: str | None
    species_name: str | None


class NeighbourOut(BaseModel):
    """A call near that of a task."""

    id: int
    onset_s: float
    offset_s: float
    low_hz: float | None
    high_hz: float | None
    label: str | None


class RankedOut(BaseModel):
    """What the model holds a call to be, and how surely."""

    label: str
    probability: float
    call_type_id: UUID | None


class TaskOut(BaseModel):
    """A task with everything the annotation screen shows of it."""

    id: int
    batch_id: UUID
    slot: int
    segment: TaskSegmentOut
    recording: TaskRecordingOut
    neighbours: list[NeighbourOut]
    ranking: list[RankedOut] | None = Field(description="Surest first; null in a blind batch or without a prediction")
    is_unknown: bool | None
    state: TaskState
    label: str | None
    call_type_id: UUID | None
    is_flagged: bool
    note: str | None
    locked_until: datetime | None = Field(description="Until when it is kept for the person who asks")
    decided_by: UUID | None
    decided_at: datetime | None


class ProgressOut(BaseModel):
    """How far a batch is."""

    n_tasks: int
    n_done: int
    n_left: int
    n_mine_done: int


class NextOut(BaseModel):
    """Tasks to work on; an empty list: there is none for this person now."""

    results: list[TaskOut]
    progress: ProgressOut


class DecidedTaskOut(BaseModel):
    """A task after a decision."""

    id: int
    state: TaskState
    label: str | None
    call_type_id: UUID | None
    is_flagged: bool
    note: str | None
    locked_until: datetime | None
    decided_by: UUID | None
    decided_at: datetime | None


class DecisionOut(BaseModel):
    """What became of one decision."""

    key: UUID
    task_id: int
    outcome: Literal["accepted", "repeated", "refused"]
    code: str | None = None
    detail: str | None = None
    task: DecidedTaskOut | None


class DecisionsOut(BaseModel):
    """What became of each decision, in the order sent."""

    results: list[DecisionOut]
    progress: ProgressOut


class SplitOut(BaseModel):
    """The tasks of both halves."""

    tasks: list[TaskOut]


BatchPage = page_of(BatchOut)
TaskPage = page_of(TaskRowOut)
