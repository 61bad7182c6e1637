"""Requests and answers of the grid review: many calls seen, confirmed, named or rejected at once."""

from typing import Any, Literal, Self
from uuid import UUID

from pydantic import BaseModel, Field, model_validator

from blueprints.annotation.models import TaskState
from core.api import Body, Query
from core.documents import page_of
from core.fields import RowNumber

MAX_BULK = 10_000
"""Tasks of one action, done within two seconds; of more, the surest first, the answer says how many are left."""

MAX_GRID = 500
"""Tasks of one page of a grid."""

StateFilter = Literal["open", "done", "all"]
"""open: nobody has answered yet (also skipped ones); done: labelled or rejected."""


class ReviewQuery(Query):
    """One type of a batch."""

    by: Literal["predicted", "label"] = Field("predicted", description="What `label` and the groups speak of")
    label: str | None = Field(None, max_length=100, description="Only these; empty: those without any")
    state: StateFilter = "open"
    limit: int = Field(200, ge=1, le=MAX_GRID, description="Tasks to return")
    cursor: str | None = Field(None, max_length=200, description="Opaque place to go on from, from `next`")


class BulkFilter(Body):
    """All tasks of a type, save those named; the same choice that the grid shows."""

    predicted: str | None = Field(None, max_length=100, description="Empty: those without a prediction")
    label: str | None = Field(None, max_length=100, description="Empty: those without a label")
    state: StateFilter = "open"
    excluded: list[RowNumber] = Field(default_factory=list, max_length=MAX_BULK, alias="except")


class BulkBody(Body):
    """What to do with many tasks in one go."""

    action: Literal["confirm", "label", "reject"] = Field(description="confirm: what the model holds them to be")
    task_ids: list[RowNumber] | None = Field(None, min_length=1, max_length=MAX_BULK)
    filter: BulkFilter | None = None
    label: str | None = Field(None, min_length=1, max_length=100)
    call_type_id: UUID | None = None

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if (self.task_ids is None) == (self.filter is None):
            raise ValueError("give either task_ids or filter")
        has_word = self.label is not None or self.call_type_id is not None
        if has_word != (self.action == "label"):
            raise ValueError("give label or call_type_id with the action label, and only with it")
        return self


class GridTaskOut(BaseModel):
    """A task as a grid shows it."""

    task_id: int
    segment_id: int
    predicted: str | None = Field(description="`unknown` for a call unlike all the model has learned")
    probability: float | None
    label: str | None
    state: TaskState
    is_flagged: bool


class GridGroupOut(BaseModel):
    """A type and how many tasks of it there are."""

    label: str | None
    n: int


GridPage: Any = page_of(
    GridTaskOut, groups=(list[GridGroupOut], Field(description="Every type in this state, the most first"))
)


class BulkOut(BaseModel):
    """What came of an action on many tasks."""

    action_id: UUID = Field(description="Takes it back: POST …/bulk/{action_id}/undo")
    n_changed: int
    n_left_out: int = Field(description="Asked for, but held or answered by others, or without a prediction to confirm")
    n_left: int = Field(description="Tasks of the filter beyond those one action takes")


class BulkUndoneOut(BaseModel):
    """What was taken back; tasks answered anew since stay as they are."""

    n_changed: int
