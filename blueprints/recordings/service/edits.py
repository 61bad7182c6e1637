"""Edits of segments: all of a request's operations are made, or none, on the version the person saw."""

from collections.abc import Iterable
from functools import singledispatchmethod
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import delete, func, select, update

from blueprints.recordings.models import LabelSource, Recording, Segment, Segmentation, SegmentOrigin
from blueprints.recordings.schemas.segmentations import (
    AddSegment,
    DeleteSegments,
    EditsBody,
    MergeSegments,
    Operation,
    RelabelSegments,
    SegmentRef,
    SplitSegment,
    UpdateSegment,
)
from blueprints.recordings.service.labels import Said, Word, note_changes, word_of
from blueprints.recordings.service.news import announce, announce_segmentation
from blueprints.species.models import CallType
from core import signals
from core.api import version_tag
from core.db import db
from core.errors import AppError, FieldError

END_TOLERANCE_S = 0.001
"""How far a segment may reach past the end of its recording before it is refused; it is then cut there.
Pages draw in pixels, whose edges round."""

LOAD_CHUNK = 5000
"""Ids of one SELECT, below every database's limit of parameters."""


MAX_NUMBER_DIGITS = 19
"""Digits beyond which a text is no 64-bit number."""


MAX_TOLD = 100
"""Segments named in the live event of an edit; whoever shows more reads them again."""


class Edited(NamedTuple):
    """What a set of edits changed: rows added or changed, numbers removed, and the client's names."""

    changed: list[Segment]
    deleted: list[int]
    names: dict[str, int]


def apply_edits(
    row: Segmentation, recording: Recording, body: EditsBody, *, version: int, user_id: UUID | None
) -> Edited:
    """Make all operations on the given version of a segmentation, raise the version, and keep who named what.

    Raises AppError 412 when someone else changed it meanwhile, 422 naming the first operation that cannot be
    made; nothing is changed then.
    """
    _take_version(row, version)
    bench = _Bench(row, recording)
    bench.load(body.operations)
    for number, operation in enumerate(body.operations):
        bench.number = number
        bench.make(operation)
    edited = bench.finish()
    bench.note_words(Said(user_id, LabelSource.EDITOR))
    _count(row, recording)
    segment_ids = [segment.id for segment in edited.changed] + edited.deleted
    announce_segmentation(row, recording, segment_ids=segment_ids[:MAX_TOLD])
    signals.segmentation_changed.send(row, segmentation=row, segment_ids=segment_ids)
    return edited


def _take_version(row: Segmentation, version: int) -> None:
    """Raise the version if it is still the one seen; the row then stays locked until the commit."""
    taken = db.session.execute(
        update(Segmentation)
        .where(Segmentation.id == row.id, Segmentation.version == version)
        .values(version=version + 1, is_edited=True)
        .execution_options(synchronize_session=False)
    )
    db.session.refresh(row)
    if taken.rowcount != 1:  # type: ignore[attr-defined]
        raise AppError(
            412,
            "version-conflict",
            "Someone else changed these segments since you read them. Read them again; nothing was overwritten.",
            headers={"ETag": version_tag(row.version)},
        )


def _count(row: Segmentation, recording: Recording) -> None:
    row.n_segments = db.session.scalar(select(func.count()).where(Segment.segmentation_id == row.id)) or 0
    if row.is_current and recording.n_segments != row.n_segments:
        recording.n_segments = row.n_segments
        announce(recording)
    db.session.flush()


