"""Who may see, label and change task batches: a matter of the group's role, and of whom a batch is given to."""

from typing import Any
from uuid import UUID

from sqlalchemy import Select, exists, select

from blueprints.annotation.models import BatchAssignee, Task, TaskBatch
from core.access import Principal, Role, require_role
from core.db import db
from core.errors import AppError, not_found
from core.owned import owned, visible


def visible_batches(who: Principal) -> Select[Any]:
    return visible(TaskBatch, who)


def batches_for(who: Principal) -> Select[Any]:
    """Batches this person is asked to work on: given to them, or to all annotators of a group of theirs."""
    assigned = select(BatchAssignee.batch_id).where(BatchAssignee.user_id == who.user_id)
    is_anybodys = ~exists().where(BatchAssignee.batch_id == TaskBatch.id)
    is_for_all = is_anybodys & TaskBatch.group_id.in_(who.groups_with(Role.ANNOTATOR))
    return visible_batches(who).where(TaskBatch.id.in_(assigned) | is_for_all)


def batch(who: Principal, batch_id: UUID, needed: Role = Role.VIEWER) -> TaskBatch:
    """The batch, for someone who may do this with it; raises AppError 404 or 403."""
    return owned(TaskBatch, batch_id, who, needed, "task batch")


def workable_batch(who: Principal, batch_id: UUID) -> TaskBatch:
    """A batch whose tasks this person may decide; raises AppError 404 or 403."""
    found = batch(who, batch_id, Role.ANNOTATOR)
    _require_asked(who, found)
    return found


def task(who: Principal, task_id: int) -> tuple[Task, TaskBatch]:
    """A task this person may see, with its batch; raises AppError 404."""
    return _task(who, task_id, Role.VIEWER)


def workable_task(who: Principal, task_id: int) -> tuple[Task, TaskBatch]:
    """A task this person may decide, with its batch; raises AppError 404 or 403."""
    found, of = _task(who, task_id, Role.ANNOTATOR)
    _require_asked(who, of)
    return found, of


def _task(who: Principal, task_id: int, needed: Role) -> tuple[Task, TaskBatch]:
    row = db.session.execute(
        select(Task, TaskBatch).join(TaskBatch, TaskBatch.id == Task.batch_id).where(Task.id == task_id)
    ).one_or_none()
    if row is None:
        raise not_found("task")
    require_role(who, row.TaskBatch.group_id, needed, "task")
    return row.Task, row.TaskBatch


def _require_asked(who: Principal, of: TaskBatch) -> None:
    """Editors work on every batch; annotators on those given to them, or to nobody in particular."""
    if who.may(of.group_id, Role.EDITOR):
        return
    asked = db.session.scalars(select(BatchAssignee.user_id).where(BatchAssignee.batch_id == of.id)).all()
    if asked and who.user_id not in asked:
        raise AppError(403, "not-assigned", "This batch is given to others; an editor can add you to it.")
