"""The grid of a batch: its tasks by type, the surest first, with what the model holds them to be."""

import base64
import binascii
import json
from typing import Any, NamedTuple
from urllib.parse import urlencode
from uuid import UUID

from sqlalchemy import Row, Select, and_, case, func, or_, select

from blueprints.annotation.models import DECIDED, Task, TaskBatch
from blueprints.annotation.schemas.review import ReviewQuery
from blueprints.annotation.service.locks import WAITING
from blueprints.calls.models import ClassificationRun, Prediction, RunState
from blueprints.calls.service.results import UNKNOWN
from blueprints.recordings.models import Segment
from core.access import Principal, Role
from core.api import API_PREFIX
from core.db import db
from core.errors import AppError, invalid
from core.request_input import check_value

NO_GUESS = -1.0
"""Stands for the probability where there is no prediction: such calls come last."""

PREDICTED = case((Prediction.is_unknown, UNKNOWN), else_=Prediction.label)
"""What the model holds a call to be, or that it is like nothing it has learned."""


class Sight(NamedTuple):
    """What one person may see of a batch."""

    batch: TaskBatch
    user_id: UUID
    sees_guesses: bool
    sees_answers: bool


def sight_of(who: Principal, batch: TaskBatch) -> Sight:
    """Blind batches keep the model's guesses from annotators; with several of them, each answers unseen."""
    is_editor = who.may(batch.group_id, Role.EDITOR)
    return Sight(batch, who.user_id, is_editor or not batch.is_blind, is_editor or batch.n_annotators == 1)


def show_grid(sight: Sight, query: ReviewQuery) -> dict[str, Any]:
    """One page of a grid, and how many tasks there are of each type."""
    groups = _groups(sight, query)
    rows = db.session.execute(_page(sight, query)).all()
    shown = rows[: query.limit]
    more = len(rows) > query.limit
    return {
        "count": sum(group["n"] for group in groups if _is_chosen(group["label"], query.label)),
        "next": _link(sight.batch, query, shown[-1]) if more else None,
        "previous": None,
        "results": [_shape(row) for row in shown],
        "groups": groups,
    }


def tasks_of(sight: Sight, *columns: Any) -> Select[Any]:
    """Columns over the tasks of a batch, each with its prediction as far as this person may see it."""
    rows = select(*columns).select_from(Task)
    if not sight.sees_guesses:
        # The join finds nothing: guesses are NULL, and the columns stay the same.
        return rows.outerjoin(Prediction, and_(Prediction.segment_id == Task.segment_id, Prediction.run_id.is_(None)))
    is_chosen = Prediction.run_id == _run_of_segment(sight.batch)
    return rows.join(Segment, Segment.id == Task.segment_id).outerjoin(
        Prediction, and_(Prediction.segment_id == Task.segment_id, is_chosen)
    )


def _run_of_segment(batch: TaskBatch) -> Any:
    """The run whose guess is shown of a segment: the latest of the batch's classifier, else the current one.

    Asked for each segment, which takes one look into an index; a list of all runs to look in is quicker only where the
    database knows how many rows there are, and of tasks that were just made it does not (PostgreSQL took 1 to 11 s).
    """
    is_own = ClassificationRun.classifier_id == batch.classifier_id
    return (
        select(ClassificationRun.id)
        .where(
            ClassificationRun.segmentation_id == Segment.segmentation_id,
            ClassificationRun.state == RunState.READY,
            or_(is_own, ClassificationRun.is_current),
        )
        .order_by(
            case((is_own, 0), else_=1), case((ClassificationRun.is_current, 0), else_=1),
            ClassificationRun.created_at.desc(), ClassificationRun.id,
        )
        .limit(1)
        .correlate(Segment)
        .scalar_subquery()
    )  # fmt: skip


def in_state(state: str) -> list[Any]:
    """Tasks nobody has answered, those answered, or all."""
    return {"open": [Task.state.in_(WAITING)], "done": [Task.state.in_(DECIDED)], "all": []}[state]


def is_called(column: Any, label: str | None) -> list[Any]:
    """Those with this label in a column; empty: those without any; None: all."""
    if label is None:
        return []
    return [column == label] if label else [column.is_(None)]


def own_label(sight: Sight) -> Any:
    """The label of a task as far as this person may see it."""
    return Task.label if sight.sees_answers else case((Task.decided_by == sight.user_id, Task.label), else_=None)


def _choice(sight: Sight, query: ReviewQuery) -> Any:
    return PREDICTED if query.by == "predicted" else own_label(sight)


def _groups(sight: Sight, query: ReviewQuery) -> list[dict[str, Any]]:
    label = _choice(sight, query).label("grouped")
    n = func.count().label("n")
    rows = db.session.execute(
        tasks_of(sight, label, n)
        .where(Task.batch_id == sight.batch.id, *in_state(query.state))
        .group_by(label)
        .order_by(n.desc(), label)
    )
    return [{"label": row.grouped, "n": row.n} for row in rows]


def _is_chosen(label: str | None, wanted: str | None) -> bool:
    return wanted is None or (label or "") == wanted


def _page(sight: Sight, query: ReviewQuery) -> Select[Any]:
    sureness = func.coalesce(Prediction.confidence, NO_GUESS)
    columns = (
        Task.id, Task.segment_id, PREDICTED.label("predicted"), Prediction.confidence, sureness.label("sureness"),
        own_label(sight).label("label"), Task.state, Task.is_flagged,
    )  # fmt: skip
    rows = tasks_of(sight, *columns).where(Task.batch_id == sight.batch.id, *in_state(query.state))
    rows = rows.where(*is_called(_choice(sight, query), query.label))
    if query.cursor:
        sure, number = _read(query.cursor)
        rows = rows.where(or_(sureness < sure, and_(sureness == sure, Task.id > number)))
    return rows.order_by(sureness.desc(), Task.id).limit(query.limit + 1)


def _shape(row: Row[Any]) -> dict[str, Any]:
    return {
        "task_id": row.id,
        "segment_id": row.segment_id,
        "predicted": row.predicted,
        "probability": None if row.confidence is None else round(row.confidence, 4),
        "label": row.label,
        "state": row.state,
        "is_flagged": row.is_flagged,
    }


def _link(batch: TaskBatch, query: ReviewQuery, last: Row[Any]) -> str:
    cursor = base64.urlsafe_b64encode(json.dumps([last.sureness, last.id]).encode()).decode()
    given = query.model_dump(mode="json", exclude_none=True, exclude={"cursor"}) | {"cursor": cursor}
    return f"{API_PREFIX}/task-batches/{batch.id}/grid?{urlencode(given)}"


def _read(cursor: str) -> tuple[float, int]:
    try:
        sure, number = json.loads(base64.urlsafe_b64decode(cursor))
        check_value([float(sure), int(number)])
        return float(sure), int(number)
    except (binascii.Error, ValueError, TypeError, OverflowError, RecursionError, AppError) as exc:
        raise invalid("/cursor", "expected a cursor from this grid's next link") from exc
