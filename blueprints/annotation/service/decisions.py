"""What people decide: labels, rejections, skips, flags and notes, each taken once, and taken back one by one."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import select

from blueprints.annotation.models import (
    DECIDED,
    BatchState,
    DecisionAction,
    Task,
    TaskBatch,
    TaskDecision,
    TaskState,
)
from blueprints.annotation.schemas.tasks import LONGEST_LOOK_MS, Decision
from blueprints.annotation.service import agreeing, learning, locks, news, progress
from blueprints.annotation.service.shapes import shape_decided
from blueprints.annotation.service.words import Named, types_by_name, types_of_group
from blueprints.recordings.models import LabelSource
from blueprints.recordings.service.labels import Said, Word, name_segments, take_back
from core.access import Principal
from core.clock import now
from core.db import db
from core.errors import AppError, conflict, not_found

ANSWERS = (DecisionAction.LABEL, DecisionAction.REJECT, DecisionAction.SKIP)
"""Decisions about what a call is; the others only remark on it."""


class Outcome(NamedTuple):
    """What became of a decision: accepted, repeated or refused."""

    decision: Decision
    outcome: str
    task: Task | None
    problem: AppError | None = None

    def shape(self) -> dict[str, Any]:
        why = {"code": self.problem.code, "detail": self.problem.detail} if self.problem else {}
        return {
            "key": self.decision.key,
            "task_id": self.decision.task_id,
            "outcome": self.outcome,
            **why,
            "task": shape_decided(self.task) if self.task else None,
        }


def decide(who: Principal, batch: TaskBatch, decisions: Sequence[Decision]) -> list[Outcome]:
    """Carry out decisions in their order; one that cannot be is refused by itself, the others stand.

    A decision whose key has come before is not made again. The batch's row is held from here to the commit, so
    that the same decisions sent twice at once, and two people on one task, see each other.
    """
    progress.hold(batch.id)
    db.session.refresh(batch)
    desk = _Desk(who, batch, decisions)
    outcomes = [desk.take(decision) for decision in decisions]
    desk.close()
    return outcomes


class _Desk:
    """The tasks a request decides about, read once."""

    def __init__(self, who: Principal, batch: TaskBatch, decisions: Sequence[Decision]) -> None:
        self.user_id = who.user_id
        self.batch = batch
        self.moment = now()
        self.n_done = 0
        self.changed: dict[int, Task] = {}
        self.tasks = _read_tasks(batch, {one.task_id for one in decisions})
        self.known = _read_keys({one.key for one in decisions})
        self.types = types_of_group(batch.group_id, {one.call_type_id for one in decisions if one.call_type_id})
        self.types_by_name = types_by_name(batch) if any(one.label for one in decisions) else {}

    def take(self, decision: Decision) -> Outcome:
        task = self.tasks.get(decision.task_id)
        earlier = self.known.get(decision.key)
        if earlier is not None:
            return self._repeat(decision, task, earlier)
        try:
            if task is None:
                raise not_found("task in this batch")
            self._check(task, decision)
            self._make(task, decision)
        except AppError as exc:
            return Outcome(decision, "refused", task, exc)
        return Outcome(decision, "accepted", task)

    def _repeat(self, decision: Decision, task: Task | None, earlier: TaskDecision) -> Outcome:
        if earlier.user_id != self.user_id or earlier.task_id != decision.task_id:
            return Outcome(decision, "refused", None, conflict("key-reused", "This key belongs to another decision."))
        return Outcome(decision, "repeated", task)

    def _check(self, task: Task, decision: Decision) -> None:
        """Raises AppError when this person may not decide so about this task now."""
        if decision.action in (DecisionAction.FLAG, DecisionAction.UNFLAG) and self.batch.n_annotators == 1:
            return
        is_mine = task.locked_by == self.user_id
        if self.batch.state != BatchState.OPEN and not is_mine:
            raise conflict("batch-closed", f"This batch is {self.batch.state}; it takes no more answers.")
        if task.decided_by not in (None, self.user_id) or locks.is_held_by_another(task, self.user_id, self.moment):
            raise locks.taken()
        if self.batch.n_annotators > 1 and locks.has_answered_other_slot(task, self.user_id):
            raise locks.answered_already()

    def _make(self, task: Task, decision: Decision) -> None:
        was_done, answered = task.state in DECIDED, agreeing.answer_of(task)
        before = _state_of(task)
        if decision.action == DecisionAction.UNDO:
            undone = _last_of(task, self.user_id)
            _restore(task, undone.before)
            self._keep_open(task)
        else:
            undone = None
            _ACTIONS[decision.action](self, task, decision)
        self._add_row(task, decision, before)
        self._name(task, decision, undone, answered)
        self.n_done += (task.state in DECIDED) - was_done
        self.changed[task.id] = task

    def _add_row(self, task: Task, decision: Decision, before: dict[str, Any]) -> None:
        row = TaskDecision(
            key=decision.key,
            task_id=task.id,
            batch_id=self.batch.id,
            user_id=self.user_id,
            action=decision.action,
            before=before,
            label=task.label if decision.action == DecisionAction.LABEL else None,
            spent_ms=_look(decision),
            decided_at=self._when(decision),
        )
        db.session.add(row)
        db.session.flush()
        self.known[decision.key] = row

    def _name(self, task: Task, decision: Decision, undone: TaskDecision | None, answered: Word | None) -> None:
        """Give the segment its word, when the decision says or takes back what it is."""
        said = Said(self.user_id, LabelSource.TASK, decision.key)
        if self.batch.n_annotators > 1:
            agreeing.settle(task, self.batch, answered, said)
        elif undone is not None:
            take_back(undone.action_id or undone.key, self.user_id, only=[task.segment_id])
        elif decision.action in ANSWERS:
            answer = agreeing.answer_of(task)
            if answer is not None:
                name_segments({task.segment_id: answer}, said)

    def label(self, task: Task, decision: Decision) -> None:
        named = self._word(decision)
        self._settle(task, decision, TaskState.DONE)
        task.label, task.call_type_id = named

    def reject(self, task: Task, decision: Decision) -> None:
        self._settle(task, decision, TaskState.REJECTED)
        task.label = task.call_type_id = None

    def skip(self, task: Task, decision: Decision) -> None:
        """Put it off; what is answered stays so."""
        if task.state not in DECIDED:
            task.state, task.decided_at = TaskState.SKIPPED, self._when(decision)
        task.locked_by = task.locked_until = None

    def flag(self, task: Task, _decision: Decision) -> None:
        task.is_flagged = True

    def unflag(self, task: Task, _decision: Decision) -> None:
        task.is_flagged = False

    def note(self, task: Task, decision: Decision) -> None:
        task.note = decision.note or None

    def _word(self, decision: Decision) -> tuple[str, UUID | None]:
        if decision.call_type_id is not None:
            found = self.types.get(decision.call_type_id)
            if found is None:
                raise AppError(422, "call-type-unknown", "There is no such call type in this group.")
            return found.name, found.id
        label = decision.label or ""
        named: Named | None = self.types_by_name.get(label.casefold())
        return (named.name, named.id) if named else (label, None)

    def _settle(self, task: Task, decision: Decision, state: TaskState) -> None:
        task.state, task.decided_by, task.decided_at = state, self.user_id, self._when(decision)
        task.spent_ms = _look(decision)
        task.locked_by = task.locked_until = None

    def _keep_open(self, task: Task) -> None:
        """What was taken back is in front of the person again."""
        if task.state not in DECIDED:
            task.locked_by, task.locked_until = self.user_id, locks.lock_end(self.moment)

    def _when(self, decision: Decision) -> datetime:
        return min(decision.decided_at or self.moment, self.moment)

    def close(self) -> None:
        """Write what is left, count, and tell."""
        db.session.flush()
        if self.changed:
            progress.count(self.batch.id, n_done=self.n_done)
            learning.note_labels(self.batch)
            news.announce_tasks(self.batch.id, [news.TaskNews(t.id, t.state) for t in self.changed.values()])


_ACTIONS: dict[DecisionAction, Callable[[_Desk, Task, Decision], None]] = {
    DecisionAction.LABEL: _Desk.label,
    DecisionAction.REJECT: _Desk.reject,
    DecisionAction.SKIP: _Desk.skip,
    DecisionAction.FLAG: _Desk.flag,
    DecisionAction.UNFLAG: _Desk.unflag,
    DecisionAction.NOTE: _Desk.note,
}


def _read_tasks(batch: TaskBatch, ids: set[int]) -> dict[int, Task]:
    rows = select(Task).where(Task.id.in_(ids), Task.batch_id == batch.id).order_by(Task.id)
    return {row.id: row for row in db.session.scalars(rows.execution_options(populate_existing=True))}


def _read_keys(keys: set[UUID]) -> dict[UUID, TaskDecision]:
    rows = db.session.scalars(select(TaskDecision).where(TaskDecision.key.in_(keys)))
    return {row.key: row for row in rows}


def _look(decision: Decision) -> int | None:
    return None if decision.spent_ms is None else min(decision.spent_ms, LONGEST_LOOK_MS)


def _state_of(task: Task) -> dict[str, Any]:
    """What of a task undo gives back."""
    return {
        "state": str(task.state),
        "label": task.label,
        "call_type_id": str(task.call_type_id) if task.call_type_id else None,
        "is_flagged": task.is_flagged,
        "note": task.note,
        "decided_by": str(task.decided_by) if task.decided_by else None,
        "decided_at": task.decided_at.isoformat() if task.decided_at else None,
        "spent_ms": task.spent_ms,
    }


def _restore(task: Task, before: dict[str, Any]) -> None:
    task.state = TaskState(before["state"])
    task.label, task.is_flagged, task.note = before["label"], before["is_flagged"], before["note"]
    task.call_type_id = UUID(before["call_type_id"]) if before["call_type_id"] else None
    task.decided_by = UUID(before["decided_by"]) if before["decided_by"] else None
    task.decided_at = datetime.fromisoformat(before["decided_at"]) if before["decided_at"] else None
    task.spent_ms = before["spent_ms"]


def _last_of(task: Task, user_id: UUID) -> TaskDecision:
    """This person's last decision on a task that is not taken back yet. Raises AppError 409 when there is none."""
    standing: list[TaskDecision] = []
    mine = select(TaskDecision).where(TaskDecision.task_id == task.id, TaskDecision.user_id == user_id)
    for row in db.session.scalars(mine.order_by(TaskDecision.id)):
        if row.action != DecisionAction.UNDO:
            standing.append(row)
        elif standing:
            standing.pop()
    if not standing:
        raise conflict("nothing-to-undo", "You have decided nothing about this task that could be taken back.")
    return standing[-1]
