"""Requests about recordings, and what a recording looks like in an answer."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any, Literal, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, model_validator

from blueprints.recordings.models import RecordingState
from core.api import Body, Patch, Query
from core.fields import FormFile, From, Moment, Until
from core.paging import PageQuery
from processing.audio.decode.header import MAX_CHANNELS

MAX_TIME_EXPANSION = 100.0
"""Largest factor taken: recorders use 8, 10, 16 and 20."""

MAX_SR_HZ = 100_000_000
"""The highest rate a file may tell, 1 MHz, times the largest time expansion."""

MAX_BULK_IDS = 10_000
"""Recordings one bulk request may name; more are reached by a filter."""

MAX_FILES = 100
"""Files of one multipart request."""


Channel = Annotated[int, Field(ge=0, lt=MAX_CHANNELS)]
"""A channel of a file, from 0."""


class PartsChoice(StrEnum):
    """Whether a list shows the parts of long recordings."""

    EXCLUDE = "exclude"
    INCLUDE = "include"
    ONLY = "only"


class RecordingFilter(Query):
    """What narrows a list of recordings; also the filter of bulk actions."""

    group_id: UUID | None = Field(None, description="Recordings of this group")
    project_id: UUID | None = Field(None, description="Recordings of this project")
    site_id: UUID | None = Field(None, description="Recordings made at this site")
    species_id: UUID | None = Field(None, description="Recordings of this species")
    state: RecordingState | None = Field(None, description="processing, ready or failed")
    segmented: bool | None = Field(None, description="Whether segments were found or drawn")
    classified: bool | None = Field(None, description="Whether the current segments have predictions")
    from_: From | None = Field(None, alias="from", description="Recorded at or after: a moment or a day")
    to: Until | None = Field(None, description="Recorded before a moment, or until the end of a day")
    min_sr_hz: int | None = Field(None, ge=0, le=MAX_SR_HZ, description="Real sampling rate at least")
    max_sr_hz: int | None = Field(None, ge=0, le=MAX_SR_HZ, description="Real sampling rate at most")
    min_duration_s: float | None = Field(None, ge=0, description="At least as long")
    max_duration_s: float | None = Field(None, ge=0, description="At most as long")
    parts: PartsChoice = Field(PartsChoice.EXCLUDE, description="Show parts of long recordings")
    parent_id: UUID | None = Field(None, description="Parts of this recording")
    search: str | None = Field(None, max_length=200, description="Text in name, device, notes or metadata")


class RecordingQuery(RecordingFilter, PageQuery):
    """A list of recordings; ordering by name, recorded_at, created_at, duration_s or sr_hz."""


class RecordingForm(BaseModel):
    """A multipart upload of one or more sound files, with segments of one of them if there are any."""

    model_config = ConfigDict(extra="forbid")

    file: list[FormFile] = Field(min_length=1, max_length=MAX_FILES, description="Sound files")
    project_id: UUID = Field(description="Project the recordings go to")
    site_id: UUID | None = Field(None, description="Site they were made at")
    species_id: UUID | None = Field(None, description="Species they are of")
    auto_split: bool = Field(True, description="Show a long recording in parts")
    time_expansion: float | None = Field(
        None, gt=0, le=MAX_TIME_EXPANSION, description="How many times slower than life the files play"
    )
    segments: FormFile | None = Field(None, description="Segments of the one file: any import format")
    format: str = Field("auto", max_length=30, description="Format of the segments")
    time_unit: Literal["s", "ms"] = Field("s", description="Unit of times of the segments that do not say it")
    sha256: str | None = Field(None, pattern="^[0-9a-fA-F]{64}$", description="SHA-256 of the one file")


class RecordingPatch(Patch):
    """What a person may correct; a field left out stays, null empties it."""

    name: str = Field("", min_length=1, max_length=255)
    notes: str = Field("", max_length=20_000)
    project_id: UUID | None = None
    site_id: UUID | None = None
    species_id: UUID | None = None
    recorded_at: Moment | None = None
    utc_offset_min: int | None = Field(None, ge=-14 * 60, le=14 * 60)
    latitude: float | None = Field(None, ge=-90, le=90)
    longitude: float | None = Field(None, ge=-180, le=180)
    device: str | None = Field(None, max_length=200)
    temperature_c: float | None = Field(None, ge=-90, le=90)
    time_expansion: float = Field(1.0, gt=0, le=MAX_TIME_EXPANSION)


class BulkAction(BaseModel):
    """One action on many recordings, named by id or by filter; other fields are the action's own options."""

    model_config = ConfigDict(extra="allow")

    action: str = Field(pattern=r"^[a-z_]{1,30}$", description="segment, classify, move, delete or export")
    ids: list[UUID] | None = Field(None, min_length=1, max_length=MAX_BULK_IDS)
    filter: RecordingFilter | None = None

    @model_validator(mode="after")
    def _one_choice(self) -> Self:
        if (self.ids is None) == (self.filter is None):
            raise ValueError("give either ids or filter")
        return self

    @property
    def options(self) -> dict[str, Any]:
        return dict(self.model_extra or {})


class MoveOptions(Body):
    """Where recordings are moved to; a field left out stays."""

    project_id: UUID | None = None
    site_id: UUID | None = None
    species_id: UUID | None = None


class NamedOut(BaseModel):
    """Something a recording belongs to."""

    id: UUID
    name: str


class SpeciesOut(NamedOut):
    """A species, which has two names."""

    scientific_name: str
    common_name: str


class RecordingOut(BaseModel):
    """A recording as lists show it."""

    id: UUID
    group_id: UUID
    project_id: UUID
    site_id: UUID | None
    species_id: UUID | None
    parent_id: UUID | None
    offset_s: float
    name: str
    file_name: str
    state: RecordingState
    problem: dict[str, str] | None
    sha256: str
    size_bytes: int
    container: str
    subtype: str
    bit_depth: int | None
    sr_hz: int
    file_sr_hz: int
    n_channels: int
    n_frames: int
    duration_s: float
    time_expansion: float
    recorded_at: datetime | None
    utc_offset_min: int | None
    latitude: float | None
    longitude: float | None
    device: str | None
    temperature_c: float | None
    notes: str
    n_segments: int | None = Field(description="Segments of the current segmentation; null when there is none")
    current_segmentation_id: UUID | None
    is_segmented: bool
    is_classified: bool
    job_id: UUID | None = Field(description="The batch of jobs that took the recording in")
    version: int
    created_by: UUID | None
    created_at: datetime
    url: str
    project: NamedOut | None
    site: NamedOut | None
    species: SpeciesOut | None


class RecordingDetailOut(RecordingOut):
    """A recording with everything known about it."""

    metadata: dict[str, Any]
    sources: dict[str, str]
    findings: list[dict[str, Any]]
    indices: dict[str, Any]
    n_parts: int


class RecordingsOut(BaseModel):
    """A page of recordings."""

    count: int
    next: str | None
    previous: str | None
    results: list[RecordingOut]


class FileVerdict(BaseModel):
    """What became of one of several files."""

    file_name: str
    status: Literal["stored", "rejected"]
    recording: RecordingOut | None = None
    problem: dict[str, Any] | None = None


class FilesOut(BaseModel):
    """What became of each file of one request."""

    count: int
    results: list[FileVerdict]
