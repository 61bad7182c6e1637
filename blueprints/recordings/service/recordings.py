"""One recording: its details and parts, what a person corrects, moving and deleting it."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Row, delete, func, insert, select, update

from blueprints.recordings.models import Recording, RecordingDetails, Segment, Segmentation
from blueprints.recordings.schemas.recordings import MoveOptions, RecordingPatch
from blueprints.recordings.service.arrivals import SEARCHED, check_place, find_here
from blueprints.recordings.service.listing import search_text
from blueprints.recordings.service.news import announce
from core import signals
from core.clock import new_id, now
from core.db import db
from core.errors import conflict, invalid
from core.jobs.kinds import OPEN_STATES
from core.jobs.models import Job
from core.jobs.queue import cancel
from core.paging import Ordering, Page, PageQuery, paginate

PART_TIME_S = 1e-6
"""A last part shorter than this would be a rounding error, not sound."""

CORRECTED = ("recorded_at", "latitude", "longitude", "device", "temperature_c", "time_expansion", "utc_offset_min")
"""Fields whose source becomes `person` when they are changed."""

SHARED = ("project_id", "site_id", "species_id", "group_id", "state", "latitude", "longitude", "device",
          "temperature_c", "utc_offset_min", "sr_hz", "time_expansion", "name", "sort_name", "search_text")  # fmt: skip
"""Columns that parts have in common with their recording."""


def details_of(recording: Recording) -> RecordingDetails:
    """The long documents of a recording, or of the whole a part belongs to."""
    return db.session.get_one(RecordingDetails, recording.parent_id or recording.id)


def count_parts(recording: Recording) -> int:
    return db.session.scalar(select(func.count()).where(Recording.parent_id == recording.id)) or 0


def list_parts(recording: Recording, query: PageQuery) -> Page:
    """One page of a recording's parts in order."""
    rows = select(Recording).where(Recording.parent_id == recording.id)
    orderings = {"offset_s": Ordering(Recording.offset_s.expression, float)}
    return paginate(rows, query, key=Recording.id.expression, orderings=orderings, default="offset_s")


def segments_in_parts(parts: list[Recording]) -> dict[UUID, int]:
    """How many of the current segments begin in each part; one statement for all."""
    rows = db.session.execute(
        select(Recording.id, func.count(Segment.id))
        .join(Segmentation, Segmentation.recording_id == Recording.parent_id)
        .join(Segment, Segment.segmentation_id == Segmentation.id)
        .where(
            Recording.id.in_([part.id for part in parts]),
            Segmentation.is_current,
            Segment.onset_s >= Recording.offset_s,
            Segment.onset_s < Recording.offset_s + Recording.duration_s,
        )
        .group_by(Recording.id)
    )
    return {row[0]: row[1] for row in rows}


def replace_parts(recording: Recording, length_s: float) -> int:
    """Make the parts of a recording anew: windows of `length_s` seconds, none when it is no longer than one."""
    db.session.execute(delete(Recording).where(Recording.parent_id == recording.id))
    if not 0 < length_s < recording.duration_s:
        return 0
    common = {name: getattr(recording, name) for name in _copied_columns()}
    rows = []
    offset_s = 0.0
    while recording.duration_s - offset_s > PART_TIME_S:
        duration_s = min(length_s, recording.duration_s - offset_s)
        rows.append(common | _window(recording, offset_s, duration_s))
        offset_s = len(rows) * length_s
    db.session.execute(insert(Recording), rows)
    return len(rows)


def _copied_columns() -> list[str]:
    own = {"id", "parent_id", "offset_s", "duration_s", "recorded_at", "timeline_at", "created_at", "n_segments",
           "current_segmentation_id", "is_classified", "version"}  # fmt: skip
    return [column.key for column in Recording.__table__.columns if column.key not in own]


def _window(recording: Recording, offset_s: float, duration_s: float) -> dict[str, Any]:
    return {
        "id": new_id(),
        "parent_id": recording.id,
        "offset_s": offset_s,
        "duration_s": duration_s,
        "created_at": recording.created_at,
        **_times(recording, offset_s),
    }


def _times(recording: Recording, offset_s: float) -> dict[str, Any]:
    """When a part began."""
    later = timedelta(seconds=offset_s)
    began = recording.recorded_at + later if recording.recorded_at else None
    return {"recorded_at": began, "timeline_at": recording.timeline_at + later}


def change(recording: Recording, patch: RecordingPatch, *, source: str = "person") -> None:
    """Correct fields of a whole recording; its parts follow. `source` says whose word the new values are.

    Raises AppError 422 for a part, and for a site, species or project that does not fit.
    """
    if recording.parent_id is not None:
        raise invalid("/id", "change the whole recording; its parts follow")
    given = {name: getattr(patch, name) for name in patch.model_fields_set}
    place = {name: given.pop(name) for name in ("project_id", "site_id", "species_id") if name in given}
    if place:
        move(recording, MoveOptions(**place))
    factor = given.pop("time_expansion", None)
    if factor is not None:
        change_time_expansion(recording, factor)
    for name, value in given.items():
        setattr(recording, name, value)
    recording.sort_name = recording.name.lower()
    recording.timeline_at = recording.recorded_at or recording.created_at or now()
    recording.search_text = search_text(recording, *_embedded_words(recording))
    _note_sources(recording, patch.model_fields_set, source)
    recording.version += 1
    db.session.flush()
    _carry_to_parts(recording)
    announce(recording)


