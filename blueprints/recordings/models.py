"""Recordings, the runs of detectors over them, and the segments those found."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Float, ForeignKey, Index, String, Text, false, text
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Base, BigId, BigKey, CreatedAt, UpdatedAt, UuidKey

IS_ROOT = text("parent_id IS NULL")
"""Condition of indexes over whole recordings, which lists show; parts are windows into them."""

IS_PART = text("parent_id IS NOT NULL")
"""Condition of the index over parts."""

IS_LABELLED = text("label IS NOT NULL")
"""Condition of the index over what people have named, which is little beside what detectors found."""

IS_CURRENT = text("is_current")
"""Condition of the index that allows one current segmentation a recording."""

IS_REJECTED = text("is_rejected")
"""Condition of the index over segments that people say are no calls."""

SEARCH_LENGTH = 1000
"""Characters of `Recording.search_text`; what a file says of itself seldom has more words."""


class RecordingState(StrEnum):
    PROCESSING = "processing"
    READY = "ready"
    FAILED = "failed"


class SegmentationOrigin(StrEnum):
    """Where a segmentation comes from."""

    DETECTOR = "detector"
    PERSON = "person"
    IMPORT = "import"


class SegmentOrigin(StrEnum):
    """Whether a segment is as a machine left it or was set by a person."""

    MACHINE = "machine"
    PERSON = "person"


class LabelSource(StrEnum):
    """By what way a label came to a segment or left it."""

    EDITOR = "editor"
    TASK = "task"
    REVIEW = "review"
    ADJUDICATION = "adjudication"
    CLUSTER = "cluster"
    SIMILARITY = "similarity"
    IMPORT = "import"


class Recording(Base):
    """One stored sound file, or (with a parent) one part of it: a window into the same file."""

    __tablename__ = "recordings"
    __table_args__ = (
        CheckConstraint("duration_s >= 0 AND offset_s >= 0", name="times"),
        CheckConstraint("time_expansion > 0", name="time_expansion"),
        Index(
            "uq_recordings_content", "project_id", "blob_sha256", unique=True,
            sqlite_where=IS_ROOT, postgresql_where=IS_ROOT,
        ),
        # Whole recordings stay out of it: SQLite would otherwise read every one through "parent_id IS NULL".
        Index("ix_recordings_parts", "parent_id", "offset_s", sqlite_where=IS_PART, postgresql_where=IS_PART),
        *(
            Index("_".join(["ix_recordings", *scope, column]), *scope, column, "id", sqlite_where=IS_ROOT,
                  postgresql_where=IS_ROOT)
            for scope in ((), ("group_id",), ("project_id",))
            for column in ("created_at", "timeline_at", "sort_name", "duration_s", "sr_hz")
        ),
        # What results count their calls from.
        Index("ix_recordings_n_segments", "group_id", "n_segments", sqlite_where=IS_ROOT, postgresql_where=IS_ROOT),
        # Which results subtract their rejected calls by, in the order in which those lie in their own index.
        Index("ix_recordings_current", "current_segmentation_id", "group_id", sqlite_where=IS_ROOT,
              postgresql_where=IS_ROOT),
        # Everything a list may be narrowed by, so that counting reads the index alone.
        *(
            Index(f"ix_recordings_{scope}_facts", scope, "current_segmentation_id", "is_classified", "state",
                  "duration_s", "sr_hz", "site_id", "species_id", "timeline_at", "recorded_at", "id",
                  sqlite_where=IS_ROOT, postgresql_where=IS_ROOT)
            for scope in ("group_id", "project_id")
        ),
    )  # fmt: skip

    id: Mapped[UuidKey]
    group_id: Mapped[UUID] = mapped_column(ForeignKey("groups.id", ondelete="RESTRICT"))
    project_id: Mapped[UUID] = mapped_column(ForeignKey("projects.id", ondelete="RESTRICT"), index=True)
    site_id: Mapped[UUID | None] = mapped_column(ForeignKey("sites.id", ondelete="RESTRICT"), index=True)
    species_id: Mapped[UUID | None] = mapped_column(ForeignKey("species.id", ondelete="RESTRICT"), index=True)
    parent_id: Mapped[UUID | None] = mapped_column(ForeignKey("recordings.id", ondelete="CASCADE"))
    offset_s: Mapped[float] = mapped_column(Float, default=0.0)
    """Where a part begins within its file, in real time; 0 for a whole recording."""
    blob_sha256: Mapped[str] = mapped_column(ForeignKey("blobs.sha256", ondelete="RESTRICT"), index=True)
    state: Mapped[RecordingState] = mapped_column(String(12), default=RecordingState.PROCESSING)
    problem_code: Mapped[str | None] = mapped_column(String(60))
    problem_detail: Mapped[str | None] = mapped_column(Text)
    """Why the recording failed, or which product made from it is missing."""

    file_name: Mapped[str] = mapped_column(String(255))
    name: Mapped[str] = mapped_column(String(255))
    """What people call it; the file's name until someone changes it."""
    sort_name: Mapped[str] = mapped_column(String(255))
    """The name in lower case, so that lists sort alike on every database."""
    notes: Mapped[str] = mapped_column(Text, default="")
    search_text: Mapped[str] = mapped_column(String(SEARCH_LENGTH), default="")
    """Names, device, notes and embedded text in lower case: what `search` looks through."""
    size_bytes: Mapped[int] = mapped_column(BigInteger)
    container: Mapped[str] = mapped_column(String(12))
    subtype: Mapped[str] = mapped_column(String(24))
    bit_depth: Mapped[int | None]
    sr_hz: Mapped[int]
    """Real sampling rate: that of the file times the time expansion."""
    file_sr_hz: Mapped[int]
    n_channels: Mapped[int]
    n_frames: Mapped[int] = mapped_column(BigInteger)
    """Frames of the whole file, also on a part."""
    duration_s: Mapped[float] = mapped_column(Float)
    time_expansion: Mapped[float] = mapped_column(Float, default=1.0)

    recorded_at: Mapped[datetime | None]
    utc_offset_min: Mapped[int | None]
    """Offset of the recorder's clock from UTC, to show the local hour; None when it is not known."""
    timeline_at: Mapped[datetime]
    """When it was recorded; when that is not known, when it arrived. What lists sort by."""
    latitude: Mapped[float | None] = mapped_column(Float)
    longitude: Mapped[float | None] = mapped_column(Float)
    device: Mapped[str | None] = mapped_column(String(200))
    temperature_c: Mapped[float | None] = mapped_column(Float)

    n_segments: Mapped[int] = mapped_column(default=0)
    current_segmentation_id: Mapped[UUID | None]
    """Copy of which segmentation is current, with its count above, so that lists need no join."""
    is_classified: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Whether predictions exist for the current segmentation; kept by the calls area."""
    chain_id: Mapped[UUID | None] = mapped_column(ForeignKey("jobs.id", ondelete="SET NULL"))
    """The batch of jobs that took the recording in."""
    version: Mapped[int] = mapped_column(default=1)
    created_by: Mapped[UUID | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    created_at: Mapped[CreatedAt]

    @property
    def start_frame(self) -> int:
        return round(self.offset_s * self.sr_hz)

    @property
    def stop_frame(self) -> int:
        return min(self.n_frames, self.start_frame + round(self.duration_s * self.sr_hz))


class RecordingDetails(Base):
    """The long documents of a whole recording, kept apart so that lists read narrow rows."""

    __tablename__ = "recording_details"

    recording_id: Mapped[UUID] = mapped_column(ForeignKey("recordings.id", ondelete="CASCADE"), primary_key=True)
    embedded: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """What the file says of itself: GUANO, WAMD, BWF, ID3, comment."""
    sources: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """Where each field's value came from: `guano`, `file-name`, `person` …"""
    findings: Mapped[list[Any]] = mapped_column(default=list)
    indices: Mapped[dict[str, Any]] = mapped_column(default=dict)


