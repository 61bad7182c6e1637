"""Deciding about thousands of tasks in one go, in a few statements, and taking that back in one."""

import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Row, Select, Text, cast, func, null, select, update

from blueprints.annotation.models import DECIDED, BatchState, DecisionAction, Task, TaskBatch, TaskDecision, TaskState
from blueprints.annotation.schemas.review import MAX_BULK, BulkBody, BulkFilter
from blueprints.annotation.service import grid, learning, locks, progress
from blueprints.annotation.service.grid import Sight
from blueprints.annotation.service.keeping import CHUNK, STATE, Deed, Told, keep_decisions
from blueprints.annotation.service.words import types_by_name, types_of_group
from blueprints.calls.models import Prediction
from blueprints.calls.service.results import UNKNOWN
from blueprints.recordings.models import LabelSource
from blueprints.recordings.service.labels import Said, Word, name_segments, take_back
from core.access import Principal, Role
from core.clock import new_id, now
from core.db import db
from core.errors import conflict, forbidden, invalid, not_found

GIVEN_BACK = ("state", "label", "call_type_id", "decided_by", "decided_at", "spent_ms")
"""What of it undo gives back: flags and notes may have been set since."""


class Done(NamedTuple):
    """What came of an action on many tasks."""

    action_id: UUID
    n_changed: int
    n_left_out: int
    n_left: int


class Standing(NamedTuple):
    """A task that is as an action left it, and its state before."""

    task: Any
    before: dict[str, Any]


def decide_many(who: Principal, batch: TaskBatch, body: BulkBody) -> Done:
    """Confirm, name or reject tasks; those that others hold or have answered are left out, save for editors.

    Raises AppError 409 when the batch is closed, is blind, or has several annotators; 422 for a call type of
    another group.
    """
    progress.hold(batch.id)
    db.session.refresh(batch)
    _require_reviewable(batch)
    sight = grid.sight_of(who, batch)
    if body.action == "confirm" and not sight.sees_guesses:
        raise conflict("batch-blind", "This batch hides the model's guesses, so there is nothing to confirm.")
    asked, has_more = _asked(sight, body)
    words = _words(batch, body, _changeable(asked, who, batch))
    action_id = new_id()
    n_changed = _answer(who.user_id, batch, asked, words, action_id)
    learning.note_labels(batch)
    n_left = _n_left(sight, body.filter, n_changed) if body.filter and has_more else 0
    return Done(action_id, n_changed, len(asked) - len(words), n_left)


def _require_reviewable(batch: TaskBatch) -> None:
    if batch.state != BatchState.OPEN:
        raise conflict("batch-closed", f"This batch is {batch.state}; it takes no more answers.")
    if batch.n_annotators > 1:
        raise conflict(
            "several-annotators", "Each call of this batch is answered by several people by themselves; "
            "what they see differently is settled under Agreement."
        )  # fmt: skip


def _asked(sight: Sight, body: BulkBody) -> tuple[Sequence[Row[Any]], bool]:
    """The tasks an action is about, the surest first, at most as many as one takes; and whether there are more."""
    rows = grid.tasks_of(
        sight, Task.id, Task.segment_id, Task.locked_by, Task.locked_until, grid.PREDICTED.label("predicted"), *STATE
    ).where(Task.batch_id == sight.batch.id)
    if body.task_ids is not None:
        numbers = sorted(set(body.task_ids))
        found = [row for chunk in _chunks(numbers) for row in db.session.execute(rows.where(Task.id.in_(chunk)))]
        return found, False
    excluded = set(body.filter.excluded if body.filter else ())
    sureness = func.coalesce(Prediction.confidence, grid.NO_GUESS)
    ordered = _narrowed(rows, sight, body.filter).order_by(sureness.desc(), Task.id).limit(MAX_BULK + len(excluded) + 1)
    found = [row for row in db.session.execute(ordered) if row.id not in excluded]
    return found[:MAX_BULK], len(found) > MAX_BULK


