"""Segmentations: made by a run, a person or an import; one of each recording's is current."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any
from uuid import UUID

from sqlalchemy import delete, func, insert, literal, select, update

from blueprints.recordings import policy
from blueprints.recordings.models import (
    LabelSource,
    LearnedDetector,
    Recording,
    Segment,
    Segmentation,
    SegmentationOrigin,
    SegmentOrigin,
)
from blueprints.recordings.schemas.jobs import SEGMENT, SegmentParams
from blueprints.recordings.schemas.segmentations import DetectionBody, SegmentationPatch
from blueprints.recordings.service.labels import Said, note_words_of
from blueprints.recordings.service.news import announce, announce_segmentation
from core import signals
from core.access import Principal
from core.clock import new_id, now
from core.db import db
from core.errors import conflict, invalid
from core.jobs.models import Job
from core.jobs.queue import submit
from processing.audio.intervals import Interval

INSERT_CHUNK = 5000
"""Rows of one INSERT: large enough for speed, small enough for every database's limit of parameters."""

COPIED = (
    "onset_s", "offset_s", "low_hz", "high_hz", "score", "origin", "label", "call_type_id", "note", "is_rejected"
)  # fmt: skip
"""Fields of a segment that a copy of its segmentation takes over."""


def request_run(
    recording: Recording, body: DetectionBody, owner_id: UUID | None, *, parent: Job | None = None
) -> Job:
    """Ask for a run of a detector over a whole recording.

    Raises AppError 409 when the recording could not be read, ProcessingError when the method, the preset or
    a parameter is not known.
    """
    if recording.state == "failed":
        raise conflict("recording-failed", f"{recording.name} could not be read: {recording.problem_detail}")
    check_run(recording, body)
    fields = body.model_dump(include={"method", "preset", "params", "channel", "name", "make_current", "model_id"})
    return submit(
        SEGMENT,
        SegmentParams(recording_id=recording.id, **fields),
        title=f"Segment {recording.name}",
        owner_id=owner_id,
        group_id=recording.group_id,
        project_id=recording.project_id,
        parent=parent,
    )


def check_run(recording: Recording, body: DetectionBody) -> None:
    """Refuse a channel the recording lacks, a method, preset or parameter that does not exist, a missing model."""
    if body.channel is not None and body.channel >= recording.n_channels:
        raise invalid("/channel", f"expected a channel from 0 to {recording.n_channels - 1}, got {body.channel}")
    needs_model = check_method(body.method, body.preset, body.params)
    model = db.session.get(LearnedDetector, body.model_id) if body.model_id else None
    if needs_model and (model is None or model.group_id != recording.group_id):
        raise invalid("/model_id", "name a learned detector of this group; train one from corrections", "needs-model")


def check_method(method: str, preset: str, params: dict[str, Any]) -> bool:
    """Refuse a method, preset or parameter that does not exist; returns whether the method needs a model."""
    # The detectors bring scipy's filters, which the web process does not load before someone asks for them.
    from processing.audio.detect import AUTOMATIC, METHODS, PRESETS, build  # noqa: PLC0415

    if method not in METHODS:
        raise invalid("/method", f"expected one of {', '.join(METHODS)}, got {method}", "unknown-method")
    if preset != AUTOMATIC and preset not in PRESETS:
        known = ", ".join((AUTOMATIC, *PRESETS))
        raise invalid("/preset", f"expected one of {known}, got {preset}", "unknown-preset")
    build(METHODS[method].params, params)
    return METHODS[method].needs_model


def begin_by_hand(recording: Recording, body: DetectionBody, who: Principal) -> Segmentation:
    """A set of a person's own: empty, or a copy of another of the same recording."""
    source = policy.readable_segmentation(who, body.based_on_id) if body.based_on_id else None
    if source is not None and source.recording_id != recording.id:
        raise invalid("/based_on_id", "this segmentation belongs to another recording")
    row = Segmentation(
        id=new_id(),
        recording_id=recording.id,
        name=body.name or (f"Copy of {source.name}"[:120] if source else "Drawn by hand"),
        origin=SegmentationOrigin.PERSON,
        channel=body.channel,
        is_edited=True,
        params={},
        based_on_id=source.id if source else None,
        created_by=who.user_id,
    )
    lock(recording)
    db.session.add(row)
    db.session.flush()
    if source is not None:
        row.n_segments = _copy_segments(source.id, row.id)
        note_words_of(row, Said(who.user_id, LabelSource.EDITOR))
    if body.make_current is not False:
        make_current(row, recording)
    _tell(row, recording)
    return row


def store(
    row: Segmentation, recording: Recording, intervals: Iterable[Interval], *, is_chosen: bool | None
) -> bool:
    """Add a segmentation with its segments; returns whether it became the current one.

    is_chosen : True when a person asked for it to be shown, False when not to; None shows it unless that
    would hide what a person has edited.
    """
    lock(recording)
    db.session.add(row)
    db.session.flush()
    origin = SegmentOrigin.MACHINE if row.origin == SegmentationOrigin.DETECTOR else SegmentOrigin.PERSON
    row.n_segments = insert_segments(row.id, intervals, origin)
    if row.origin == SegmentationOrigin.IMPORT:
        note_words_of(row, Said(row.created_by, LabelSource.IMPORT))
    should_show = _may_displace(recording) if is_chosen is None else is_chosen
    if should_show:
        make_current(row, recording)
    _tell(row, recording)
    return should_show


