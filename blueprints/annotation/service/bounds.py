"""Changing the call of a task: new bounds, a cut into two calls and its undoing, through its segmentation's edits."""

from typing import Any

from sqlalchemy import func, select

from blueprints.annotation.models import Task, TaskBatch, TaskState
from blueprints.annotation.schemas.tasks import BoundsPatch
from blueprints.annotation.service import locks, progress
from blueprints.recordings.models import LabelSource, Recording, Segment, Segmentation
from blueprints.recordings.schemas.segmentations import (
    DeleteSegments,
    EditsBody,
    Operation,
    SplitSegment,
    UpdateSegment,
)
from blueprints.recordings.service.edits import Edited, apply_edits
from blueprints.recordings.service.labels import Said, Word, name_segments
from core.access import Principal
from core.db import db
from core.errors import AppError, FieldError, conflict, not_found

MAX_TRIES = 5
"""Others may edit the same segmentation at the same moment; an annotator only knows the one call."""

RIGHT = "right"
"""Name of the second half among the edits."""


def adjust(who: Principal, task: Task, batch: TaskBatch, body: BoundsPatch) -> None:
    """Move the bounds of a task's call; what models said of its former bounds goes.

    Raises AppError 409 when someone else has the task, 422 for bounds outside the recording.
    """
    locks.open_task(task, batch, who.user_id)
    if body.given():
        _edit(who, task, UpdateSegment(op="update", id=task.segment_id, **body.given()))


def split(who: Principal, task: Task, batch: TaskBatch, at_s: float) -> list[int]:
    """Cut a task's call in two; the second half becomes a task directly after it. Returns both tasks' numbers."""
    locks.open_task(task, batch, who.user_id)
    edited = _edit(who, task, SplitSegment(op="split", id=task.segment_id, at_s=at_s, ref=RIGHT))
    segment_id = edited.names[RIGHT]
    # Nobody has looked at the second half by itself yet.
    name_segments({segment_id: Word()}, Said(who.user_id, LabelSource.TASK))
    position = _position_after(task)
    added = [
        Task(
            batch_id=batch.id,
            segment_id=segment_id,
            recording_id=task.recording_id,
            slot=slot,
            position=position,
            is_held_out=task.is_held_out,
            locked_by=task.locked_by if slot == task.slot else None,
            locked_until=task.locked_until if slot == task.slot else None,
        )
        for slot in range(batch.n_annotators)
    ]
    db.session.add_all(added)
    db.session.flush()
    progress.count(batch.id, n_tasks=len(added))
    return [task.id, next(row.id for row in added if row.slot == task.slot)]


def join(who: Principal, task: Task, batch: TaskBatch, other_id: int) -> None:
    """Take a cut back: the call reaches to the end of the other half again, whose tasks go with it.

    Raises AppError 404 for a task that is not of this batch, 409 when the other half is no longer as the cut made it:
    answered, in front of somebody else, in another batch too, named, or moved away.
    """
    locks.open_task(task, batch, who.user_id)
    other = db.session.scalar(select(Task).where(Task.id == other_id, Task.batch_id == batch.id))
    if other is None:
        raise not_found("task")
    locks.open_task(other, batch, who.user_id)
    left, right = (db.session.get_one(Segment, one.segment_id, populate_existing=True) for one in (task, other))
    its_tasks = list(db.session.scalars(select(Task).where(Task.segment_id == right.id)))
    is_untouched = all(one.batch_id == batch.id and one.state == TaskState.OPEN for one in its_tasks)
    is_beside = left.segmentation_id == right.segmentation_id and left.offset_s == right.onset_s
    if not is_untouched or not is_beside or right.label is not None or right.is_rejected:
        raise conflict("not-halves", "The second half was answered or moved meanwhile, so the two stay two calls.")
    _edit(
        who,
        task,
        UpdateSegment.model_validate({"op": "update", "id": left.id, "offset_s": right.offset_s}),
        DeleteSegments(op="delete", ids=[right.id]),
    )


def _position_after(task: Task) -> float:
    """Between this task and the next, of whatever state."""
    later = select(func.min(Task.position)).where(Task.batch_id == task.batch_id, Task.position > task.position)
    following = db.session.scalar(later)
    return task.position + 1 if following is None else (task.position + following) / 2


def _edit(who: Principal, task: Task, *operations: Operation) -> Edited:
    """Make edits on whatever version the segmentation has now."""
    segment = db.session.get_one(Segment, task.segment_id)
    row = db.session.get_one(Segmentation, segment.segmentation_id, populate_existing=True)
    recording = db.session.get_one(Recording, row.recording_id)
    for n_left in reversed(range(MAX_TRIES)):
        try:
            body = EditsBody(operations=list(operations))
            return apply_edits(row, recording, body, version=row.version, user_id=who.user_id)
        except AppError as exc:
            if exc.code == "edit-refused":
                raise _about_fields(exc) from exc
            if exc.code != "version-conflict" or n_left == 0:
                raise
    raise AssertionError("the last try returns or raises")


def _about_fields(exc: AppError) -> AppError:
    """The same refusal, naming the fields of our request instead of those of an operation."""
    errors = [FieldError(e.pointer.removeprefix("/operations/0"), e.message, e.code) for e in exc.errors]
    told: Any = errors[0].message if errors else exc.detail
    return AppError(exc.status, exc.code, f"{told[0].upper()}{told[1:]}. Nothing was changed.", errors=errors)
