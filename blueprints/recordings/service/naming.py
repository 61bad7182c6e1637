"""Calls of many recordings at once: where they lie, one word for all of them, and taking it back."""

from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, select

from blueprints.recordings.models import LabelChange, LabelSource, Recording, Segment, Segmentation
from blueprints.recordings.schemas.labels import LabelsBody
from blueprints.recordings.service.labels import CHUNK, Said, Word, name_segments, take_back
from blueprints.recordings.service.shapes import shape_segment
from blueprints.species.models import CallType
from core.access import Principal, Role, require_role
from core.clock import new_id
from core.db import db
from core.errors import invalid, not_found


def list_placed(who: Principal, numbers: Sequence[int]) -> list[dict[str, Any]]:
    """Calls this person may see, in the order of the numbers."""
    rows = db.session.execute(
        select(Segment, Recording)
        .join(Segmentation, Segmentation.id == Segment.segmentation_id)
        .join(Recording, Recording.id == Segmentation.recording_id)
        .where(Segment.id.in_(set(numbers)), Recording.group_id.in_(who.group_ids))
    ).all()
    found = {segment.id: _shape(segment, recording) for segment, recording in rows}
    return [found[number] for number in numbers if number in found]


def _shape(segment: Segment, recording: Recording) -> dict[str, Any]:
    shown = shape_segment(segment)
    kept = ("id", "onset_s", "offset_s", "low_hz", "high_hz", "label", "call_type_id")
    return {name: shown[name] for name in kept} | {
        "segmentation_id": segment.segmentation_id,
        "recording_id": recording.id,
        "recording_name": recording.name,
        "project_id": recording.project_id,
        "species_id": recording.species_id,
        "sr_hz": recording.sr_hz,
        "is_rejected": segment.is_rejected,
    }


def name_calls(who: Principal, body: LabelsBody) -> tuple[UUID, int]:
    """Give calls one word; returns the action that undoes it and how many changed.

    Raises AppError 404 when a call is not there for this person, 403 when they may not label it, 422 for a call
    type of another group.
    """
    numbers = sorted(set(body.segment_ids))
    groups = _checked_groups(who, numbers)
    word = _word(body, groups)
    action_id = new_id()
    n_changed = name_segments(dict.fromkeys(numbers, word), Said(who.user_id, LabelSource.SIMILARITY, action_id))
    return action_id, n_changed


def undo_naming(who: Principal, action_id: UUID) -> int:
    """Take back what was named in one go, by oneself or (as an editor) by someone else; returns how many changed."""
    rows = db.session.execute(
        select(Recording.group_id, LabelChange.user_id)
        .join(Recording, Recording.id == LabelChange.recording_id)
        .where(LabelChange.action_id == action_id, LabelChange.source == LabelSource.SIMILARITY)
        .distinct()
    ).all()
    if not rows:
        raise not_found("action")
    for group_id, user_id in rows:
        require_role(who, group_id, Role.ANNOTATOR if user_id == who.user_id else Role.EDITOR, "action")
    return len(take_back(action_id, who.user_id))


def _checked_groups(who: Principal, numbers: Sequence[int]) -> set[UUID]:
    """Groups the calls belong to, every one of which this person labels in."""
    n_found = 0
    groups: set[UUID] = set()
    for chunk in _chunks(numbers):
        rows: Sequence[Row[int, UUID]] = db.session.execute(_owners(chunk)).all()
        n_found += len(rows)
        groups |= {group_id for _, group_id in rows}
    for group_id in groups:
        require_role(who, group_id, Role.ANNOTATOR, "segment")
    if n_found < len(numbers):
        raise not_found("segment")
    return groups


def _owners(numbers: Sequence[int]) -> Select[int, UUID]:
    return (
        select(Segment.id, Recording.group_id)
        .join(Segmentation, Segmentation.id == Segment.segmentation_id)
        .join(Recording, Recording.id == Segmentation.recording_id)
        .where(Segment.id.in_(numbers))
    )


def _word(body: LabelsBody, groups: set[UUID]) -> Word:
    if body.call_type_id is None:
        return Word(body.label or None, None, body.is_rejected)
    row = db.session.execute(
        select(CallType.name, CallType.group_id).where(CallType.id == body.call_type_id)
    ).one_or_none()
    if row is None or {row.group_id} != groups:
        raise invalid("/call_type_id", "there is no such call type in this group")
    return Word(row.name, body.call_type_id)


def _chunks(numbers: Sequence[int]) -> Iterator[Sequence[int]]:
    return (numbers[first : first + CHUNK] for first in range(0, len(numbers), CHUNK))
