"""Recordings, segmentations and segments as JSON."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any
from uuid import UUID

from sqlalchemy import select

from blueprints.projects.models import Project, Site
from blueprints.recordings.models import LearnedDetector, Recording, RecordingDetails, Segment, Segmentation
from blueprints.species.models import Species
from core.api import API_PREFIX
from core.db import db
from processing.audio.findings import Finding

TIME_DIGITS = 7
"""Decimals of a second kept in answers: a tenth of a sample at 1 MHz."""


def shape_recording(row: Recording) -> dict[str, Any]:
    """A recording as lists show it."""
    return {
        "id": row.id,
        "group_id": row.group_id,
        "project_id": row.project_id,
        "site_id": row.site_id,
        "species_id": row.species_id,
        "parent_id": row.parent_id,
        "offset_s": round(row.offset_s, TIME_DIGITS),
        "name": row.name,
        "file_name": row.file_name,
        "state": row.state,
        "problem": _problem(row),
        "sha256": row.blob_sha256,
        "size_bytes": row.size_bytes,
        "container": row.container,
        "subtype": row.subtype,
        "bit_depth": row.bit_depth,
        "sr_hz": row.sr_hz,
        "file_sr_hz": row.file_sr_hz,
        "n_channels": row.n_channels,
        "n_frames": row.n_frames,
        "duration_s": round(row.duration_s, TIME_DIGITS),
        "time_expansion": row.time_expansion,
        "recorded_at": row.recorded_at,
        "utc_offset_min": row.utc_offset_min,
        "latitude": row.latitude,
        "longitude": row.longitude,
        "device": row.device,
        "temperature_c": row.temperature_c,
        "notes": row.notes,
        "n_segments": row.n_segments if row.current_segmentation_id else None,
        "current_segmentation_id": row.current_segmentation_id,
        "is_segmented": row.current_segmentation_id is not None,
        "is_classified": row.is_classified,
        "job_id": row.chain_id,
        "version": row.version,
        "created_by": row.created_by,
        "created_at": row.created_at,
        "url": recording_url(row),
    }


def shape_all(rows: Sequence[Recording]) -> list[dict[str, Any]]:
    """Recordings with the names of what they belong to; three statements however many there are."""
    projects = _named(Project, {row.project_id for row in rows})
    sites = _named(Site, {row.site_id for row in rows if row.site_id})
    species = {
        one.id: {
            "id": one.id,
            "name": one.common_name or one.scientific_name,
            "scientific_name": one.scientific_name,
            "common_name": one.common_name,
        }
        for one in _rows(Species, {row.species_id for row in rows if row.species_id})
    }
    return [
        shape_recording(row)
        | {
            "project": projects.get(row.project_id),
            "site": sites.get(row.site_id) if row.site_id else None,
            "species": species.get(row.species_id) if row.species_id else None,
        }
        for row in rows
    ]


def _named(table: type[Project] | type[Site], ids: set[UUID]) -> dict[UUID, dict[str, Any]]:
    return {row.id: {"id": row.id, "name": row.name} for row in _rows(table, ids)}


def _rows(table: Any, ids: set[UUID]) -> Sequence[Any]:
    return db.session.scalars(select(table).where(table.id.in_(ids))).all() if ids else []


def shape_details(row: Recording, details: RecordingDetails, n_parts: int) -> dict[str, Any]:
    """A recording with everything known about it."""
    return shape_all([row])[0] | {
        "metadata": details.embedded,
        "sources": details.sources,
        "findings": details.findings,
        "indices": details.indices,
        "n_parts": n_parts,
    }


def shape_segmentation(row: Segmentation) -> dict[str, Any]:
    """A segmentation without its segments."""
    return {
        "id": row.id,
        "recording_id": row.recording_id,
        "name": row.name,
        "origin": row.origin,
        "method": row.method,
        "preset": row.preset,
        "params": row.params,
        "code_version": row.code_version,
        "channel": row.channel,
        "is_current": row.is_current,
        "is_edited": row.is_edited,
        "n_segments": row.n_segments,
        "version": row.version,
        "based_on_id": row.based_on_id,
        "model_id": row.model_id,
        "job_id": row.job_id,
        "created_by": row.created_by,
        "created_at": row.created_at,
        "url": f"{API_PREFIX}/segmentations/{row.id}",
    }


def shape_detector(row: LearnedDetector) -> dict[str, Any]:
    """A learned detector without its model."""
    return {
        "id": row.id,
        "group_id": row.group_id,
        "project_id": row.project_id,
        "name": row.name,
        "preset": row.preset,
        "params": row.params,
        "code_version": row.code_version,
        "sha256": row.blob_sha256,
        "n_recordings": row.n_recordings,
        "n_calls": row.n_calls,
        "job_id": row.job_id,
        "created_by": row.created_by,
        "created_at": row.created_at,
        "url": f"{API_PREFIX}/learned-detectors/{row.id}",
    }


def shape_segment(row: Segment) -> dict[str, Any]:
    return {
        "id": row.id,
        "onset_s": round(row.onset_s, TIME_DIGITS),
        "offset_s": round(row.offset_s, TIME_DIGITS),
        "low_hz": _hertz(row.low_hz),
        "high_hz": _hertz(row.high_hz),
        "score": row.score,
        "origin": row.origin,
        "label": row.label,
        "call_type_id": row.call_type_id,
        "note": row.note,
        "is_rejected": row.is_rejected,
    }


def shape_finding(finding: Finding, source: str) -> dict[str, Any]:
    """A finding as it is kept; `source` is metadata or sound."""
    return asdict(finding) | {"severity": str(finding.severity), "source": source}


def recording_url(row: Recording) -> str:
    return f"{API_PREFIX}/recordings/{row.id}"


def recording_page(row: Recording) -> str:
    """Address of the recording within the page."""
    return f"/recordings/{row.id}"


def _hertz(value: float | None) -> float | None:
    return None if value is None else round(value, 2)


def _problem(row: Recording) -> dict[str, str] | None:
    if row.problem_code is None:
        return None
    return {"code": row.problem_code, "detail": row.problem_detail or ""}
