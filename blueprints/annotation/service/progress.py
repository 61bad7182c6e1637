"""How far batches are: counters kept in the transaction that changes tasks, and counts for one person."""

from collections.abc import Sequence
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import func, select, update

from blueprints.annotation.models import DECIDED, Task, TaskBatch, TaskState
from blueprints.annotation.service.news import announce_progress
from core.db import db


class Progress(NamedTuple):
    """Tasks of a batch, those that need nobody any more, those left, and those one person did."""

    n_tasks: int
    n_done: int
    n_left: int
    n_mine_done: int


class Counts(NamedTuple):
    """Counts of a batch that are not kept in its row."""

    n_flagged: int = 0
    n_skipped: int = 0
    n_mine_done: int = 0


def hold(batch_id: UUID) -> None:
    """Keep the batch's row until the commit: whoever changes its tasks waits, so that all see what they change.

    It writes without changing anything, since SQLite knows no other way to become the writer.
    """
    db.session.execute(
        update(TaskBatch)
        .where(TaskBatch.id == batch_id)
        .values(n_done=TaskBatch.n_done, updated_at=TaskBatch.updated_at)
        .execution_options(synchronize_session=False)
    )


def count(batch_id: UUID, *, n_done: int = 0, n_tasks: int = 0) -> None:
    """Add to the counters of a batch, whatever others add at the same time, and tell its room."""
    row = db.session.execute(
        update(TaskBatch)
        .where(TaskBatch.id == batch_id)
        .values(n_done=TaskBatch.n_done + n_done, n_tasks=TaskBatch.n_tasks + n_tasks, updated_at=TaskBatch.updated_at)
        .returning(TaskBatch.n_tasks, TaskBatch.n_done)
        .execution_options(synchronize_session=False)
    ).one()
    _forget_read(batch_id)
    announce_progress(batch_id, n_tasks=row.n_tasks, n_done=row.n_done)


def recount(batch_id: UUID) -> None:
    """Count the tasks of a batch anew; for changes that touch many at once."""
    hold(batch_id)
    rows = db.session.execute(select(Task.state, func.count()).where(Task.batch_id == batch_id).group_by(Task.state))
    by_state = {TaskState(state): n for state, n in rows}
    n_tasks, n_done = sum(by_state.values()), sum(by_state.get(state, 0) for state in DECIDED)
    db.session.execute(
        update(TaskBatch)
        .where(TaskBatch.id == batch_id)
        .values(n_tasks=n_tasks, n_done=n_done, updated_at=TaskBatch.updated_at)
        .execution_options(synchronize_session=False)
    )
    _forget_read(batch_id)
    announce_progress(batch_id, n_tasks=n_tasks, n_done=n_done)


def _forget_read(batch_id: UUID) -> None:
    """What this session has read of the counters is old now; a change of other columns must stay."""
    row = db.session.identity_map.get(db.session.identity_key(TaskBatch, batch_id))
    if row is not None:
        db.session.expire(row, ["n_tasks", "n_done"])


def progress_of(batch_id: UUID, user_id: UUID) -> Progress:
    """How far a batch is, and this person's share."""
    mine = (
        select(func.count())
        .where(Task.batch_id == batch_id, Task.decided_by == user_id, Task.state.in_(DECIDED))
        .scalar_subquery()
    )
    row = db.session.execute(select(TaskBatch.n_tasks, TaskBatch.n_done, mine).where(TaskBatch.id == batch_id)).one()
    n_tasks, n_done, n_mine = row
    return Progress(n_tasks, n_done, n_tasks - n_done, n_mine)


def counts_of(batch_ids: Sequence[UUID], user_id: UUID) -> dict[UUID, Counts]:
    """Flagged, skipped and own tasks of batches; three statements however many there are."""
    flagged = _grouped(batch_ids, Task.is_flagged)
    skipped = _grouped(batch_ids, Task.state == TaskState.SKIPPED)
    mine = _grouped(batch_ids, Task.decided_by == user_id, Task.state.in_(DECIDED))
    return {one: Counts(flagged.get(one, 0), skipped.get(one, 0), mine.get(one, 0)) for one in batch_ids}


def _grouped(batch_ids: Sequence[UUID], *conditions: Any) -> dict[UUID, int]:
    rows = db.session.execute(
        select(Task.batch_id, func.count()).where(Task.batch_id.in_(batch_ids), *conditions).group_by(Task.batch_id)
    )
    return dict(rows.all())
