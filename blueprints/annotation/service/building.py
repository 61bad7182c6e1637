"""Filling a batch with tasks, and putting them into its order."""

from collections.abc import Iterator, Sequence
from random import Random
from typing import Any
from uuid import UUID

from sqlalchemy import delete, insert, select, update

from blueprints.annotation.models import BatchState, Task, TaskBatch, TaskOrder, TaskState
from blueprints.annotation.schemas.sources import MAX_TASKS
from blueprints.annotation.service import news, ranking
from blueprints.annotation.service.sources import Call, chunks
from blueprints.recordings.models import Recording, Segment
from core.db import db
from core.errors import AppError

FEWEST_HELD_OUT = 0.5
"""Share of the wanted held-out tasks below which whole recordings did not give enough and single calls are added."""

MOST_HELD_OUT = 1.25
"""Share of the wanted held-out tasks above which a recording is too large to be held out."""


def clear(batch: TaskBatch) -> None:
    """Forget what an earlier attempt made."""
    db.session.execute(delete(Task).where(Task.batch_id == batch.id))
    batch.n_tasks = batch.n_done = 0
    batch.state, batch.problem_code, batch.problem_detail = BatchState.BUILDING, None, None


def check_number(batch: TaskBatch, calls: Sequence[Call]) -> None:
    """Raises AppError 422 when there is nothing to label, or too much for one batch."""
    if not calls:
        raise AppError(422, "nothing-to-label", "No call there fits what was asked for.")
    if len(calls) * batch.n_annotators > MAX_TASKS:
        raise AppError(422, "too-many-tasks", f"These are more than {MAX_TASKS} tasks; narrow the choice.")


def add_tasks(batch: TaskBatch, calls: Sequence[Call]) -> Iterator[int]:
    """Insert the tasks of calls in the order given, chunk by chunk; yields how many calls are done."""
    held = held_out(calls, batch.held_out_share, seed=batch.id.int)
    done = 0
    for chunk in chunks(list(enumerate(calls))):
        rows = [
            {
                "batch_id": batch.id,
                "segment_id": call.segment_id,
                "recording_id": call.recording_id,
                "slot": slot,
                "position": float(position),
                "is_held_out": call.segment_id in held,
                "state": TaskState.OPEN,
                "is_flagged": False,
            }
            for position, call in chunk
            for slot in range(batch.n_annotators)
        ]
        db.session.execute(insert(Task.__table__), rows)  # type: ignore[arg-type]
        done += len(chunk)
        yield done


def open_batch(batch: TaskBatch, n_calls: int) -> None:
    """The batch is whole: people can begin."""
    batch.n_tasks, batch.n_done = n_calls * batch.n_annotators, 0
    batch.state = BatchState.OPEN
    batch.version += 1
    db.session.flush()
    news.announce_batch(batch)
    news.announce_progress(batch.id, n_tasks=batch.n_tasks, n_done=0)


def held_out(calls: Sequence[Call], share: float, *, seed: int) -> set[int]:
    """Segments that are never trained on: whole recordings in random order until the share is reached.

    At least one recording is left to learn from. Where recordings are too few or too large for that, single
    calls make up what is missing. The same seed chooses the same.
    """
    wanted = round(share * len(calls))
    if wanted == 0:
        return set()
    chance = Random(seed)
    by_recording: dict[UUID, list[int]] = {}
    for call in calls:
        by_recording.setdefault(call.recording_id, []).append(call.segment_id)
    groups = [by_recording[one] for one in sorted(by_recording)]
    chance.shuffle(groups)
    held: list[int] = []
    for group in groups[1:]:
        if len(held) < wanted and len(held) + len(group) <= MOST_HELD_OUT * wanted:
            held += group
    if len(held) < FEWEST_HELD_OUT * wanted:
        taken = set(held)
        others = sorted(call.segment_id for call in calls if call.segment_id not in taken)
        held += chance.sample(others, wanted - len(held))
    return set(held)


def in_order(batch: TaskBatch, calls: Sequence[Call]) -> list[Call]:
    """The calls by time, at random or by doubt; those of active learning as they come."""
    if batch.ordering == TaskOrder.RANDOM:
        mixed = sorted(calls)
        Random(batch.id.int).shuffle(mixed)
        return mixed
    if batch.ordering == TaskOrder.CONFIDENCE:
        return _least_sure_first(batch, calls)
    return _by_time(calls) if batch.ordering == TaskOrder.TIME else list(calls)


def _by_time(calls: Sequence[Call]) -> list[Call]:
    began = _by_id(Recording.id, Recording.timeline_at, sorted({call.recording_id for call in calls}))
    onsets = _by_id(Segment.id, Segment.onset_s, [call.segment_id for call in calls])

    def when(call: Call) -> tuple[object, ...]:
        return began[call.recording_id], call.recording_id, onsets[call.segment_id], call.segment_id

    return sorted(calls, key=when)


def _by_id(key: Any, column: Any, ids: Sequence[Any]) -> dict[Any, Any]:
    rows = [row for chunk in chunks(ids) for row in db.session.execute(select(key, column).where(key.in_(chunk)))]
    return dict(rows)


def _least_sure_first(batch: TaskBatch, calls: Sequence[Call]) -> list[Call]:
    """By the model's confidence in its best guess; what no model has seen comes last."""
    guesses = ranking.guesses([call.segment_id for call in calls], batch.classifier_id)
    sure = {number: guess.confidence for number, guess in guesses.items()}
    return sorted(calls, key=lambda call: (sure.get(call.segment_id, 2.0), call.segment_id))


def calls_of(batch: TaskBatch) -> list[Call]:
    """The calls a batch has, in their present order."""
    rows = select(Task.segment_id, Task.recording_id, Task.position).where(Task.batch_id == batch.id, Task.slot == 0)
    return [Call(*row[:2]) for row in db.session.execute(rows.order_by(Task.position, Task.id))]


def place(batch_id: UUID, segment_ids: Sequence[int]) -> None:
    """Give the tasks of these segments the positions of this order."""
    for chunk in chunks(list(enumerate(segment_ids))):
        by_number = {number: float(position) for position, number in chunk}
        rows = db.session.execute(
            select(Task.id, Task.segment_id).where(Task.batch_id == batch_id, Task.segment_id.in_(list(by_number)))
        )
        db.session.execute(update(Task), [{"id": row.id, "position": by_number[row.segment_id]} for row in rows])
