"""The kinds of jobs of the recordings area and their parameters."""

from typing import Any, Literal
from uuid import UUID

from pydantic import BaseModel, Field

from blueprints.recordings.schemas.recordings import BulkAction
from core.jobs.kinds import JobKind, Queue

AUDIO_MEMORY_MB = 1000
"""A worker on a 24 h, 384 kHz file stays below this."""


class IngestParams(BaseModel):
    """Measure a recording that has arrived."""

    recording_id: UUID
    split_s: float = Field(description="Length of the parts in seconds; 0: none")


class PyramidParams(BaseModel):
    """Build the coarse spectrogram levels and the outline of a recording."""

    recording_id: UUID


class SegmentParams(BaseModel):
    """Run a detector over a recording."""

    recording_id: UUID
    method: str = "adaptive"
    preset: str = "auto"
    params: dict[str, Any] = Field(default_factory=dict)
    channel: int | None = 0
    name: str | None = None
    make_current: bool | None = None
    model_id: UUID | None = None
    """Learned detector of the method `learned`."""


class LearnParams(BaseModel):
    """Train a learned detector from corrected segmentations."""

    project_id: UUID
    name: str
    preset: str | None = None
    segmentation_ids: list[UUID] = Field(description="What to learn from")


class BulkParams(BaseModel):
    """Carry out one action on many recordings, with what the person who asked may see and do."""

    action: BulkAction
    batch_id: UUID | None = None
    """Parent of the jobs the action submits."""


class SpectrogramFileParams(BaseModel):
    """Write the full spectrogram of a recording as HDF5."""

    recording_id: UUID
    n_fft: int = 512
    hop: int = 128
    channel: int | Literal["mix"] = 0


HOUR_S = 3600.0

INGEST = JobKind(
    "recordings.ingest", IngestParams, queue=Queue.AUDIO, time_limit_s=2 * HOUR_S, memory_limit_mb=AUDIO_MEMORY_MB
)
PYRAMID = JobKind(
    "recordings.pyramid", PyramidParams, queue=Queue.AUDIO, time_limit_s=4 * HOUR_S, memory_limit_mb=AUDIO_MEMORY_MB
)
SEGMENT = JobKind(
    "recordings.segment", SegmentParams, queue=Queue.AUDIO, time_limit_s=4 * HOUR_S, memory_limit_mb=AUDIO_MEMORY_MB
)
BULK = JobKind("recordings.bulk", BulkParams, queue=Queue.SHORT, time_limit_s=3600)
LEARN = JobKind("recordings.learn", LearnParams, queue=Queue.TRAIN, time_limit_s=4 * HOUR_S)
SPECTROGRAM_FILE = JobKind(
    "recordings.spectrogram-file", SpectrogramFileParams, queue=Queue.AUDIO, time_limit_s=4 * HOUR_S,
    memory_limit_mb=AUDIO_MEMORY_MB,
)  # fmt: skip
