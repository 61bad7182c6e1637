"""What people say segments are: the one way to change it, which keeps every change."""

from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import insert, select, update

from blueprints.recordings.models import LabelChange, LabelSource, Segment, Segmentation
from core.clock import now
from core.db import db

CHUNK = 2000
"""Segments of one statement, below every database's limit of parameters."""


class Word(NamedTuple):
    """A person's word on a segment: a label (of a call type, or free), a rejection, or (empty) nothing."""

    label: str | None = None
    call_type_id: UUID | None = None
    is_rejected: bool = False


class Said(NamedTuple):
    """Who says it and how."""

    user_id: UUID | None
    source: LabelSource
    action_id: UUID | None = None


def word_of(segment: Segment) -> Word:
    return Word(segment.label, segment.call_type_id, segment.is_rejected)


def name_segments(words: dict[int, Word], said: Said) -> int:
    """Give each segment (by number) its word and keep what it was before; returns how many changed.

    Numbers of segments that are gone are passed over. Flushes; the caller checks rights and commits.
    """
    changed = 0
    numbers = sorted(words)
    for first in range(0, len(numbers), CHUNK):
        changed += _name_chunk({number: words[number] for number in numbers[first : first + CHUNK]}, said)
    return changed


def _name_chunk(words: dict[int, Word], said: Said) -> int:
    rows = db.session.execute(
        select(Segment.id, Segment.label, Segment.call_type_id, Segment.is_rejected, Segmentation.recording_id)
        .join(Segmentation, Segmentation.id == Segment.segmentation_id)
        .where(Segment.id.in_(list(words)))
    ).all()
    before = {row.id: (Word(row.label, row.call_type_id, row.is_rejected), row.recording_id) for row in rows}
    changes = {number: words[number] for number, (word, _) in before.items() if word != words[number]}
    if not changes:
        return 0
    note_changes({number: (*before[number], word) for number, word in changes.items()}, said)
    for word in set(changes.values()):
        alike = [number for number, mine in changes.items() if mine == word]
        db.session.execute(
            update(Segment)
            .where(Segment.id.in_(alike))
            .values(**word._asdict(), updated_at=now())
            .execution_options(synchronize_session="fetch")
        )
    return len(changes)


def note_changes(changes: dict[int, tuple[Word, UUID, Word]], said: Said) -> None:
    """Keep changes that are made elsewhere: by segment number, the word before, the recording and the word now."""
    moment = now()
    rows = [
        {
            "segment_id": number,
            "recording_id": recording_id,
            "label_before": before.label,
            "call_type_id_before": before.call_type_id,
            "was_rejected": before.is_rejected,
            **word._asdict(),
            **said._asdict(),
            "changed_at": moment,
        }
        for number, (before, recording_id, word) in changes.items()
    ]
    if rows:
        db.session.execute(insert(LabelChange), rows)


def take_back(action_id: UUID, user_id: UUID | None) -> list[int]:
    """Undo one action: every segment whose word is still the one the action gave gets its former one back.

    Returns the numbers of the segments that changed; what was named anew since stays.
    """
    rows: Sequence[LabelChange] = db.session.scalars(
        select(LabelChange).where(LabelChange.action_id == action_id).order_by(LabelChange.id)
    ).all()
    given = {row.segment_id: Word(row.label, row.call_type_id, row.is_rejected) for row in rows}
    numbers = sorted(given)
    present: dict[int, Word] = {}
    for first in range(0, len(numbers), CHUNK):
        found = select(Segment).where(Segment.id.in_(numbers[first : first + CHUNK]))
        present |= {segment.id: word_of(segment) for segment in db.session.scalars(found)}
    former = {
        row.segment_id: Word(row.label_before, row.call_type_id_before, row.was_rejected)
        for row in rows
        if present.get(row.segment_id) == given[row.segment_id]
    }
    if rows:
        name_segments(former, Said(user_id, rows[0].source))
    return sorted(former)
