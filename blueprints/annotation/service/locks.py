"""Who has which task in front of them: handing out, keeping, letting go."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from flask import current_app
from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select, update
from sqlalchemy.orm import aliased

from blueprints.annotation.models import DECIDED, Task, TaskBatch, TaskState
from core.clock import now
from core.config import Settings
from core.db import db
from core.errors import AppError, conflict
from core.transactions import rows_changed

MAX_HELD = 100
"""Tasks one person keeps from the others at a time; a script that only reads shall not empty a batch."""

WAITING = (TaskState.OPEN, TaskState.SKIPPED)
"""States in which a task is given out, in this order: skipped ones come again after all others."""


def lock_end(moment: datetime) -> datetime:
    settings: Settings = current_app.config["SETTINGS"]
    return moment + timedelta(minutes=settings.task_lock_minutes)


def is_held_by_another(task: Task, user_id: UUID, moment: datetime) -> bool:
    return task.locked_until is not None and task.locked_by != user_id and task.locked_until > moment


def hand_out(batch: TaskBatch, user_id: UUID, *, n: int, after: int | None = None) -> list[int]:
    """Numbers of up to n tasks for this person, kept for them from now on: first those they have, then free ones.

    Two people never get the same task, and nobody two slots of one segment.
    """
    moment = now()
    held = list(db.session.scalars(_held(batch, user_id, moment)))
    given = _later_than(held, after)[:n]
    _renew(given, moment)
    n_free = min(n - len(given), MAX_HELD - len(held))
    for state in WAITING:
        for slot in _slots(batch, user_id, moment):
            if n_free > 0:
                taken = _take(batch, user_id, state, slot, n_free, moment)
                given += taken
                n_free -= len(taken)
    return given


def _held(batch: TaskBatch, user_id: UUID, moment: datetime) -> Select[Any]:
    mine = (Task.locked_by == user_id, Task.locked_until > moment, Task.batch_id == batch.id, Task.state.in_(WAITING))
    return select(Task.id).where(*mine).order_by(Task.state == TaskState.SKIPPED, Task.slot, Task.position, Task.id)


def _later_than(held: list[int], after: int | None) -> list[int]:
    """Those behind a task in the order in which they were given; all when it is not among them."""
    return held[held.index(after) + 1 :] if after in held else held


def _renew(ids: list[int], moment: datetime) -> None:
    if ids:
        db.session.execute(
            update(Task)
            .where(Task.id.in_(ids))
            .values(locked_until=lock_end(moment))
            .execution_options(synchronize_session=False)
        )


def _take(batch: TaskBatch, user_id: UUID, state: TaskState, slot: int, n: int, moment: datetime) -> list[int]:
    """Lock free tasks in one statement: PostgreSQL passes over rows others are taking, SQLite has one writer."""
    place = [Task.decided_at] if state == TaskState.SKIPPED else []
    free = (
        select(Task.id)
        .where(Task.batch_id == batch.id, Task.state == state, Task.slot == slot, is_free(moment))
        .order_by(*place, Task.position, Task.id)
        .limit(n)
        .with_for_update(skip_locked=True)
    )
    if batch.n_annotators > 1:
        free = free.where(~_has_other_slot(user_id, moment))
    picked = free.cte("picked")
    rows = db.session.execute(
        update(Task)
        .where(Task.id.in_(select(picked.c.id)))
        .values(locked_by=user_id, locked_until=lock_end(moment))
        .returning(Task.id, Task.decided_at, Task.position)
        .execution_options(synchronize_session=False)
    ).all()
    return [row.id for row in sorted(rows, key=lambda row: (row.decided_at or moment, row.position, row.id))]


def is_free(moment: datetime) -> ColumnElement[bool]:
    """Whether nobody has a task in front of them; a lock that ran out keeps nobody away."""
    return or_(Task.locked_until.is_(None), Task.locked_until <= moment)


def _has_other_slot(user_id: UUID, moment: datetime) -> ColumnElement[bool]:
    """Whether this person answered, or is about to answer, the same segment in another slot."""
    other = aliased(Task)
    has_it = and_(other.locked_by == user_id, other.locked_until > moment)
    return exists().where(
        other.batch_id == Task.batch_id,
        other.segment_id == Task.segment_id,
        other.id != Task.id,
        or_(other.decided_by == user_id, has_it),
    )


def _slots(batch: TaskBatch, user_id: UUID, moment: datetime) -> list[int]:
    """The slots of a batch in the order in which this person fills them.

    Everybody keeps to the slot they began with: so the answers to a segment come soon after each other, and
    nobody searches through the other slots of what they have done themselves.
    """
    if batch.n_annotators == 1:
        return [0]
    used = (
        _by_slot(batch, Task.decided_by == user_id, Task.state.in_(DECIDED))
        or _by_slot(batch, Task.locked_by == user_id, Task.locked_until > moment, Task.state.in_(WAITING))
        or _by_slot(batch, Task.state == TaskState.OPEN, is_free(moment))
    )
    return sorted(range(batch.n_annotators), key=lambda slot: (-used.get(slot, 0), slot))


def _by_slot(batch: TaskBatch, *conditions: ColumnElement[bool]) -> dict[int, int]:
    rows = db.session.execute(
        select(Task.slot, func.count()).where(Task.batch_id == batch.id, *conditions).group_by(Task.slot)
    )
    return dict(rows.all())


def open_task(task: Task, batch: TaskBatch, user_id: UUID) -> None:
    """Lock one named task for this person.

    Raises AppError 409 when someone else has it, has answered it, or when this person answered another slot.
    """
    moment = now()
    if task.decided_by not in (None, user_id):
        raise taken()
    if batch.n_annotators > 1 and has_answered_other_slot(task, user_id):
        raise answered_already()
    locked = db.session.execute(
        update(Task)
        .where(Task.id == task.id, or_(is_free(moment), Task.locked_by == user_id))
        .values(locked_by=user_id, locked_until=lock_end(moment))
        .execution_options(synchronize_session=False)
    )
    if rows_changed(locked) != 1:
        raise conflict("task-locked", "Someone else has this task in front of them.")
    db.session.refresh(task)


def has_answered_other_slot(task: Task, user_id: UUID) -> bool:
    other = exists().where(
        Task.batch_id == task.batch_id,
        Task.segment_id == task.segment_id,
        Task.id != task.id,
        Task.decided_by == user_id,
    )
    return bool(db.session.scalar(select(other)))


def taken() -> AppError:
    return conflict("task-taken", "Someone else has answered this task meanwhile; their answer was kept.")


def answered_already() -> AppError:
    return conflict("answered-already", "You have answered this call already; another person is asked now.")


def release(task: Task, user_id: UUID) -> None:
    """Let go of a task; nothing happens when it is not this person's."""
    _release(Task.id == task.id, Task.locked_by == user_id)


def release_all(batch: TaskBatch, user_id: UUID) -> None:
    """Let go of every task of a batch this person has."""
    _release(Task.batch_id == batch.id, Task.locked_by == user_id)


def _release(*conditions: ColumnElement[bool]) -> None:
    db.session.execute(
        update(Task)
        .where(*conditions)
        .values(locked_by=None, locked_until=None)
        .execution_options(synchronize_session=False)
    )