def _narrowed(rows: Select[Any], sight: Sight, wanted: BulkFilter | None) -> Select[Any]:
    if wanted is None:
        return rows
    return rows.where(
        *grid.in_state(wanted.state),
        *grid.is_called(grid.PREDICTED, wanted.predicted),
        *grid.is_called(grid.own_label(sight), wanted.label),
    )


def _n_left(sight: Sight, wanted: BulkFilter, n_changed: int) -> int:
    """Tasks of the filter that are as they were; those decided fall out of the open ones by themselves."""
    rows = grid.tasks_of(sight, func.count()).where(Task.batch_id == sight.batch.id)
    n_now = db.session.scalar(_narrowed(rows, sight, wanted)) or 0
    n_still = n_now if wanted.state == "open" else n_now - n_changed
    return max(n_still - len(wanted.excluded), 0)


def _changeable(rows: Sequence[Row[Any]], who: Principal, batch: TaskBatch) -> list[Row[Any]]:
    """Nobody overrides whoever has a task before them; only editors override the answers of others."""
    moment, is_editor = now(), who.may(batch.group_id, Role.EDITOR)
    return [
        row
        for row in rows
        if (is_editor or row.decided_by in (None, who.user_id))
        and not locks.is_held_by_another(row, who.user_id, moment)  # type: ignore[arg-type]
    ]


def _words(batch: TaskBatch, body: BulkBody, rows: Sequence[Row[Any]]) -> dict[int, Word]:
    """What each task is to answer; a call without a prediction, or unlike all others, has nothing to confirm."""
    if body.action == "reject":
        return {row.id: Word(is_rejected=True) for row in rows}
    if body.action == "label":
        return dict.fromkeys((row.id for row in rows), _named(batch, body))
    known = types_by_name(batch)
    guessed = {row.predicted for row in rows} - {None, UNKNOWN}
    types = {name: known.get(name.casefold()) for name in guessed}
    words = {name: Word(found.name, found.id) if found else Word(name) for name, found in types.items()}
    return {row.id: words[row.predicted] for row in rows if row.predicted in words}


def _named(batch: TaskBatch, body: BulkBody) -> Word:
    label = body.label or ""
    if body.call_type_id is not None:
        found = types_of_group(batch.group_id, {body.call_type_id}).get(body.call_type_id)
        if found is None:
            raise invalid("/call_type_id", "there is no such call type in this group", "call-type-unknown")
    else:
        found = types_by_name(batch).get(label.casefold())
    return Word(found.name, found.id) if found else Word(label)


def _answer(user_id: UUID, batch: TaskBatch, rows: Sequence[Row[Any]], words: dict[int, Word], action_id: UUID) -> int:
    """Write the answers of tasks, what was before, the words of their segments, and the counters of the batch."""
    moment = now()
    changed = [row for row in rows if row.id in words and not _says(row, words[row.id], user_id)]
    if not changed:
        return 0
    told = (Told(row, _action(words[row.id]), words[row.id].label) for row in changed)
    keep_decisions(told, Deed(batch.id, user_id, moment, action_id))
    alike: dict[Word, list[int]] = defaultdict(list)
    for row in changed:
        alike[words[row.id]].append(row.id)
    for word, numbers in alike.items():
        _set(numbers, _state_after(word) | {"decided_by": user_id, "decided_at": moment, "spent_ms": None})
    name_segments(
        {row.segment_id: words[row.id] for row in changed}, Said(user_id, LabelSource.REVIEW, action_id)
    )  # fmt: skip
    progress.count(batch.id, n_done=sum(row.state not in DECIDED for row in changed))
    return len(changed)


def _says(row: Row[Any], word: Word, user_id: UUID) -> bool:
    """Whether this person has answered so already; to confirm somebody else's answer is to make it one's own."""
    state = TaskState.REJECTED if word.is_rejected else TaskState.DONE
    return bool(
        row.decided_by == user_id and (row.state, row.label, row.call_type_id) == (state, word.label, word.call_type_id)
    )


def _action(word: Word) -> DecisionAction:
    return DecisionAction.REJECT if word.is_rejected else DecisionAction.LABEL


