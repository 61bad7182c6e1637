"""The HDF5 spectrogram of a recording: asking for it, finding it, and those still missing."""

from pathlib import Path
from typing import Literal
from uuid import UUID

from sqlalchemy import select

from blueprints.recordings.models import Recording, RecordingState
from blueprints.recordings.schemas.jobs import SPECTROGRAM_FILE, SpectrogramFileParams
from core.cache_files import cache_path, find_cached
from core.db import db
from core.errors import AppError
from core.jobs.models import Job
from core.jobs.queue import submit
from processing.audio.spectrogram.grid import CODE_VERSION, Grid

MAX_BYTES = 8 << 30
"""Largest spectrogram written, before compression: an hour at 384 kHz with the default window is 5.5 GB."""


def check_size(grid: Grid) -> None:
    """Refuse a file that would fill the disk. Raises AppError 413."""
    n_bytes = 2 * grid.n_frames * grid.n_bins
    if n_bytes > MAX_BYTES:
        size = f"{n_bytes / 2**30:.1f} GiB; at most {MAX_BYTES >> 30} are written"
        raise AppError(413, "too-large", f"The file would have {size}. Take a larger hop.")


def spectrogram_path(sha256: str, grid: Grid) -> Path:
    """Where the HDF5 file of this grid lies once its job is done."""
    return cache_path("hdf5", sha256, {"key": grid.key}, f"v{CODE_VERSION}", ".h5")


def request_spectrogram(
    recording: Recording, owner_id: UUID | None, *, n_fft: int = 512, hop: int = 128, channel: int | Literal["mix"] = 0
) -> Job:
    """Ask for the file to be written."""
    return submit(
        SPECTROGRAM_FILE,
        SpectrogramFileParams(recording_id=recording.id, n_fft=n_fft, hop=hop, channel=channel),
        title=f"Write the spectrogram of {recording.name}",
        owner_id=owner_id,
        group_id=recording.group_id,
        project_id=recording.project_id,
    )


def without_spectrogram() -> list[Recording]:
    """Whole, readable recordings whose default HDF5 spectrogram is not there."""
    rows = db.session.scalars(
        select(Recording)
        .where(Recording.parent_id.is_(None), Recording.state == RecordingState.READY)
        .order_by(Recording.created_at)
    ).all()
    return [row for row in rows if find_cached(spectrogram_path(row.blob_sha256, _default_grid(row))) is None]


def _default_grid(row: Recording) -> Grid:
    return Grid(row.sr_hz, row.n_frames, time_expansion=row.time_expansion)