class _Bench:
    """The segments a set of operations touches, by number and by the client's names."""

    def __init__(self, row: Segmentation, recording: Recording) -> None:
        self.row = row
        self.recording = recording
        self.number = 0
        self._segments: dict[int, Segment] = {}
        self._named: dict[str, Segment] = {}
        self._changed: dict[int, Segment] = {}
        self._removed: dict[int, Segment] = {}
        self._words_before: dict[int, Word] = {}

    def load(self, operations: Iterable[Operation]) -> None:
        """Read every segment that is named by number, in few statements."""
        named = {n for operation in operations for ref in _refs(operation) if (n := _number(ref)) is not None}
        numbers = sorted(named)
        for first in range(0, len(numbers), LOAD_CHUNK):
            chunk = numbers[first : first + LOAD_CHUNK]
            found = db.session.scalars(
                select(Segment).where(Segment.segmentation_id == self.row.id, Segment.id.in_(chunk))
            )
            self._segments |= {segment.id: segment for segment in found}
        self._words_before = {number: word_of(segment) for number, segment in self._segments.items()}
        self._check_call_types({t for o in operations if (t := getattr(o, "call_type_id", None)) is not None})

    def _check_call_types(self, ids: set[UUID]) -> None:
        if not ids:
            return
        known = db.session.scalars(
            select(CallType.id).where(CallType.id.in_(ids), CallType.group_id == self.recording.group_id)
        ).all()
        if ids - set(known):
            raise self._refused("there is no such call type in this group", "not-found", "call_type_id")

    @singledispatchmethod
    def make(self, operation: Operation) -> None:
        raise TypeError(type(operation))

    @make.register
    def _(self, operation: AddSegment) -> None:
        segment = Segment(
            segmentation_id=self.row.id,
            origin=operation.origin,
            **operation.model_dump(exclude={"op", "ref", "origin"}),
        )
        self._fit(segment)
        self._add(segment, operation.ref)

    @make.register
    def _(self, operation: UpdateSegment) -> None:
        segment = self._get(operation.id)
        for name in operation.model_fields_set - {"op", "id"}:
            setattr(segment, name, getattr(operation, name))
        _agree(segment, operation)
        self._fit(segment)
        self._touch(segment)

    @make.register
    def _(self, operation: DeleteSegments) -> None:
        for ref in _refs(operation):
            self._remove(self._get(ref))

    @make.register
    def _(self, operation: SplitSegment) -> None:
        left = self._get(operation.id)
        if not left.onset_s < operation.at_s < left.offset_s:
            raise self._refused(
                f"needs a time inside the segment, {left.onset_s:g} to {left.offset_s:g} s, got {operation.at_s:g}",
                "outside",
                "at_s",
            )
        right = Segment(
            segmentation_id=self.row.id,
            onset_s=operation.at_s,
            offset_s=left.offset_s,
            low_hz=left.low_hz,
            high_hz=left.high_hz,
            label=left.label,
            call_type_id=left.call_type_id,
            is_rejected=left.is_rejected,
            origin=SegmentOrigin.PERSON,
        )
        left.offset_s = operation.at_s
        self._touch(left)
        self._add(right, operation.ref)

    @make.register
    def _(self, operation: MergeSegments) -> None:
        parts = sorted({id(s): s for s in map(self._get, operation.ids)}.values(), key=lambda s: s.onset_s)
        first, others = parts[0], parts[1:]
        first.offset_s = max(s.offset_s for s in parts)
        first.low_hz = min((s.low_hz for s in parts if s.low_hz is not None), default=None)
        first.high_hz = max((s.high_hz for s in parts if s.high_hz is not None), default=None)
        first.label = next((s.label for s in parts if s.label), None)
        first.call_type_id = next((s.call_type_id for s in parts if s.call_type_id), None)
        first.is_rejected = all(s.is_rejected for s in parts)
        for name in operation.model_fields_set - {"op", "ids"}:
            setattr(first, name, getattr(operation, name))
        _agree(first, operation)
        self._fit(first)
        self._touch(first)
        for segment in others:
            self._remove(segment)

    @make.register
    def _(self, operation: RelabelSegments) -> None:
        for ref in operation.ids:
            segment = self._get(ref)
            segment.label, segment.call_type_id = operation.label or None, operation.call_type_id
            _agree(segment, operation)
            self._touch(segment)

    def note_words(self, said: Said) -> None:
        """Keep every change of what a segment is said to be; a segment that goes loses its word."""
        now_said = {segment.id: word_of(segment) for key, segment in self._changed.items() if key not in self._removed}
        now_said |= {number: Word() for number in self._removed if number in self._segments}
        changes = {
            number: (self._words_before.get(number, Word()), self.recording.id, word)
            for number, word in now_said.items()
            if word != self._words_before.get(number, Word())
        }
        note_changes(changes, said)

    def finish(self) -> Edited:
        """Write what was changed. Segments added and removed again in one request never reach the database."""
        gone = [number for number in self._removed if number in self._segments]
        for first in range(0, len(gone), LOAD_CHUNK):
            chunk = gone[first : first + LOAD_CHUNK]
            db.session.execute(
                delete(Segment).where(Segment.id.in_(chunk)).execution_options(synchronize_session=False)
            )
        for number in gone:
            db.session.expunge(self._segments[number])
        kept = [segment for key, segment in self._changed.items() if key not in self._removed]
        db.session.add_all(kept)
        db.session.flush()
        alive = {id(segment) for segment in kept}
        names = {name: segment.id for name, segment in self._named.items() if id(segment) in alive}
        return Edited(sorted(kept, key=lambda s: s.onset_s), gone, names)

    def _get(self, ref: SegmentRef) -> Segment:
        segment = self._named.get(str(ref)) or self._segments.get(_number(ref) or 0)
        if segment is None or self._key(segment) in self._removed:
            raise self._refused(f"there is no segment {ref} here", "not-found", "id")
        return segment

    def _key(self, segment: Segment) -> int:
        """Its number, or for a new one a negative number of its own."""
        return segment.id if segment.id is not None else -id(segment)

    def _add(self, segment: Segment, name: str | None) -> None:
        if name is not None:
            earlier = self._named.get(name)
            if earlier is not None and self._key(earlier) not in self._removed:
                raise self._refused(f"two segments are called {name}", "duplicate", "ref")
            self._named[name] = segment
        self._changed[self._key(segment)] = segment

    def _touch(self, segment: Segment) -> None:
        segment.origin = SegmentOrigin.PERSON
        self._changed[self._key(segment)] = segment

    def _remove(self, segment: Segment) -> None:
        self._removed[self._key(segment)] = segment

    def _fit(self, segment: Segment) -> None:
        """Refuse a segment that does not lie in the recording; one past the end by a pixel is cut there."""
        segment.label = segment.label or None
        end_s, nyquist_hz = self.recording.duration_s, self.recording.sr_hz / 2
        if segment.offset_s > end_s + END_TOLERANCE_S:
            raise self._refused(f"the recording ends at {end_s:g} s, got {segment.offset_s:g}", "outside", "offset_s")
        segment.offset_s = min(segment.offset_s, end_s)
        if not segment.onset_s < segment.offset_s:
            raise self._refused(
                f"needs an onset before the offset, got {segment.onset_s:g} and {segment.offset_s:g} s", "order",
                "onset_s",
            )
        low, high = segment.low_hz, segment.high_hz
        if high is not None and high > nyquist_hz * 1.001:
            raise self._refused(f"the recording reaches {nyquist_hz:g} Hz, got {high:g}", "outside", "high_hz")
        if high is not None:
            segment.high_hz = min(high, nyquist_hz)
        if low is not None and low >= (segment.high_hz if segment.high_hz is not None else nyquist_hz):
            raise self._refused(f"needs low_hz below high_hz, got {low:g} Hz", "order", "low_hz")

    def _refused(self, message: str, code: str, field: str) -> AppError:
        pointer = f"/operations/{self.number}/{field}"
        detail = f"Operation {self.number}: {message}. Nothing was changed."
        return AppError(422, "edit-refused", detail, errors=[FieldError(pointer, message, code)])


def _agree(segment: Segment, operation: Operation) -> None:
    """A segment is named or rejected, never both: the operation's word wins over what was said before."""
    if "is_rejected" in operation.model_fields_set and segment.is_rejected:
        segment.label, segment.call_type_id = None, None
    elif segment.label or segment.call_type_id:
        segment.is_rejected = False


def _refs(operation: Operation) -> list[SegmentRef]:
    """The segments an operation names."""
    fields: Any = operation
    if isinstance(operation, AddSegment):
        return []
    return list(getattr(fields, "ids", None) or [fields.id])


def _number(ref: SegmentRef) -> int | None:
    """The number a reference is, also when it is written as text; None for a client's own name."""
    if isinstance(ref, int):
        return ref
    return int(ref) if ref.isascii() and ref.isdigit() and len(ref) < MAX_NUMBER_DIGITS else None
