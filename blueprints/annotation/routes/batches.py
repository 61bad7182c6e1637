"""Task batches."""

from typing import Any

from flask import Response
from sqlalchemy import func

from blueprints.annotation import policy
from blueprints.annotation.models import TaskBatch
from blueprints.annotation.routes.blueprint import api
from blueprints.annotation.schemas.answers import BatchOut, BatchPage
from blueprints.annotation.schemas.batches import BatchPatch, BatchQuery, TaskBatchBody
from blueprints.annotation.service import batches as service
from blueprints.annotation.service import locks
from core.access import Role, principal
from core.api import IdPath, check_version, created, no_content, version_tag, with_version
from core.db import db
from core.documents import NOTHING
from core.fields import LATEST
from core.paging import Ordering, moment, paginate

ORDERINGS = {
    "created_at": Ordering(TaskBatch.created_at, moment),
    "name": Ordering(func.lower(TaskBatch.name)),
    "deadline": Ordering(func.coalesce(TaskBatch.deadline, LATEST), moment),
}
"""Batches without a deadline come after all others."""


@api.get("/task-batches", responses={200: BatchPage})
def list_batches(query: BatchQuery) -> dict[str, Any]:
    """Task batches of one's groups with their progress, newest first."""
    who = principal()
    rows = policy.batches_for(who) if query.mine else policy.visible_batches(who)
    for column, value in (
        (TaskBatch.group_id, query.group_id),
        (TaskBatch.project_id, query.project_id),
        (TaskBatch.species_id, query.species_id),
        (TaskBatch.state, query.state),
    ):
        if value is not None:
            rows = rows.where(column == value)
    if query.search:
        rows = rows.where(TaskBatch.name.icontains(query.search, autoescape=True))
    page = paginate(rows, query, key=TaskBatch.id, orderings=ORDERINGS, default="-created_at")
    shaped = {row["id"]: row for row in service.shape_all(who, page.rows)}
    return page.shape(lambda row: shaped[row.id])


@api.post("/task-batches", responses={201: BatchOut})
def create_batch(body: TaskBatchBody) -> Response:
    """Make a batch of segments to label; the answer names the job that fills it."""
    who = principal()
    row = service.create(who, body)
    db.session.commit()
    return created(service.shape_one(who, row), f"/api/v1/task-batches/{row.id}", etag=version_tag(row.version))


@api.get("/task-batches/<uuid:id>", responses={200: BatchOut})
def get_batch(path: IdPath) -> Response:
    """One batch with its progress."""
    who = principal()
    row = policy.batch(who, path.id)
    return with_version(service.shape_one(who, row), row.version)


@api.patch("/task-batches/<uuid:id>", responses={200: BatchOut})
def change_batch(path: IdPath, body: BatchPatch) -> Response:
    """Rename, give to people, set a deadline, hide the ranking, put in another order, close or open again."""
    who = principal()
    row = policy.batch(who, path.id, Role.EDITOR)
    check_version(row.version)
    service.change(row, body, who)
    db.session.commit()
    return with_version(service.shape_one(who, row), row.version)


@api.delete("/task-batches/<uuid:id>", responses={204: NOTHING})
def delete_batch(path: IdPath) -> Response:
    """Delete a batch with its tasks; what people said of segments stays with these."""
    row = policy.batch(principal(), path.id, Role.EDITOR)
    check_version(row.version)
    service.remove(row)
    db.session.commit()
    return no_content()


@api.post("/task-batches/<uuid:id>/release", responses={204: NOTHING})
def release_batch(path: IdPath) -> Response:
    """Let go of every task of a batch that is kept for the person who asks."""
    who = principal()
    locks.release_all(policy.workable_batch(who, path.id), who.user_id)
    db.session.commit()
    return no_content()
