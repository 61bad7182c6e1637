"""What a round of a batch learns from, and what its model then does with the tasks that are left."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import bindparam, delete, select, update

from blueprints.annotation.models import LearningRound, Task, TaskBatch, TaskState
from blueprints.annotation.service import locks, ranking
from blueprints.annotation.service.training import held_out
from blueprints.annotation.service.words import types_by_name
from blueprints.calls.models import ClassificationRun, Classifier, RunState, TrainingSelection
from blueprints.calls.service import runs, selections
from blueprints.calls.service.measures import StoredCall, read_calls
from blueprints.calls.service.runs import PredictionRow
from core.clock import new_id, now
from core.db import db

N_LOOKED_AT = 500
"""Tasks that tell whether a batch shows guesses; they are all of one selection."""


class OpenTask(NamedTuple):
    """A task that can be put elsewhere in the order."""

    id: int
    segment_id: int
    is_held_out: bool


@dataclass(frozen=True)
class Lesson:
    """The calls of a batch with the labels they have, read at one moment.

    labels : of each call; empty for one that has none, or that nothing may be trained on.
    is_held_out : calls of this batch's held-out tasks: scored on, never trained on.
    is_own : calls of the batch; the others are what the model before was trained on.
    open_tasks : those nobody has in front of them, in their present order.
    """

    calls: list[StoredCall]
    labels: list[str]
    is_held_out: list[bool]
    is_own: list[bool]
    open_tasks: list[OpenTask]
    call_types: list[str] | None
    parent_id: UUID | None

    @property
    def learned_ids(self) -> list[int]:
        return [call.segment_id for call, label, is_held in self._rows() if label and not is_held]

    @property
    def held_out_ids(self) -> list[int]:
        return [call.segment_id for call, label, is_held in self._rows() if label and is_held]

    @property
    def held_out_labels(self) -> list[str]:
        return [label for _, label, is_held in self._rows() if label and is_held]

    @property
    def groups(self) -> list[str]:
        """The recording of each call."""
        return [str(call.sound.recording_id) for call in self.calls]

    def _rows(self) -> list[tuple[StoredCall, str, bool]]:
        return list(zip(self.calls, self.labels, self.is_held_out, strict=True))


def read_lesson(batch: TaskBatch, row: LearningRound) -> Lesson:
    """The labels people gave in the batch and those the model before learned from, as they are now."""
    tasks = db.session.execute(
        select(Task.id, Task.segment_id, Task.state, Task.is_held_out, Task.locked_until)
        .where(Task.batch_id == batch.id)
        .order_by(Task.position, Task.id)
    ).all()
    # By number, not by place in the queue: so a round is the same when it runs twice, and measures are found again.
    own = dict.fromkeys(sorted(task.segment_id for task in tasks))
    done = {task.segment_id for task in tasks if task.state == TaskState.DONE}
    held = {task.segment_id for task in tasks if task.is_held_out}
    parent_id = _parent_of(batch, row)
    earlier = [number for number in _learned_by(parent_id) if number not in own]
    calls = read_calls([*own, *earlier])
    barred = set(db.session.scalars(held_out())) - held
    moment = now()
    return Lesson(
        calls,
        [_label(call, is_named=call.segment_id not in own or call.segment_id in done, barred=barred) for call in calls],
        [call.segment_id in held for call in calls],
        [call.segment_id in own for call in calls],
        [
            OpenTask(task.id, task.segment_id, task.is_held_out)
            for task in tasks
            if task.state == TaskState.OPEN and (task.locked_until is None or task.locked_until <= moment)
        ],
        [named.name for named in types_by_name(batch).values()] or None,
        parent_id,
    )


def _label(call: StoredCall, *, is_named: bool, barred: set[int]) -> str:
    """What people say it is; nothing for what they reject, or what another batch keeps from training."""
    if not is_named or call.is_rejected or call.segment_id in barred:
        return ""
    return call.label or ""


def _parent_of(batch: TaskBatch, row: LearningRound) -> UUID | None:
    """The model of the round before, whether or not its guesses are shown, or the one the batch began with."""
    if row.classifier_id is not None:
        return db.session.scalar(select(Classifier.parent_id).where(Classifier.id == row.classifier_id))
    before = (
        select(LearningRound.classifier_id)
        .where(LearningRound.batch_id == batch.id, LearningRound.number < row.number)
        .where(LearningRound.classifier_id.is_not(None))
        .order_by(LearningRound.number.desc())
        .limit(1)
    )
    return db.session.scalar(before) or batch.classifier_id


def _learned_by(classifier_id: UUID | None) -> list[int]:
    """Segments the model before was trained on; none for one that learned from files."""
    parent = db.session.get(Classifier, classifier_id) if classifier_id else None
    return selections.kept_with(parent)[0] if parent is not None else []


def classifier_of(batch: TaskBatch, row: LearningRound, lesson: Lesson, method: str) -> Classifier:
    """The classifier of a round: a new row, or the one an earlier attempt made."""
    found = db.session.get(Classifier, row.classifier_id) if row.classifier_id else None
    if found is None:
        found = Classifier(
            id=new_id(),
            group_id=batch.group_id,
            project_id=batch.project_id,
            species_id=batch.species_id,
            parent_id=lesson.parent_id,
            name=f"{batch.name[:100]} round {row.number}",
            method=method,
            created_by=batch.created_by,
        )
        db.session.add(found)
    found.source = {
        "kind": "batch",
        "batch_ids": [str(batch.id)],
        "batches": [{"id": str(batch.id), "name": batch.name}],
        "round": row.number,
        "n_held_out": len(lesson.held_out_ids),
    }
    found.job_id = row.job_id
    db.session.flush()
    db.session.execute(delete(TrainingSelection).where(TrainingSelection.classifier_id == found.id))
    selections.keep(found, selections.Selection(lesson.learned_ids, lesson.held_out_ids, {}))
    return found


class Shown(NamedTuple):
    """What annotators are shown of some calls: the guess for each, and whether the batch shows any at all."""

    labels: dict[int, str]
    is_any: bool


def shown_guesses(batch: TaskBatch, segment_ids: Sequence[int]) -> Shown:
    """The guesses shown now for these calls; of a batch without held-out labels only whether it shows any."""
    found = ranking.guesses(segment_ids, batch.classifier_id)
    own = select(Task.segment_id).where(Task.batch_id == batch.id).order_by(Task.id).limit(N_LOOKED_AT)
    is_any = bool(found) or bool(ranking.guesses(list(db.session.scalars(own)), batch.classifier_id))
    return Shown({number: guess.label for number, guess in found.items()}, is_any)


def is_of_round(batch: TaskBatch) -> bool:
    """Whether what is shown comes from a round of this batch."""
    of_round = select(LearningRound.id).where(
        LearningRound.batch_id == batch.id, LearningRound.classifier_id == batch.classifier_id
    )
    return batch.classifier_id is not None and db.session.scalar(of_round.limit(1)) is not None


def show_guesses(
    batch: TaskBatch, row: LearningRound, classifier: Classifier, calls: Sequence[StoredCall], guesses: list[Any]
) -> None:
    """Keep the model's probabilities of the batch's calls, in place of those of the round before.

    They stand in runs that are not current: annotators see them, results do not change. A call whose bounds
    were moved meanwhile has no guess until the next round.
    """
    rounds = select(LearningRound.job_id).where(LearningRound.batch_id == batch.id, LearningRound.job_id.is_not(None))
    db.session.execute(
        delete(ClassificationRun)
        .where(ClassificationRun.job_id.in_(rounds), ClassificationRun.is_current.is_(False))
        .execution_options(synchronize_session=False)
    )
    present = {call.segment_id: call for call in read_calls([call.segment_id for call in calls])}
    by_segmentation: dict[UUID, list[PredictionRow]] = {}
    for call, guess in zip(calls, guesses, strict=True):
        there = present.get(call.segment_id)
        if there is not None and (there.onset_s, there.offset_s) == (call.onset_s, call.offset_s):
            by_segmentation.setdefault(call.segmentation_id, []).append(guess)
    recordings = {call.segmentation_id: call.sound.recording_id for call in calls}
    for segmentation_id, rows in by_segmentation.items():
        run = ClassificationRun(
            id=new_id(),
            segmentation_id=segmentation_id,
            recording_id=recordings[segmentation_id],
            classifier_id=classifier.id,
            group_id=batch.group_id,
            job_id=row.job_id,
            state=RunState.READY,
            feature_version=classifier.feature_version,
            n_predictions=0,
            created_by=batch.created_by,
        )
        db.session.add(run)
        db.session.flush()
        runs.add_predictions(run, rows)


def in_new_order(tasks: Sequence[OpenTask], ranked: Sequence[int]) -> list[OpenTask]:
    """Tasks to learn from by the rank of their segments, held-out ones spread evenly between them.

    Held-out tasks keep their order among themselves: which of them are scored on must not depend on a model.
    """
    rank = {number: place for place, number in enumerate(ranked)}
    learnable = sorted((task for task in tasks if not task.is_held_out), key=lambda task: rank[task.segment_id])
    held = [task for task in tasks if task.is_held_out]
    places = [(float(place), task) for place, task in enumerate(learnable)]
    step = len(learnable) / max(len(held), 1)
    places += [((place + 0.5) * step - 0.5, task) for place, task in enumerate(held)]
    return [task for _, task in sorted(places, key=lambda pair: pair[0])]


def place(tasks: Sequence[OpenTask]) -> None:
    """Give out these tasks in this order; those someone has taken up or answered meanwhile stay where they are."""
    if not tasks:
        return
    table = Task.__table__
    moved = (
        update(table)  # type: ignore[arg-type]
        .where(table.c.id == bindparam("task_id"), table.c.state == TaskState.OPEN.value, locks.is_free(now()))
        .values(position=bindparam("place"))
    )
    rows = [{"task_id": task.id, "place": float(number)} for number, task in enumerate(tasks)]
    db.session.flush()
    db.session.connection().execute(moved, rows)
