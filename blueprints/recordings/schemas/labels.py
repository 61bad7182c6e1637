"""Requests about calls wherever they lie: reading them by number, and giving many of them one name."""

from typing import Annotated, Self
from uuid import UUID

from pydantic import BaseModel, Field, field_validator, model_validator

from core.api import Body, Query
from core.request_input import LARGEST_INTEGER

MAX_CALLS = 200
"""Calls one request reads, as many as thumbnails."""

MAX_NAMED = 10_000
"""Calls one request may name."""

SegmentNumber = Annotated[int, Field(ge=1, le=LARGEST_INTEGER)]


class NumbersQuery(Query):
    """Calls by their numbers."""

    ids: str = Field(
        min_length=1, max_length=4000, pattern=r"^\d{1,19}(,\d{1,19})*$",
        description=f"Numbers of segments, at most {MAX_CALLS}, with commas between",
    )  # fmt: skip

    @field_validator("ids")
    @classmethod
    def _few_and_storable(cls, ids: str) -> str:
        numbers = [int(part) for part in ids.split(",")]
        if len(numbers) > MAX_CALLS:
            raise ValueError(f"names at most {MAX_CALLS} segments, got {len(numbers)}")
        if max(numbers) > LARGEST_INTEGER:
            raise ValueError("a number of a segment has at most 63 bits")
        return ids

    @property
    def numbers(self) -> list[int]:
        return [int(part) for part in self.ids.split(",")]


class LabelsBody(Body):
    """One word for many calls: a label, a call type, or that they are no calls. All left out: no word any more."""

    segment_ids: list[SegmentNumber] = Field(min_length=1, max_length=MAX_NAMED)
    label: str | None = Field(None, max_length=100)
    call_type_id: UUID | None = Field(None, description="Its name is the label")
    is_rejected: bool = False

    @model_validator(mode="after")
    def _one_word(self) -> Self:
        if self.is_rejected and (self.label or self.call_type_id):
            raise ValueError("what is rejected as a call has no label")
        if self.label and self.call_type_id:
            raise ValueError("give either label or call_type_id")
        return self


class PlacedSegmentOut(BaseModel):
    """One call with the recording it lies in."""

    id: int
    segmentation_id: UUID
    recording_id: UUID
    recording_name: str
    project_id: UUID
    species_id: UUID | None
    sr_hz: int
    onset_s: float
    offset_s: float
    low_hz: float | None
    high_hz: float | None
    label: str | None
    call_type_id: UUID | None
    is_rejected: bool


class PlacedSegmentsOut(BaseModel):
    """Calls in the order asked for, without those that are gone or not for you."""

    results: list[PlacedSegmentOut]


class LabelledOut(BaseModel):
    """What was named in one go."""

    action_id: UUID = Field(description="Takes it back: POST …/undo")
    n_changed: int


class TakenBackOut(BaseModel):
    """What was taken back."""

    n_changed: int
