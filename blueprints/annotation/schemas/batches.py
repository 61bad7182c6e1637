"""Requests about task batches."""

from typing import Literal, Self
from uuid import UUID

from pydantic import Field, model_validator

from blueprints.annotation.models import BatchState, TaskOrder
from blueprints.annotation.schemas.sources import Source
from core.api import Body, Patch
from core.fields import Moment
from core.paging import PageQuery

MIN_LEARN_EVERY = 5
"""Fewer new labels than this teach a model nothing."""

DEFAULT_HELD_OUT = 0.2
"""Share of a learning batch that is kept for scoring when nobody says otherwise."""


class TaskBatchBody(Body):
    """A task batch to make."""

    project_id: UUID
    name: str = Field(min_length=1, max_length=120)
    source: Source
    species_id: UUID | None = Field(None, description="Whose call types are the keys")
    instructions: str = Field("", max_length=10_000)
    order: TaskOrder | None = Field(
        None, description="null: active for active learning or a batch that learns, else by time"
    )
    is_blind: bool = Field(False, description="Keep the model's ranking from the annotators")
    n_annotators: int = Field(1, ge=1, le=3, description="How many people answer each segment")
    assignee_ids: list[UUID] = Field(default_factory=list, max_length=200, description="Empty: all annotators")
    deadline: Moment | None = None
    classifier_id: UUID | None = Field(None, description="Whose ranking is shown; null: that of current results")
    learn_every: int | None = Field(None, ge=MIN_LEARN_EVERY, le=100_000, description="Labels between two trainings")
    held_out_share: float | None = Field(None, ge=0, le=0.5, description="Never trained on; null: 0.2 if it learns")

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if self.order is None:
            is_active = self.source.kind == "active" or self.learn_every is not None
            self.order = TaskOrder.ACTIVE if is_active else TaskOrder.TIME
        if self.held_out_share is None:
            self.held_out_share = DEFAULT_HELD_OUT if self.learn_every else 0.0
        return self


class BatchPatch(Patch):
    """What can be changed of a task batch."""

    name: str = Field("", min_length=1, max_length=120)
    instructions: str = Field("", max_length=10_000)
    deadline: Moment | None = None
    assignee_ids: list[UUID] = Field(default_factory=list, max_length=200)
    is_blind: bool = False
    order: TaskOrder = TaskOrder.TIME
    state: Literal["open", "closed"] = "open"
    learn_every: int | None = Field(None, ge=MIN_LEARN_EVERY, le=100_000)


class BatchQuery(PageQuery):
    """Filters of the list of task batches."""

    group_id: UUID | None = None
    project_id: UUID | None = None
    species_id: UUID | None = None
    state: BatchState | None = None
    mine: bool | None = Field(None, description="true: only those this person is asked to work on")
