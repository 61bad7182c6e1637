"""The learning loop of a batch: when its model learns again, and what came of every round."""

from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, select

from blueprints.annotation.models import BatchState, LearningRound, Task, TaskBatch, TaskState
from blueprints.annotation.schemas.jobs import LEARN, LearnParams
from blueprints.annotation.service import progress
from blueprints.annotation.service.shapes import n_until_learning
from core.after_commit import do_after_commit
from core.clock import now
from core.db import db
from core.errors import conflict
from core.jobs.models import Job
from core.jobs.queue import submit
from core.realtime import emit


def note_labels(batch: TaskBatch) -> None:
    """Begin a round when enough labels are new; to be called in the transaction that counted the labels.

    The caller holds the batch's row, so that one round begins and not two.
    """
    if batch.state == BatchState.OPEN and n_until_learning(batch) == 0 and running_round(batch.id) is None:
        begin(batch)


def ask(batch: TaskBatch) -> Job:
    """Begin a round now because a person asks for it, or give the one that is running.

    Raises AppError 409 `batch-not-ready` while the batch has no tasks.
    """
    progress.hold(batch.id)
    if batch.state not in (BatchState.OPEN, BatchState.CLOSED):
        raise conflict("batch-not-ready", f"This batch is {batch.state}; wait until it is open.")
    running = running_round(batch.id)
    if running is not None and running.job_id is not None:
        return db.session.get_one(Job, running.job_id)
    return begin(batch)


def begin(batch: TaskBatch) -> Job:
    """A round's row and its job; labels that come from now on count for the next round."""
    last = db.session.scalar(select(func.max(LearningRound.number)).where(LearningRound.batch_id == batch.id))
    row = LearningRound(batch_id=batch.id, number=(last or 0) + 1, n_labels=0)
    db.session.add(row)
    db.session.flush()
    # Nobody in particular waits for it: a round that fails is told on the batch, not to a person's inbox.
    job = submit(
        LEARN,
        LearnParams(round_id=row.id),
        title=f"Learn from {batch.name}, round {row.number}",
        owner_id=None,
        group_id=batch.group_id,
        project_id=batch.project_id,
    )
    row.job_id = job.id
    batch.n_labels_learned = batch.n_done
    db.session.flush()
    return job


def running_round(batch_id: UUID) -> LearningRound | None:
    rows = select(LearningRound).where(LearningRound.batch_id == batch_id, LearningRound.finished_at.is_(None))
    return db.session.scalar(rows.limit(1))


def close(row: LearningRound, batch: TaskBatch, *, problem: tuple[str, str] | None = None) -> None:
    """End a round, with the reason when nothing was learned, and tell the batch's room."""
    row.finished_at = now()
    row.problem_code, row.problem_detail = problem or (None, None)
    db.session.flush()
    payload = {
        "id": str(batch.id),
        "round": row.number,
        "macro_f1": row.macro_f1,
        "n_labels": row.n_labels,
        "problem_code": row.problem_code,
    }
    do_after_commit(("batch.learned", batch.id), emit, "batch.learned", f"batch:{batch.id}", payload)


def note_ended_job(job: Job) -> None:
    """A round whose job ended without success says why, so that the next can begin."""
    row = db.session.scalar(select(LearningRound).where(LearningRound.job_id == job.id))
    if row is not None and row.finished_at is None:
        batch = db.session.get_one(TaskBatch, row.batch_id)
        close(row, batch, problem=(job.error_code or "failed", job.error_detail or "The job ended."))


def shape_learning(batch: TaskBatch) -> dict[str, Any]:
    """The rounds so far, and how many labels the next one waits for."""
    rows = db.session.scalars(
        select(LearningRound).where(LearningRound.batch_id == batch.id).order_by(LearningRound.number)
    )
    n_tasks, n_labelled = db.session.execute(_held_out(batch.id)).one()
    return {
        "rounds": [_shape_round(row) for row in rows],
        "n_until_next": n_until_learning(batch),
        "learn_every": batch.learn_every,
        "n_held_out_tasks": n_tasks,
        "n_held_out_labelled": n_labelled,
    }


def _held_out(batch_id: UUID) -> Select[Any]:
    is_labelled = Task.state == TaskState.DONE
    counts: list[Any] = [func.count(), func.count().filter(is_labelled)]
    return select(*counts).where(Task.batch_id == batch_id, Task.is_held_out)


def _shape_round(row: LearningRound) -> dict[str, Any]:
    state = "learning" if row.finished_at is None else ("failed" if row.problem_code else "ready")
    return {
        "number": row.number,
        "n_labels": row.n_labels,
        "n_held_out": row.n_held_out,
        "macro_f1": row.macro_f1,
        "balanced_accuracy": row.balanced_accuracy,
        "classifier_id": row.classifier_id,
        "state": state,
        "problem": {"code": row.problem_code, "detail": row.problem_detail} if row.problem_code else None,
        "job_id": row.job_id,
        "created_at": row.created_at,
    }
