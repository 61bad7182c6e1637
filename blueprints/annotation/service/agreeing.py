"""Several answers to one segment: it gets its word when all have answered and agree."""

from collections.abc import Sequence

from sqlalchemy import exists, select

from blueprints.annotation.models import Adjudication, Task, TaskBatch, TaskState
from blueprints.recordings.models import Segment
from blueprints.recordings.service.labels import Said, Word, name_segments, word_of
from core.db import db


def answer_of(task: Task) -> Word | None:
    """What a task's answer says of its segment; None while there is none."""
    if task.state == TaskState.DONE:
        return Word(task.label, task.call_type_id)
    return Word(is_rejected=True) if task.state == TaskState.REJECTED else None


def agreed(answers: Sequence[Word | None]) -> Word | None:
    """The word all answers give; None when one is missing or they differ.

    The same label counts as the same, whether it was chosen from the repertoire or typed.
    """
    given = [answer for answer in answers if answer is not None]
    if len(given) < len(answers) or len({(word.label, word.is_rejected) for word in given}) != 1:
        return None
    return next((word for word in given if word.call_type_id is not None), given[0])


def settle(task: Task, batch: TaskBatch, before: Word | None, said: Said) -> None:
    """Name the segment when its last answer has come and all agree; take that back when they do no longer.

    before : what the task answered until now. An adjudication is the last word and stays.
    """
    others = [
        answer_of(other)
        for other in db.session.scalars(
            select(Task).where(
                Task.batch_id == batch.id, Task.segment_id == task.segment_id, Task.id != task.id
            )
        )
    ]  # fmt: skip
    then, present = agreed([before, *others]), agreed([answer_of(task), *others])
    if then == present or _is_adjudicated(task):
        return
    segment = db.session.get_one(Segment, task.segment_id)
    if present is not None:
        name_segments({segment.id: present}, said)
    elif word_of(segment) == then:
        name_segments({segment.id: Word()}, said)


def _is_adjudicated(task: Task) -> bool:
    there_is = exists().where(Adjudication.batch_id == task.batch_id, Adjudication.segment_id == task.segment_id)
    return bool(db.session.scalar(select(there_is)))
