"""What routes about recordings answer with besides recordings, segmentations and segments themselves."""

from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import BaseModel, Field

from blueprints.recordings.models import LabelSource
from blueprints.recordings.schemas.segmentations import SegmentationOut
from core.documents import file_of, page_of
from core.jobs.schemas import JobOut

EXPORTED_CALLS = file_of(
    "text/csv",
    "text/plain",
    "text/tab-separated-values",
    "application/json",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "application/zip",
    description="The calls in the format asked for",
)
"""A file of one of the export formats."""

SegmentationPage = page_of(SegmentationOut)


class FindingOut(BaseModel):
    """Something worth knowing about a recording's sound or metadata."""

    code: str
    severity: str
    message: str
    value: Any = None
    unit: str | None = None


FindingPage = page_of(FindingOut)


class ChangerOut(BaseModel):
    """Who said it."""

    id: UUID
    display_name: str


class LabelChangeOut(BaseModel):
    """One change of what people say a segment is."""

    changed_at: datetime
    user: ChangerOut | None
    label_before: str | None
    label: str | None
    was_rejected: bool
    is_rejected: bool
    source: LabelSource
    action_id: UUID | None = Field(description="What was done in one go")


HistoryPage = page_of(LabelChangeOut)


class IndicesOut(BaseModel):
    """Acoustic indices and levels by name; empty until they are computed."""


class LinkOut(BaseModel):
    """An address that gives a file for five minutes without a token."""

    url: str


class TableLinkOut(LinkOut):
    """The address of a table of recordings, and how many are in it."""

    n: int


class BulkJobOut(BaseModel):
    """The job of an action on many recordings, and how many it was asked for."""

    job: JobOut
    job_id: UUID
    n: int


class StartedDetectionOut(JobOut):
    """The job of a detector that was asked for."""

    job_id: UUID


class IntervalOut(BaseModel):
    """A stretch a detector found."""

    onset_s: float
    offset_s: float
    low_hz: float | None
    high_hz: float | None
    score: float | None
    label: str | None


class PreviewOut(BaseModel):
    """What a detector finds in a window."""

    from_s: float = Field(alias="from")
    to_s: float = Field(alias="to")
    method: str
    preset: str
    params: dict[str, Any]
    results: list[IntervalOut]


class ImportOut(SegmentationOut):
    """A segmentation read from a file, with what was found and left out."""

    format: str
    findings: list[dict[str, Any]]
    counts: dict[str, Any]


class MethodsOut(BaseModel):
    """Detectors with their parameters, presets with their values, and formats."""

    methods: list[dict[str, Any]]
    presets: list[dict[str, Any]]
    default: dict[str, str]
    import_formats: list[str]
    export_formats: list[dict[str, str]]


class AgreementOut(BaseModel):
    """How well a segmentation agrees with the one taken as right."""

    id: UUID
    name: str
    method: str | None
    preset: str | None


class ComparisonOut(BaseModel):
    """Segmentations compared with one taken as right."""

    reference_id: UUID
    results: list[AgreementOut]


class WaveformOut(BaseModel):
    """An outline: lowest and highest sample beneath each pixel in turn."""

    from_s: float = Field(alias="from")
    to_s: float = Field(alias="to")
    width: int
    pairs: list[float]
    is_final: bool


class LevelOut(BaseModel):
    """One level of a spectrogram's pyramid."""

    level: int
    n_columns: int
    n_tiles: int


class SpectrogramOut(BaseModel):
    """What a page needs to place and request tiles."""

    sr_hz: int
    n_samples: int
    duration_s: float
    n_fft: int
    hop: int
    channel: int
    n_bins: int
    tile_columns: int
    floor_db: float
    key: str
    levels: list[LevelOut]
    tile_url_template: str
    first_stored_level: int
    is_pyramid_ready: bool
    window: dict[str, float]