def move(recording: Recording, options: MoveOptions) -> None:
    """Put a recording elsewhere in its group; a site is left behind with its project.

    Raises AppError 422 for what is not there, 409 when the project has the same sound already.
    """
    given = options.model_fields_set
    project_id = options.project_id if "project_id" in given and options.project_id else recording.project_id
    is_moved = project_id != recording.project_id
    site_id = options.site_id if "site_id" in given else None if is_moved else recording.site_id
    species_id = options.species_id if "species_id" in given else recording.species_id
    check_place(recording.group_id, project_id, site_id, species_id)
    if is_moved and (existing := find_here(project_id, recording.blob_sha256)) is not None:
        raise conflict("already-here", f"The project has the same sound already, as {existing.name}.")
    recording.project_id, recording.site_id, recording.species_id = project_id, site_id, species_id
    db.session.flush()
    _carry_to_parts(recording)


def change_time_expansion(recording: Recording, factor: float) -> None:
    """Say how many times slower than life the file plays; parts and segments keep their place in the sound.

    Raises AppError 422 when the real sampling rate would be out of bounds.
    """
    ratio = recording.time_expansion / factor
    if ratio == 1:
        return
    sr_hz = round(recording.file_sr_hz * factor)
    if not 1000 <= sr_hz <= 1_000_000:
        raise invalid("/time_expansion", f"gives a real sampling rate of {sr_hz} Hz; expected 1,000 to 1,000,000")
    recording.time_expansion, recording.sr_hz = factor, sr_hz
    recording.duration_s = recording.n_frames / sr_hz
    runs = select(Segmentation.id).where(Segmentation.recording_id == recording.id)
    db.session.execute(
        update(Segment)
        .where(Segment.segmentation_id.in_(runs))
        .values(
            onset_s=Segment.onset_s * ratio,
            offset_s=Segment.offset_s * ratio,
            low_hz=Segment.low_hz / ratio,
            high_hz=Segment.high_hz / ratio,
        )
        .execution_options(synchronize_session=False)
    )
    db.session.execute(
        update(Segmentation).where(Segmentation.recording_id == recording.id).values(version=Segmentation.version + 1)
    )
    parts_s = db.session.scalar(select(func.max(Recording.duration_s)).where(Recording.parent_id == recording.id))
    db.session.flush()
    if parts_s:
        replace_parts(recording, parts_s * ratio)
    _tell_of_other_sound(recording)


def _tell_of_other_sound(recording: Recording) -> None:
    """Every call sounds otherwise at another rate: what was measured or predicted from it no longer holds."""
    rows = db.session.scalars(select(Segmentation).where(Segmentation.recording_id == recording.id)).all()
    for row in rows:
        numbers = db.session.scalars(select(Segment.id).where(Segment.segmentation_id == row.id)).all()
        signals.segmentation_changed.send(row, segmentation=row, segment_ids=numbers)


def remove(recording: Recording) -> None:
    """Delete a recording with everything made from it; its file goes when nobody else claims it.

    Raises AppError 422 for a part.
    """
    if recording.parent_id is not None:
        raise invalid("/id", "delete the whole recording; a part is only a window into it")
    announce(recording, is_deleted=True)
    _cancel_jobs(recording.chain_id)
    db.session.execute(delete(Recording).where(Recording.id == recording.id))
    db.session.expire_all()


def _cancel_jobs(chain_id: UUID | None) -> None:
    chain = db.session.get(Job, chain_id) if chain_id else None
    if chain is not None and chain.state in OPEN_STATES:
        cancel(chain)


def _carry_to_parts(recording: Recording) -> None:
    if recording.parent_id is not None:
        return
    db.session.execute(
        update(Recording)
        .where(Recording.parent_id == recording.id)
        .values({name: getattr(recording, name) for name in SHARED})
        .execution_options(synchronize_session=False)
    )
    _carry_times(recording)


def _carry_times(recording: Recording) -> None:
    """Parts begin as long after the recording as their offset; a database's own date arithmetic differs."""
    parts: list[Row[Any]] = list(
        db.session.execute(select(Recording.id, Recording.offset_s).where(Recording.parent_id == recording.id))
    )
    if not parts:
        return
    db.session.execute(update(Recording), [{"id": part.id} | _times(recording, part.offset_s) for part in parts])


def _embedded_words(recording: Recording) -> list[str]:
    from_file = details_of(recording).embedded
    return [value for name in SEARCHED if isinstance(value := from_file.get(name), str)]


def _note_sources(recording: Recording, changed: set[str], source: str) -> None:
    details = details_of(recording)
    details.sources = details.sources | {name: source for name in CORRECTED if name in changed}