class LearnedDetector(Base):
    """A judge of detections, trained from segmentations a person has corrected; what the method `learned` uses."""

    __tablename__ = "learned_detectors"

    id: Mapped[UuidKey]
    group_id: Mapped[UUID] = mapped_column(ForeignKey("groups.id", ondelete="RESTRICT"), index=True)
    project_id: Mapped[UUID] = mapped_column(ForeignKey("projects.id", ondelete="RESTRICT"), index=True)
    name: Mapped[str] = mapped_column(String(120))
    preset: Mapped[str] = mapped_column(String(60))
    """Preset of the adaptive method that proposes what is judged."""
    params: Mapped[dict[str, Any]] = mapped_column(default=dict)
    code_version: Mapped[str] = mapped_column(String(60))
    blob_sha256: Mapped[str] = mapped_column(ForeignKey("blobs.sha256", ondelete="RESTRICT"), index=True)
    n_recordings: Mapped[int]
    n_calls: Mapped[int]
    job_id: Mapped[UUID | None] = mapped_column(ForeignKey("jobs.id", ondelete="SET NULL"), index=True)
    created_by: Mapped[UUID | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    created_at: Mapped[CreatedAt]


class Segmentation(Base):
    """One run of a detector over a whole recording, or a set of segments a person drew or brought."""

    __tablename__ = "segmentations"
    __table_args__ = (
        Index(
            "uq_segmentations_current", "recording_id", unique=True,
            sqlite_where=IS_CURRENT, postgresql_where=IS_CURRENT,
        ),
    )  # fmt: skip

    id: Mapped[UuidKey]
    recording_id: Mapped[UUID] = mapped_column(ForeignKey("recordings.id", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(String(120))
    origin: Mapped[SegmentationOrigin] = mapped_column(String(12))
    method: Mapped[str | None] = mapped_column(String(60))
    preset: Mapped[str | None] = mapped_column(String(60))
    params: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """Every parameter the run used, defaults included."""
    code_version: Mapped[str | None] = mapped_column(String(60))
    channel: Mapped[int | None]
    is_current: Mapped[bool] = mapped_column(default=False, server_default=false())
    is_edited: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Whether a person changed a segment; such a set is never displaced unasked."""
    n_segments: Mapped[int] = mapped_column(default=0)
    version: Mapped[int] = mapped_column(default=1)
    based_on_id: Mapped[UUID | None] = mapped_column(ForeignKey("segmentations.id", ondelete="SET NULL"))
    model_id: Mapped[UUID | None] = mapped_column(index=True)
    """Which learned detector found them; emptied when that is deleted, while its hash stays in the parameters."""
    job_id: Mapped[UUID | None] = mapped_column(ForeignKey("jobs.id", ondelete="SET NULL"), index=True)
    created_by: Mapped[UUID | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    created_at: Mapped[CreatedAt]


class Segment(Base):
    """One interval of a recording; times in real seconds from the start of its file."""

    __tablename__ = "segments"
    __table_args__ = (
        Index("ix_segments_onset", "segmentation_id", "onset_s"),
        Index("ix_segments_label", "label", sqlite_where=IS_LABELLED, postgresql_where=IS_LABELLED),
        # What people rejected is little: results count all segments and take these off.
        Index("ix_segments_rejected", "segmentation_id", sqlite_where=IS_REJECTED, postgresql_where=IS_REJECTED),
        CheckConstraint("onset_s >= 0 AND onset_s < offset_s", name="times"),
    )

    id: Mapped[BigKey]
    segmentation_id: Mapped[UUID] = mapped_column(ForeignKey("segmentations.id", ondelete="CASCADE"))
    onset_s: Mapped[float] = mapped_column(Float)
    offset_s: Mapped[float] = mapped_column(Float)
    low_hz: Mapped[float | None] = mapped_column(Float)
    high_hz: Mapped[float | None] = mapped_column(Float)
    score: Mapped[float | None] = mapped_column(Float)
    """How sure the detector was, on its own scale; None for what a person drew."""
    origin: Mapped[SegmentOrigin] = mapped_column(String(8), default=SegmentOrigin.MACHINE)
    label: Mapped[str | None] = mapped_column(String(100))
    """A person's word for the call; predictions live elsewhere."""
    call_type_id: Mapped[UUID | None] = mapped_column(ForeignKey("call_types.id", ondelete="RESTRICT"), index=True)
    note: Mapped[str | None] = mapped_column(String(1000))
    is_rejected: Mapped[bool] = mapped_column(default=False, server_default=false())
    """A person says that this is no call; it stays, so that a detector can learn from it, and no result counts it."""
    updated_at: Mapped[UpdatedAt]


class LabelChange(Base):
    """One change of what people say a segment is: who, when, what before. Rows are added, never changed."""

    __tablename__ = "label_changes"
    __table_args__ = (
        Index("ix_label_changes_segment_id", "segment_id", "id"),
        Index("ix_label_changes_user_id_changed_at", "user_id", "changed_at"),
    )

    id: Mapped[BigKey]
    segment_id: Mapped[int] = mapped_column(BigId)
    """No foreign key: the history of a segment outlives it."""
    recording_id: Mapped[UUID] = mapped_column(ForeignKey("recordings.id", ondelete="CASCADE"), index=True)
    label_before: Mapped[str | None] = mapped_column(String(100))
    call_type_id_before: Mapped[UUID | None]
    was_rejected: Mapped[bool] = mapped_column(default=False, server_default=false())
    label: Mapped[str | None] = mapped_column(String(100))
    call_type_id: Mapped[UUID | None]
    is_rejected: Mapped[bool] = mapped_column(default=False, server_default=false())
    source: Mapped[LabelSource] = mapped_column(String(16))
    action_id: Mapped[UUID | None] = mapped_column(index=True)
    """What was done in one go, and is undone in one."""
    user_id: Mapped[UUID | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    changed_at: Mapped[CreatedAt]