def _state_after(word: Word) -> dict[str, Any]:
    state = TaskState.REJECTED if word.is_rejected else TaskState.DONE
    return {"state": state, "label": word.label, "call_type_id": word.call_type_id}


def _set(numbers: Sequence[int], values: dict[str, Any]) -> None:
    """Give tasks one state; whoever had them before them has them no longer."""
    for chunk in _chunks(numbers):
        db.session.execute(
            update(Task)
            .where(Task.id.in_(chunk))
            .values(**values, locked_by=null(), locked_until=null())
            .execution_options(synchronize_session=False)
        )


def undo(who: Principal, batch: TaskBatch, action_id: UUID) -> int:
    """Take back an action of one's own; tasks answered anew since, and segments named anew, stay as they are.

    Returns how many tasks got their former state back. Raises AppError 404 for an action that never was, 403 for
    one of somebody else.
    """
    progress.hold(batch.id)
    made_by = db.session.scalars(
        select(TaskDecision.user_id)
        .where(TaskDecision.action_id == action_id, TaskDecision.batch_id == batch.id)
        .limit(1)
    ).all()
    if not made_by:
        raise not_found("action")
    if made_by[0] != who.user_id:
        raise forbidden("Only the person who did this can take it back; an editor can label the calls anew.")
    rows = _standing(action_id)
    _give_back(rows, who.user_id, batch)
    take_back(action_id, who.user_id)
    return len(rows)


def _standing(action_id: UUID) -> list[Standing]:
    """The decisions of an action that are still the answers of their tasks, with the state of the tasks now.

    Two plain reads, compared here: the databases know nothing yet of rows this fresh, and join them slowly.
    """
    # As text, for thousands of them are the same few.
    before = cast(TaskDecision.before, Text).label("before")
    columns = (TaskDecision.task_id, TaskDecision.user_id, TaskDecision.decided_at, before)
    made = {row.task_id: row for row in db.session.execute(select(*columns).where(TaskDecision.action_id == action_id))}
    parsed = {text: json.loads(text) for text in {row.before for row in made.values()}}
    found: list[Standing] = []
    for chunk in _chunks(sorted(made)):
        tasks = db.session.execute(select(Task.id, *STATE).where(Task.id.in_(chunk), Task.state.in_(DECIDED)))
        found += [
            Standing(task, parsed[made[task.id].before])
            for task in tasks
            if (task.decided_by, task.decided_at) == (made[task.id].user_id, made[task.id].decided_at)
        ]
    return found


def _give_back(rows: Sequence[Standing], user_id: UUID, batch: TaskBatch) -> None:
    """Give tasks the state they had, in as few statements as there were states."""
    if not rows:
        return
    moment = now()
    alike: dict[tuple[Any, ...], list[int]] = defaultdict(list)
    for row in rows:
        alike[tuple(row.before[name] for name in GIVEN_BACK)].append(row.task.id)
    single = []
    for values, numbers in alike.items():
        before = _parsed(dict(zip(GIVEN_BACK, values, strict=True)))
        if len(numbers) > 1:
            _set(numbers, before)
        else:
            single.append({"id": numbers[0], **before, "locked_by": None, "locked_until": None})
    if single:
        db.session.execute(update(Task), single, execution_options={"synchronize_session": False})
    keep_decisions((Told(row.task, DecisionAction.UNDO) for row in rows), Deed(batch.id, user_id, moment))
    n_done_again = sum(TaskState(row.before["state"]) in DECIDED for row in rows)
    progress.count(batch.id, n_done=n_done_again - len(rows))


def _parsed(before: dict[str, Any]) -> dict[str, Any]:
    return before | {
        "state": TaskState(before["state"]),
        "call_type_id": UUID(before["call_type_id"]) if before["call_type_id"] else None,
        "decided_by": UUID(before["decided_by"]) if before["decided_by"] else None,
        "decided_at": datetime.fromisoformat(before["decided_at"]) if before["decided_at"] else None,
    }


def _chunks(numbers: Sequence[int]) -> Iterator[Sequence[int]]:
    return (numbers[first : first + CHUNK] for first in range(0, len(numbers), CHUNK))
