"""Builders of recordings, with and without a stored file, and of segmentations."""

import hashlib
import io
import struct
import tempfile
from pathlib import Path
from typing import Any
from uuid import UUID

import numpy as np
from sqlalchemy import select

from blueprints.accounts.models import User
from blueprints.projects.models import Project
from blueprints.recordings.models import (
    LabelSource,
    LearnedDetector,
    Recording,
    RecordingDetails,
    Segment,
    Segmentation,
)
from blueprints.recordings.service.labels import Said, Word, name_segments
from core.clock import new_id, now
from core.db import db
from core.storage import storage
from core.storage.blobs import Blob
from processing.audio.decode import probe
from tests.factories import Factory

SR = 250_000
"""Rate of made sounds, in hertz: that of a bat recorder."""


def chirps(duration_s: float = 1.0, *, sr: int = SR, every_s: float = 0.1, seed: int = 0) -> np.ndarray:
    """Sweeps of 5 ms from 80 to 40 kHz (scaled to the rate), one in each `every_s`, in quiet noise."""
    rng = np.random.default_rng(seed)
    y = rng.normal(0, 0.001, int(duration_s * sr)).astype(np.float32)
    t = np.arange(int(0.005 * sr)) / sr
    top, bottom = 0.32 * sr, 0.16 * sr
    sweep = 0.4 * np.hanning(t.size) * np.sin(2 * np.pi * (top * t - (top - bottom) * t**2 / 0.01))
    for start in np.arange(every_s / 2, duration_s - 0.01, every_s):
        first = int(start * sr)
        y[first : first + t.size] += sweep.astype(np.float32)
    return y


def wav(y: np.ndarray, sr: int = SR, *, guano: str | None = None) -> bytes:
    """A 16-bit WAV file; `y` has shape (n,) or (n, channels)."""
    samples = np.rint(np.clip(y, -1, 1) * 32767).astype("<i2")
    n_channels = 1 if samples.ndim == 1 else samples.shape[1]
    data = samples.tobytes()
    chunks = b"fmt " + struct.pack("<IHHIIHH", 16, 1, n_channels, sr, 2 * sr * n_channels, 2 * n_channels, 16)
    chunks += b"data" + struct.pack("<I", len(data)) + data
    if guano:
        text = guano.encode()
        chunks += b"guan" + struct.pack("<I", len(text)) + text + b"\0" * (len(text) % 2)
    return b"RIFF" + struct.pack("<I", 4 + len(chunks)) + b"WAVE" + chunks


def build_wav(
    _make: Factory, duration_s: float = 1.0, *, sr: int = SR, guano: str | None = None, **sound: Any
) -> bytes:
    """Bytes of a WAV file with chirps."""
    return wav(chirps(duration_s, sr=sr, **sound), sr, guano=guano)


def build_file(make: Factory, content: bytes | None = None, name: str = "night.wav") -> tuple[io.BytesIO, str]:
    """A file as the test client sends it."""
    return io.BytesIO(content if content is not None else build_wav(make)), name


def build_recording(make: Factory, project: Project | None = None, **fields: Any) -> Recording:
    """A ready recording whose file is not stored; for lists and permissions."""
    project = project or make.project()
    n = make.number()
    sha256 = fields.pop("blob_sha256", hashlib.sha256(f"file {n}".encode()).hexdigest())
    if db.session.get(Blob, sha256) is None:
        db.session.add(Blob(sha256=sha256, size_bytes=500_044, media_type="audio/wav"))
        db.session.flush()
    name = fields.pop("name", f"night{n}.wav")
    values = _plain(name) | {"project_id": project.id, "group_id": project.group_id, "blob_sha256": sha256}
    row = Recording(**(values | fields))
    row.search_text = fields.get("search_text", name.lower())
    db.session.add(row)
    db.session.flush()
    if row.parent_id is None:
        db.session.add(RecordingDetails(recording_id=row.id, embedded={}, sources={}, findings=[], indices={}))
    db.session.commit()
    return row