def forget_results_of(job_id: UUID) -> None:
    """Remove what an earlier attempt of a job made."""
    earlier = db.session.scalars(select(Segmentation).where(Segmentation.job_id == job_id)).all()
    for row in earlier:
        remove(row, db.session.get_one(Recording, row.recording_id))


def insert_segments(segmentation_id: UUID, intervals: Iterable[Interval], origin: SegmentOrigin) -> int:
    """Add segments in large statements; returns how many."""
    moment = now()
    rows: Iterator[dict[str, Any]] = (
        {
            "segmentation_id": segmentation_id,
            "onset_s": interval.onset_s,
            "offset_s": interval.offset_s,
            "low_hz": interval.low_hz,
            "high_hz": interval.high_hz,
            "score": interval.score,
            # A program's word is no person's: the label of what a machine found stays empty.
            "label": interval.label if origin == SegmentOrigin.PERSON else None,
            "origin": str(origin),
            "updated_at": moment,
        }
        for interval in intervals
    )
    n = 0
    while chunk := list(islice(rows, INSERT_CHUNK)):
        db.session.execute(insert(Segment.__table__), chunk)  # type: ignore[arg-type]
        n += len(chunk)
    return n


def list_of(recording_id: UUID) -> Sequence[Segmentation]:
    """Segmentations of a recording, the newest first."""
    return db.session.scalars(
        select(Segmentation)
        .where(Segmentation.recording_id == recording_id)
        .order_by(Segmentation.created_at.desc(), Segmentation.id.desc())
    ).all()


def change(row: Segmentation, recording: Recording, patch: SegmentationPatch) -> None:
    """Rename a segmentation, or make it the current one."""
    if "name" in patch.model_fields_set:
        row.name = patch.name
    if "is_current" in patch.model_fields_set:
        lock(recording)
        make_current(row, recording)
    row.version += 1
    _tell(row, recording)


def remove(row: Segmentation, recording: Recording) -> None:
    """Delete a segmentation with its segments; the recording then has no current one if this was it."""
    lock(recording)
    if row.is_current:
        recording.current_segmentation_id, recording.n_segments, recording.is_classified = None, 0, False
        announce(recording)
    announce_segmentation(row, recording, is_deleted=True)
    db.session.execute(delete(Segmentation).where(Segmentation.id == row.id))
    db.session.expire_all()


def make_current(row: Segmentation, recording: Recording) -> None:
    """Show this segmentation; the caller has locked the recording."""
    db.session.flush()
    db.session.execute(
        update(Segmentation)
        .where(Segmentation.recording_id == recording.id, Segmentation.is_current, Segmentation.id != row.id)
        .values(is_current=False)
    )
    row.is_current = True
    if recording.current_segmentation_id != row.id:
        recording.is_classified = False
    recording.current_segmentation_id, recording.n_segments = row.id, row.n_segments
    announce(recording)


def mark_classified(segmentation_id: UUID, *, is_classified: bool) -> None:
    """Keep in the recording whether its current segmentation has predictions; called by the calls area."""
    recording = db.session.scalar(
        select(Recording)
        .join(Segmentation, Segmentation.recording_id == Recording.id)
        .where(Segmentation.id == segmentation_id, Segmentation.is_current)
    )
    if recording is not None and recording.is_classified != is_classified:
        recording.is_classified = is_classified
        announce(recording)


def intervals_of(segmentation_id: UUID) -> list[Interval]:
    """All calls as numeric code takes them, by onset; what people rejected is none."""
    rows = db.session.execute(
        select(Segment.onset_s, Segment.offset_s, Segment.low_hz, Segment.high_hz, Segment.score, Segment.label)
        .where(Segment.segmentation_id == segmentation_id, Segment.is_rejected.is_(False))
        .order_by(Segment.onset_s, Segment.id)
    )
    return [Interval(*row) for row in rows]


def lock(recording: Recording) -> None:
    """Let no one else change this recording's segmentations until the commit, on every database."""
    db.session.execute(
        update(Recording)
        .where(Recording.id == recording.id)
        .values(n_segments=Recording.n_segments)
        .execution_options(synchronize_session=False)
    )
    db.session.refresh(recording)


def _may_displace(recording: Recording) -> bool:
    current = db.session.scalar(
        select(Segmentation).where(Segmentation.recording_id == recording.id, Segmentation.is_current)
    )
    return current is None or (current.origin == SegmentationOrigin.DETECTOR and not current.is_edited)


def _copy_segments(source_id: UUID, target_id: UUID) -> int:
    columns = [getattr(Segment, name) for name in COPIED]
    source = select(
        literal(target_id, Segment.segmentation_id.type), *columns, literal(now(), Segment.updated_at.type)
    ).where(Segment.segmentation_id == source_id)
    db.session.execute(insert(Segment).from_select(["segmentation_id", *COPIED, "updated_at"], source))
    return db.session.scalar(select(func.count()).where(Segment.segmentation_id == target_id)) or 0


def _tell(row: Segmentation, recording: Recording) -> None:
    db.session.flush()
    announce_segmentation(row, recording)
    signals.segmentation_changed.send(row, segmentation=row, segment_ids=[])
