"""Requests about segmentations and segments, and what they look like in an answer."""

from datetime import datetime
from typing import Annotated, Any, Literal, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, model_validator

from blueprints.recordings.models import SegmentationOrigin, SegmentOrigin
from blueprints.recordings.schemas.recordings import Channel
from core.api import Body, Patch, Query
from core.fields import FormFile, RowNumber
from core.paging import PageQuery

MAX_SEGMENTS_PAGE = 5000
"""Segments one request returns."""

MAX_OPERATIONS = 5000
"""Operations of one set of edits."""

MAX_BULK_SEGMENTS = 50_000
"""Segments one operation may name."""

Seconds = Annotated[float, Field(ge=0, allow_inf_nan=False)]
Hertz = Annotated[float, Field(ge=0, allow_inf_nan=False)]
SegmentRef = RowNumber | Annotated[str, Field(min_length=1, max_length=60)]
"""A segment's number (also as text), or the `ref` the client gave it in the same request."""


class DetectionBody(Body):
    """A run of a detector; with origin `person` an empty set to draw into, no job."""

    method: str = Field("adaptive", max_length=60)
    preset: str = Field("auto", max_length=60)
    params: dict[str, Any] = Field(default_factory=dict)
    channel: Channel | None = Field(0, description="Channel, from 0; null for the mean of all")
    model_id: UUID | None = Field(None, description="Learned detector, for the method `learned`")
    name: str | None = Field(None, max_length=120)
    make_current: bool | None = Field(
        None, description="Show this run or not; null: show it unless it would hide a person's work"
    )
    origin: Literal["detector", "person"] = "detector"
    based_on_id: UUID | None = Field(None, description="Copy these segments into a new set (origin person)")


class PreviewBody(Body):
    """A run over the visible window, answered at once."""

    from_s: Seconds = Field(alias="from")
    to_s: Seconds = Field(alias="to")
    method: str = Field("adaptive", max_length=60)
    preset: str = Field("auto", max_length=60)
    params: dict[str, Any] = Field(default_factory=dict)
    channel: Channel | None = 0


class SegmentationPatch(Patch):
    """Rename a segmentation or make it the current one."""

    name: str = Field("", min_length=1, max_length=120)
    is_current: Literal[True] = True


class SegmentQuery(Query):
    """A window of segments; `cursor` goes on where the last page ended."""

    from_s: Seconds | None = Field(None, alias="from", description="Segments that end after this second")
    to_s: Seconds | None = Field(None, alias="to", description="Segments that begin before this second")
    origin: SegmentOrigin | None = None
    label: str | None = Field(None, max_length=100)
    min_score: float | None = None
    limit: int = Field(MAX_SEGMENTS_PAGE, ge=1, le=MAX_SEGMENTS_PAGE)
    cursor: str | None = Field(None, max_length=100, description="Opaque place to go on from, from `next`")


class SegmentFields(Body):
    """What a segment is made of."""

    onset_s: Seconds
    offset_s: Seconds
    low_hz: Hertz | None = None
    high_hz: Hertz | None = None
    label: str | None = Field(None, max_length=100)
    call_type_id: UUID | None = None
    note: str | None = Field(None, max_length=1000)


class AddSegment(SegmentFields):
    """A new segment."""

    op: Literal["add"]
    ref: str | None = Field(None, min_length=1, max_length=60, description="Name, for later operations and the answer")
    score: float | None = Field(None, allow_inf_nan=False, description="Kept when a deletion is undone")
    origin: SegmentOrigin = Field(SegmentOrigin.PERSON, description="Kept when a deletion is undone")
    is_rejected: bool = Field(False, description="Kept when a deletion is undone")


class UpdateSegment(Patch):
    """Change some fields of a segment; null empties a field that may be empty."""

    op: Literal["update"]
    id: SegmentRef
    onset_s: Seconds = 0.0
    offset_s: Seconds = 0.0
    low_hz: Hertz | None = None
    high_hz: Hertz | None = None
    label: str | None = Field(None, max_length=100)
    call_type_id: UUID | None = None
    note: str | None = Field(None, max_length=1000)
    is_rejected: bool = Field(False, description="A person says that this is no call; its label goes then")


class DeleteSegments(Body):
    """Remove segments."""

    op: Literal["delete"]
    id: SegmentRef | None = None
    ids: list[SegmentRef] = Field(default_factory=list, max_length=MAX_BULK_SEGMENTS)

    @model_validator(mode="after")
    def _some(self) -> Self:
        if (self.id is None) == (not self.ids):
            raise ValueError("give either id or ids")
        return self