def _plain(name: str) -> dict[str, Any]:
    moment = now()
    return {
        "file_name": name,
        "name": name,
        "sort_name": name.lower(),
        "state": "ready",
        "size_bytes": 500_044,
        "container": "wav",
        "subtype": "PCM_16",
        "bit_depth": 16,
        "sr_hz": SR,
        "file_sr_hz": SR,
        "n_channels": 1,
        "n_frames": SR,
        "duration_s": 1.0,
        "timeline_at": moment,
        "created_at": moment,
    }


def build_stored_recording(
    make: Factory, project: Project | None = None, *, content: bytes | None = None, **fields: Any
) -> Recording:
    """A ready recording with its file in the storage."""
    content = content if content is not None else build_wav(make)
    sha256 = hashlib.sha256(content).hexdigest()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "sound"
        path.write_bytes(content)
        info = probe(path, time_expansion=fields.get("time_expansion", 1.0))
        storage().put_file(path, sha256)
    described = {
        "blob_sha256": sha256,
        "size_bytes": len(content),
        "container": info.container,
        "subtype": info.subtype,
        "bit_depth": info.bit_depth,
        "sr_hz": info.sr,
        "file_sr_hz": info.file_sr,
        "n_channels": info.n_channels,
        "n_frames": info.n_frames,
        "duration_s": info.duration_s,
    }
    return build_recording(make, project, **(described | fields))


def build_segmentation(
    make: Factory,
    recording: Recording | None = None,
    *,
    segments: list[tuple[float, float]] | None = None,
    **fields: Any,
) -> Segmentation:
    """A current segmentation by a detector, with segments at the given times."""
    recording = recording or make.recording()
    spans = segments if segments is not None else [(0.1, 0.105), (0.3, 0.305), (0.5, 0.505)]
    values: dict[str, Any] = {
        "recording_id": recording.id,
        "name": f"Run {make.number()}",
        "origin": "detector",
        "method": "adaptive",
        "preset": "echolocation",
        "params": {},
        "code_version": "1",
        "channel": 0,
        "is_current": True,
        "n_segments": len(spans),
    }
    row = Segmentation(**(values | fields))
    db.session.add(row)
    db.session.flush()
    for onset_s, offset_s in spans:
        db.session.add(
            Segment(
                segmentation_id=row.id,
                onset_s=onset_s,
                offset_s=offset_s,
                low_hz=40_000.0,
                high_hz=80_000.0,
                score=12.0,
                origin="machine",
            )
        )
    if row.is_current:
        recording.current_segmentation_id, recording.n_segments = row.id, len(spans)
    db.session.commit()
    return row


def build_segments_of(_make: Factory, segmentation: Segmentation) -> list[int]:
    """Numbers of a segmentation's segments, by onset."""
    found = select(Segment.id).where(Segment.segmentation_id == segmentation.id).order_by(Segment.onset_s)
    return list(db.session.scalars(found))


def build_label_action(make: Factory, segmentation: Segmentation, user: User, *, label: str = "song") -> UUID:
    """Names all calls of a segmentation in one go; gives the action."""
    action_id = new_id()
    words = dict.fromkeys(build_segments_of(make, segmentation), Word(label))
    name_segments(words, Said(user.id, LabelSource.SIMILARITY, action_id))
    db.session.commit()
    return action_id


def build_learned_detector(make: Factory, project: Project | None = None, **fields: Any) -> LearnedDetector:
    """A learned detector whose model is not stored; for lists and permissions."""
    project = project or make.project()
    n = make.number()
    sha256 = hashlib.sha256(f"detector {n}".encode()).hexdigest()
    make.save(Blob(sha256=sha256, size_bytes=1000, media_type="application/zip"))
    values: dict[str, Any] = {
        "group_id": project.group_id,
        "project_id": project.id,
        "name": f"Detector {n}",
        "preset": "echolocation",
        "params": {},
        "code_version": "1",
        "blob_sha256": sha256,
        "n_recordings": 2,
        "n_calls": 40,
    }
    row: LearnedDetector = make.save(LearnedDetector(**(values | fields)))
    return row
