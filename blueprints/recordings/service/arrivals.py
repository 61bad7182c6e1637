"""From a verified file to a recording: the row, and the chain of jobs that works on it."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from flask import current_app
from sqlalchemy import select

from blueprints.projects.models import Project, Site
from blueprints.recordings.models import Recording, RecordingDetails
from blueprints.recordings.schemas.jobs import INGEST, PYRAMID, SEGMENT, IngestParams, PyramidParams, SegmentParams
from blueprints.recordings.service.listing import search_text
from blueprints.recordings.service.news import announce
from blueprints.recordings.service.shapes import shape_finding
from blueprints.species.policy import works_with
from core import signals
from core.clock import new_id, now
from core.db import db
from core.errors import invalid
from core.jobs.models import Job
from core.jobs.queue import open_batch, submit
from processing.audio.admission import Admitted
from processing.audio.metadata import RecordingMetadata

EMBEDDED = ("guano", "wamd", "bext", "info", "id3", "vorbis")
"""Kinds of embedded metadata that are kept as written."""

CLAIMED = (
    "elevation_m", "serial", "firmware", "microphone", "gain", "deployment", "humidity_percent", "battery_v",
    "species_hint", "original_name", "comment",
)  # fmt: skip
"""Merged fields without a column of their own."""

SEARCHED = ("serial", "deployment", "species_hint", "original_name", "comment")
"""Merged fields that `search` looks through."""


@dataclass(frozen=True)
class Arrival:
    """What the sender said of a file and where it goes."""

    owner_id: UUID | None
    group_id: UUID
    project_id: UUID
    file_name: str
    size_bytes: int
    site_id: UUID | None = None
    species_id: UUID | None = None
    auto_split: bool = True
    time_expansion: float | None = None


def check_place(group_id: UUID, project_id: UUID, site_id: UUID | None, species_id: UUID | None) -> None:
    """A site must lie in the project and a species in the group; raises AppError 422 naming the field."""
    project = db.session.get(Project, project_id)
    if project is None or project.group_id != group_id:
        raise invalid("/project_id", "there is no such project in this group", "not-found")
    site = db.session.get(Site, site_id) if site_id else None
    if site_id and (site is None or site.project_id != project_id):
        raise invalid("/site_id", "there is no such site in this project", "not-found")
    if species_id and not works_with(group_id, species_id):
        raise invalid("/species_id", "there is no such species in this group", "not-found")


def find_here(project_id: UUID, sha256: str) -> Recording | None:
    """The recording of a project that has this content."""
    return db.session.scalar(
        select(Recording).where(
            Recording.project_id == project_id, Recording.blob_sha256 == sha256, Recording.parent_id.is_(None)
        )
    )


def take_in(arrival: Arrival, sha256: str, admitted: Admitted) -> Recording:
    """Add the recording of a verified, stored file and the jobs that work on it.

    Raises IntegrityError when the same content came into the project at the same time.
    """
    row = _row(arrival, sha256, admitted)
    db.session.add(row)
    db.session.flush()
    db.session.add(_details(row.id, admitted.metadata))
    start_chain(row, split_s=_split_s(arrival, row))
    announce(row)
    return row


def start_chain(row: Recording, *, split_s: float) -> Job:
    """The batch a recording is worked on in: ingest, then what the project's recipe asks for, and the pyramid.

    All jobs are added at once, so that the bar of the chain knows its whole length.
    """
    whose: dict[str, Any] = {"owner_id": row.created_by, "group_id": row.group_id, "project_id": row.project_id}
    chain = open_batch(f"Take in {row.name}", kind="chain", **whose)
    row.chain_id = chain.id
    db.session.flush()
    ingest = submit(
        INGEST, IngestParams(recording_id=row.id, split_s=split_s), title=f"Read {row.name}", parent=chain, **whose
    )
    segment = _segment_on_arrival(row, chain, ingest, whose)
    submit(
        PYRAMID, PyramidParams(recording_id=row.id), title=f"Draw {row.name}", after=[ingest], parent=chain, **whose
    )
    signals.recording_arrived.send(row, recording=row, chain=chain, segment_job=segment)
    return chain


def _segment_on_arrival(row: Recording, chain: Job, ingest: Job, whose: dict[str, Any]) -> Job | None:
    recipe = db.session.get_one(Project, row.project_id).recipe or {}
    wanted = recipe.get("segment")
    if not wanted:
        return None
    options = wanted if isinstance(wanted, dict) else {}
    known = {name: options[name] for name in ("method", "preset", "params", "channel") if name in options}
    params = SegmentParams(recording_id=row.id, **known)
    return submit(SEGMENT, params, title=f"Segment {row.name}", after=[ingest], parent=chain, **whose)


def _split_s(arrival: Arrival, row: Recording) -> float:
    length_s = float(current_app.config["SETTINGS"].auto_split_s)
    return length_s if arrival.auto_split and 0 < length_s < row.duration_s else 0.0


def _row(arrival: Arrival, sha256: str, admitted: Admitted) -> Recording:
    info, metadata = admitted
    recorded_at = _moment(metadata, arrival.site_id)
    row = Recording(
        id=new_id(),
        group_id=arrival.group_id,
        project_id=arrival.project_id,
        site_id=arrival.site_id,
        species_id=arrival.species_id,
        blob_sha256=sha256,
        file_name=arrival.file_name[:255],
        name=arrival.file_name[:255],
        sort_name=arrival.file_name[:255].lower(),
        notes="",
        size_bytes=arrival.size_bytes,
        container=info.container,
        subtype=info.subtype,
        bit_depth=info.bit_depth,
        sr_hz=info.sr,
        file_sr_hz=info.file_sr,
        n_channels=info.n_channels,
        n_frames=info.n_frames,
        duration_s=info.duration_s,
        time_expansion=info.time_expansion,
        recorded_at=recorded_at,
        utc_offset_min=metadata.utc_offset_min,
        timeline_at=recorded_at or now(),
        latitude=metadata.latitude,
        longitude=metadata.longitude,
        device=(metadata.device or "")[:200] or None,
        temperature_c=metadata.temperature_c,
        created_by=arrival.owner_id,
    )
    row.search_text = search_text(row, *(str(getattr(metadata, name) or "") for name in SEARCHED))
    return row


def _details(recording_id: UUID, metadata: RecordingMetadata) -> RecordingDetails:
    embedded: dict[str, Any] = {name: dict(getattr(metadata, name)) for name in EMBEDDED if getattr(metadata, name)}
    claimed = {name: getattr(metadata, name) for name in CLAIMED if getattr(metadata, name) is not None}
    return RecordingDetails(
        recording_id=recording_id,
        embedded=embedded | claimed,
        sources=dict(metadata.sources),
        findings=[shape_finding(finding, "metadata") for finding in metadata.findings],
        indices={},
    )


def _moment(metadata: RecordingMetadata, site_id: UUID | None) -> datetime | None:
    """When it was recorded; a clock without a zone is read in the site's, without a site in UTC."""
    if metadata.recorded_at is None or metadata.recorded_at.tzinfo is not None:
        return metadata.recorded_at
    site = db.session.get(Site, site_id) if site_id else None
    try:
        zone = ZoneInfo(site.time_zone) if site and site.time_zone else UTC
    except (ZoneInfoNotFoundError, ValueError):
        zone = UTC
    return metadata.recorded_at.replace(tzinfo=zone)