class SplitSegment(Body):
    """Cut a segment in two; it keeps the left part, the right part is new."""

    op: Literal["split"]
    id: SegmentRef
    at_s: Seconds
    ref: str | None = Field(None, min_length=1, max_length=60, description="Name of the right part")


class MergeSegments(Patch):
    """Join segments into the earliest of them, which grows over all; given fields win."""

    op: Literal["merge"]
    ids: list[SegmentRef] = Field(min_length=2, max_length=MAX_BULK_SEGMENTS)
    onset_s: Seconds = 0.0
    offset_s: Seconds = 0.0
    low_hz: Hertz | None = None
    high_hz: Hertz | None = None
    label: str | None = Field(None, max_length=100)
    call_type_id: UUID | None = None
    note: str | None = Field(None, max_length=1000)


class RelabelSegments(Body):
    """Give many segments one label, or none."""

    op: Literal["relabel"]
    ids: list[SegmentRef] = Field(min_length=1, max_length=MAX_BULK_SEGMENTS)
    label: str | None = Field(None, max_length=100)
    call_type_id: UUID | None = None


Operation = Annotated[
    AddSegment | UpdateSegment | DeleteSegments | SplitSegment | MergeSegments | RelabelSegments,
    Field(discriminator="op"),
]


class EditsBody(Body):
    """Edits that are all made, or none of them."""

    operations: list[Operation] = Field(min_length=1, max_length=MAX_OPERATIONS)


class ImportForm(BaseModel):
    """A table or list of segments made elsewhere."""

    model_config = ConfigDict(extra="forbid")

    file: FormFile = Field(description="Raven table, Audacity labels, CSV, Excel, AOEF, predecessor's pickle")
    format: str = Field("auto", max_length=30, description="auto, or the name of a format")
    time_unit: Literal["s", "ms"] = Field("s", description="Unit of times whose column does not say it")
    name: str | None = Field(None, max_length=120)
    make_current: bool | None = None


class ExportFormatQuery(Query):
    """The form segments are written in."""

    format: str = Field("csv", max_length=30, description="csv, raven, audacity, …")


class LearnBody(Body):
    """Train a learned detector from what people corrected in a project."""

    project_id: UUID
    name: str = Field("Learned from corrections", min_length=1, max_length=120)
    preset: str | None = Field(None, max_length=60, description="Preset that proposes; null: the commonest one")
    segmentation_ids: list[UUID] | None = Field(
        None, min_length=1, max_length=500, description="What to learn from; null: every corrected current one"
    )


class LearnedQuery(PageQuery):
    """Learned detectors one may use."""

    project_id: UUID | None = Field(None, description="Only those of this project")


class LearnedOut(BaseModel):
    """A learned detector."""

    id: UUID
    group_id: UUID
    project_id: UUID
    name: str
    preset: str
    params: dict[str, Any]
    code_version: str
    sha256: str
    n_recordings: int
    n_calls: int
    job_id: UUID | None
    created_by: UUID | None
    created_at: datetime
    url: str


class LearnedPage(BaseModel):
    """A page of learned detectors."""

    count: int
    next: str | None
    previous: str | None
    results: list[LearnedOut]


class CompareBody(Body):
    """Segmentations scored against one that is taken as right."""

    reference_id: UUID
    ids: list[UUID] = Field(min_length=1, max_length=20)
    min_iou: float = Field(0.5, gt=0, le=1)
    onset_tolerance_s: float = Field(0.010, gt=0, le=1)


class SegmentationOut(BaseModel):
    """A segmentation without its segments."""

    id: UUID
    recording_id: UUID
    name: str
    origin: SegmentationOrigin
    method: str | None
    preset: str | None
    params: dict[str, Any]
    code_version: str | None
    channel: int | None
    is_current: bool
    is_edited: bool
    n_segments: int
    version: int
    based_on_id: UUID | None
    model_id: UUID | None
    job_id: UUID | None
    created_by: UUID | None
    created_at: datetime
    url: str


class SegmentOut(BaseModel):
    """One segment."""

    id: int
    onset_s: float
    offset_s: float
    low_hz: float | None
    high_hz: float | None
    score: float | None
    origin: SegmentOrigin
    label: str | None
    call_type_id: UUID | None
    note: str | None
    is_rejected: bool


class SegmentsOut(BaseModel):
    """A page of segments, by onset."""

    count: int
    next: str | None
    previous: str | None
    results: list[SegmentOut]


class EditsOut(BaseModel):
    """What a set of edits changed."""

    version: int
    n_segments: int
    segments: list[SegmentOut]
    deleted: list[int]
    ids: dict[str, int]
    """Numbers of the segments the client named with `ref`."""
