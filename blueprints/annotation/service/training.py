"""Learning from task batches: which of their segments people named, and which nothing is trained on."""

from collections import Counter
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select

from blueprints.annotation.models import Task, TaskBatch, TaskState
from blueprints.calls.schemas.classifiers import BatchSource
from blueprints.calls.service.selections import Selection, hold_out, labelled, require_own, resolves, select_from
from blueprints.recordings.models import Segment
from core.access import Principal
from core.db import db
from core.errors import not_found


@resolves("batch")
def resolve_batches(who: Principal, source: BatchSource, group_id: UUID) -> Selection:
    """The segments of batches of the classifier's group; raises AppError 404 for a batch one may not see."""
    batches = [db.session.get(TaskBatch, batch_id) for batch_id in dict.fromkeys(source.batch_ids)]
    seen = [batch for batch in batches if batch is not None and batch.group_id in who.group_ids]
    if len(seen) < len(batches):
        raise not_found("task batch")
    require_own([batch.group_id for batch in seen], group_id)
    return select_batches(seen)


def select_batches(batches: Sequence[TaskBatch]) -> Selection:
    """What people named in these batches; held-out tasks, of these or of any other batch, apart."""
    rows = labelled().where(Segment.id.in_(_done([batch.id for batch in batches])))
    facts = [{"id": str(batch.id), "name": batch.name} | _counted(batch) for batch in batches]
    return select_from(rows, {"batches": facts})


def _done(batch_ids: Sequence[UUID]) -> Select[Any]:
    return select(Task.segment_id).where(Task.batch_id.in_(batch_ids), Task.state == TaskState.DONE)


def _counted(batch: TaskBatch) -> dict[str, Any]:
    """Named segments of one batch by label, and how many of the batch are held out."""
    rows = labelled().where(Segment.id.in_(_done([batch.id])))
    held = set(db.session.scalars(rows.with_only_columns(Segment.id).where(Segment.id.in_(held_out()))))
    counts = Counter(row.label for row in db.session.execute(rows) if row.id not in held)
    return {"per_class": dict(sorted(counts.items())), "n_held_out": len(held)}


def held_out() -> Select[Any]:
    """Segments that some batch keeps from training."""
    return select(Task.segment_id).where(Task.is_held_out)


def register() -> None:
    """Make it known that held-out tasks are trained on nowhere; called when the application starts."""
    hold_out(held_out)
