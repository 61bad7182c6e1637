"""Requests about tasks."""

from typing import Annotated, Any, Self
from uuid import UUID

from pydantic import Field, model_validator

from blueprints.annotation.models import DecisionAction, TaskState
from core.api import Body, Patch
from core.fields import Moment, RowNumber
from core.paging import PageQuery

MAX_DECISIONS = 200
"""Decisions of one request: more than a person makes while the network is away for some minutes."""

LONGEST_LOOK_MS = 3_600_000
"""Somebody who takes longer than an hour over a call has gone home; it counts as an hour."""

Seconds = Annotated[float, Field(ge=0)]
Hertz = Annotated[float, Field(ge=0)]


class NextBody(Body):
    """How many tasks, and after which of those already held."""

    n: int = Field(10, ge=1, le=20)
    after: RowNumber | None = Field(None, description="Last task the client has; of those held only later ones come")


class Decision(Body):
    """One thing a person did with a task."""

    key: UUID = Field(description="Made by the client; sent again, the decision is not made again")
    task_id: RowNumber
    action: DecisionAction
    label: str | None = Field(None, min_length=1, max_length=100)
    call_type_id: UUID | None = None
    note: str | None = Field(None, max_length=1000)
    spent_ms: int | None = Field(None, ge=0, le=2**31 - 1, description="How long the call was in front of the person")
    decided_at: Moment | None = Field(None, description="By the client's clock; null or in the future: now")

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if self.action == DecisionAction.LABEL and self.label is None and self.call_type_id is None:
            raise ValueError("give label or call_type_id")
        return self


class DecisionsBody(Body):
    """Decisions in the order in which they were made."""

    decisions: list[Decision] = Field(min_length=1, max_length=MAX_DECISIONS)


class TaskQuery(PageQuery):
    """Filters of the tasks of a batch."""

    state: TaskState | None = None
    flagged: bool | None = None
    label: str | None = Field(None, max_length=100)
    decided_by: UUID | None = None


class BoundsPatch(Patch):
    """New bounds of a task's segment; null frequencies mean the whole band."""

    onset_s: Seconds = 0.0
    offset_s: Seconds = 0.0
    low_hz: Hertz | None = None
    high_hz: Hertz | None = None

    def given(self) -> dict[str, Any]:
        return self.model_dump(include=self.model_fields_set)


class JoinBody(Body):
    """The second half of a task's segment that was cut in two."""

    other_id: RowNumber


class SplitBody(Body):
    """Where a task's segment is cut in two, in seconds from the start of the recording."""

    at_s: Seconds
