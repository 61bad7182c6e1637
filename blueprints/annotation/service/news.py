"""Live news about batches and tasks, to the room of their batch, once they are committed."""

from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID

from blueprints.annotation.models import TaskBatch, TaskState
from core.after_commit import do_after_commit
from core.realtime import emit

MAX_TOLD = 20
"""Tasks of one commit that are told one by one; after more, whoever shows them reads them again."""


class TaskNews(NamedTuple):
    """A task's number and its state now."""

    id: int
    state: TaskState


def announce_batch(row: TaskBatch) -> None:
    """Tell that a batch was changed, opened, closed, or could not be made."""
    payload = {"id": str(row.id), "state": str(row.state), "version": row.version}
    do_after_commit(("batch.changed", row.id), emit, "batch.changed", _room(row.id), payload)


def announce_progress(batch_id: UUID, *, n_tasks: int, n_done: int) -> None:
    payload = {"id": str(batch_id), "n_tasks": n_tasks, "n_done": n_done, "n_left": n_tasks - n_done}
    do_after_commit(("batch.progress", batch_id), emit, "batch.progress", _room(batch_id), payload)


def announce_tasks(batch_id: UUID, tasks: Sequence[TaskNews]) -> None:
    """Tell what became of a few tasks; of many, only the progress of the batch is told."""
    if len(tasks) > MAX_TOLD:
        return
    for task in tasks:
        payload = {"id": task.id, "state": str(task.state)}
        do_after_commit(("task.changed", task.id), emit, "task.changed", _room(batch_id), payload)


def _room(batch_id: UUID) -> str:
    return f"batch:{batch_id}"
