"""What people say segments are: the one way to change it, which keeps every change."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, and_, insert, literal, or_, select, update

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

    Their segmentations count as edited from then on, so that no run displaces what people said. Numbers of
    segments that are gone are passed over. Flushes; the caller checks rights and commits.
    """
    return sum(_name_rows(_present(numbers), words, said) for numbers in _chunks(sorted(words)))


def _name_rows(present: Sequence[Any], words: dict[int, Word], said: Said) -> int:
    rows = [row for row in present if _said_of(row) != words[row.id]]
    if not rows:
        return 0
    alike: dict[Word, list[int]] = defaultdict(list)
    for row in rows:
        alike[words[row.id]].append(row.id)
    for word, numbers in alike.items():
        _copy_words(said, before=_WORD_NOW, after=_literally(word), of=Segment.id.in_(numbers))
        db.session.execute(
            update(Segment)
            .where(Segment.id.in_(numbers))
            .values(**word._asdict(), updated_at=now())
            .execution_options(synchronize_session=False)
        )
    _mark_edited({row.segmentation_id for row in rows if not row.is_edited})
    _forget_read([row.id for row in rows])
    return len(rows)


def _present(numbers: Collection[int]) -> Sequence[Any]:
    """What is said of segments now; they stay locked until the commit, in an order all keep to."""
    return db.session.execute(
        select(
            Segment.id,
            Segment.label,
            Segment.call_type_id,
            Segment.is_rejected,
            Segment.segmentation_id,
            Segmentation.recording_id,
            Segmentation.is_edited,
        )
        .join(Segmentation, Segmentation.id == Segment.segmentation_id)
        .where(Segment.id.in_(numbers))
        .order_by(Segment.id)
        .with_for_update(of=Segment)
    ).all()


def _said_of(row: Any) -> Word:
    return Word(row.label, row.call_type_id, row.is_rejected)


def _mark_edited(segmentation_ids: Collection[UUID]) -> None:
    if segmentation_ids:
        db.session.execute(
            update(Segmentation).where(Segmentation.id.in_(segmentation_ids)).values(is_edited=True)
        )  # fmt: skip


def _forget_read(numbers: Collection[int]) -> None:
    """Segments this session has read before are read again when they are looked at."""
    for number in numbers:
        segment = db.session.identity_map.get(db.session.identity_key(Segment, number))
        if segment is not None:
            db.session.expire(segment, [*Word._fields, "updated_at"])


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


def note_words_of(segmentation: Segmentation, said: Said) -> None:
    """Keep the words that the segments of a new segmentation came with: from a file, or from another one."""
    has_word = or_(Segment.label.is_not(None), Segment.call_type_id.is_not(None), Segment.is_rejected)
    here = and_(Segment.segmentation_id == segmentation.id, has_word)
    _copy_words(said, before=_literally(Word()), after=_WORD_NOW, of=here)


_WORD_NOW = (Segment.label, Segment.call_type_id, Segment.is_rejected)


def _literally(word: Word) -> tuple[Any, ...]:
    return tuple(literal(value, column.type) for value, column in zip(word, _WORD_NOW, strict=True))


def _copy_words(said: Said, *, before: tuple[Any, ...], after: tuple[Any, ...], of: ColumnElement[bool]) -> None:
    """Keep a change for each of these segments, without fetching them: words are columns of the segments or given."""
    given = {
        "segment_id": Segment.id,
        "recording_id": Segmentation.recording_id,
        **dict(zip(("label_before", "call_type_id_before", "was_rejected"), before, strict=True)),
        **dict(zip(Word._fields, after, strict=True)),
        "source": literal(said.source, LabelChange.source.type),
        "action_id": literal(said.action_id, LabelChange.action_id.type),
        "user_id": literal(said.user_id, LabelChange.user_id.type),
        "changed_at": literal(now(), LabelChange.changed_at.type),
    }
    rows = select(*given.values()).join(Segmentation, Segmentation.id == Segment.segmentation_id).where(of)
    db.session.execute(insert(LabelChange).from_select(list(given), rows.order_by(Segment.id), include_defaults=False))


def take_back(action_id: UUID, user_id: UUID | None, *, only: Collection[int] | None = None) -> list[int]:
    """Undo one action: every segment whose word is still the one the action gave gets its former one back.

    only : numbers of the segments to undo it for; None: all it named.
    Returns the numbers of the segments that changed; what was named anew since stays.
    """
    before, given, source = _words_of_action(action_id)
    still: list[int] = []
    wanted = given.keys() if only is None else given.keys() & set(only)
    for numbers in _chunks(sorted(wanted)):
        rows = [row for row in _present(numbers) if _said_of(row) == given[row.id]]
        still += [row.id for row in rows]
        if source is not None:
            _name_rows(rows, before, Said(user_id, source))
    return still


def _words_of_action(action_id: UUID) -> tuple[dict[int, Word], dict[int, Word], LabelSource | None]:
    """What each segment was called before an action and after it, and by what way it was done."""
    rows = db.session.execute(
        select(
            LabelChange.segment_id,
            LabelChange.label_before,
            LabelChange.call_type_id_before,
            LabelChange.was_rejected,
            LabelChange.label,
            LabelChange.call_type_id,
            LabelChange.is_rejected,
            LabelChange.source,
        )
        .where(LabelChange.action_id == action_id)
        .order_by(LabelChange.id)
    ).all()
    before: dict[int, Word] = {}
    for row in rows:
        before.setdefault(row.segment_id, Word(row.label_before, row.call_type_id_before, row.was_rejected))
    return before, {row.segment_id: _said_of(row) for row in rows}, rows[0].source if rows else None


def _chunks(numbers: Sequence[int]) -> Iterator[Sequence[int]]:
    return (numbers[first : first + CHUNK] for first in range(0, len(numbers), CHUNK))
