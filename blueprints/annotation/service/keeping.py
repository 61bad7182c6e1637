"""Keeping what was decided about many tasks in one go: a row each, most of them written by the database itself."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID, uuid4

from sqlalchemy import Row, Uuid, insert, literal, select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

from blueprints.annotation.models import DecisionAction, Task, TaskDecision
from core.db import db

CHUNK = 2000
"""Tasks of one statement, below every database's limit of parameters."""

FEW = 20
"""So many tasks that were alike and are told the same are sent as rows of their own: fewer statements."""

STATE = (
    Task.state, Task.label, Task.call_type_id, Task.is_flagged, Task.note, Task.decided_by, Task.decided_at,
    Task.spent_ms,
)  # fmt: skip
"""What of a task is kept with a decision, so that it can be given back."""


class Told(NamedTuple):
    """One thing that was decided: about a task, as it was before."""

    task: Row[Any]
    action: DecisionAction
    label: str | None = None


class Deed(NamedTuple):
    """What decisions made in one go have in common."""

    batch_id: UUID
    user_id: UUID
    moment: datetime
    action_id: UUID | None = None


class _RandomKey(FunctionElement[UUID]):
    """A new random UUID for each row, made by the database."""

    type = Uuid()
    inherit_cache = True


@compiles(_RandomKey)
def _made_by_postgresql(_element: _RandomKey, _compiler: Any, **_options: Any) -> str:
    return "gen_random_uuid()"


@compiles(_RandomKey, "sqlite")
def _made_by_sqlite(_element: _RandomKey, _compiler: Any, **_options: Any) -> str:
    # As the column keeps it: hexadecimal, without hyphens.
    return "lower(hex(randomblob(16)))"


def keep_decisions(told: Iterable[Told], deed: Deed) -> None:
    """Add a row for each decision.

    Thousands of tasks were in a few states, and are told a few things: those that are alike in both are named by their
    numbers alone, in one statement, rather than sent with all they have in common.
    """
    alike: dict[tuple[Any, ...], list[int]] = defaultdict(list)
    for task, action, label in told:
        alike[action, label, *(getattr(task, column.key) for column in STATE)].append(task.id)
    single: list[dict[str, Any]] = []
    for (action, label, *state), numbers in alike.items():
        common = {"action": action, "before": _before(*state), "label": label, **_common(deed)}
        if len(numbers) <= FEW:
            single += [{"key": uuid4(), "task_id": number, **common} for number in numbers]
        else:
            _insert_alike(numbers, common)
    if single:
        db.session.execute(insert(TaskDecision.__table__), single)  # type: ignore[arg-type]


def _common(deed: Deed) -> dict[str, Any]:
    return {
        "batch_id": deed.batch_id,
        "user_id": deed.user_id,
        "action_id": deed.action_id,
        "decided_at": deed.moment,
        "created_at": deed.moment,
    }


def _insert_alike(numbers: list[int], common: dict[str, Any]) -> None:
    columns = TaskDecision.__table__.c
    same = [literal(value, columns[name].type) for name, value in common.items()]
    for first in range(0, len(numbers), CHUNK):
        rows = select(_RandomKey(), Task.id, *same).where(Task.id.in_(numbers[first : first + CHUNK])).order_by(Task.id)
        into = ["key", "task_id", *common]
        db.session.execute(insert(TaskDecision).from_select(into, rows, include_defaults=False))


def _before(
    state: str,
    label: str | None,
    call_type_id: UUID | None,
    is_flagged: bool,
    note: str | None,
    decided_by: UUID | None,
    decided_at: datetime | None,
    spent_ms: int | None,
) -> dict[str, Any]:
    """As decisions made one by one keep it, so that either can be taken back by the other's way."""
    return {
        "state": str(state),
        "label": label,
        "call_type_id": str(call_type_id) if call_type_id else None,
        "is_flagged": is_flagged,
        "note": note,
        "decided_by": str(decided_by) if decided_by else None,
        "decided_at": decided_at.isoformat() if decided_at else None,
        "spent_ms": spent_ms,
    }
