"""The grid review: hundreds of calls of one type at a glance, decided in one go."""

from typing import Any
from uuid import UUID

from pydantic import Field

from blueprints.annotation import policy
from blueprints.annotation.routes.blueprint import api
from blueprints.annotation.schemas.review import BulkBody, BulkOut, BulkUndoneOut, GridPage, ReviewQuery
from blueprints.annotation.service import bulk, grid
from core.access import principal
from core.api import IdPath
from core.db import db


class ActionPath(IdPath):
    """A batch, and what was done in it in one go."""

    action_id: UUID = Field(description="The action")


@api.get("/task-batches/<uuid:id>/grid", responses={200: GridPage})
def show_grid(path: IdPath, query: ReviewQuery) -> dict[str, Any]:
    """Tasks of one predicted or given type, the surest first, and how many there are of every type."""
    who = principal()
    return grid.show_grid(grid.sight_of(who, policy.batch(who, path.id)), query)


@api.post("/task-batches/<uuid:id>/bulk", responses={200: BulkOut})
def post_bulk(path: IdPath, body: BulkBody) -> dict[str, Any]:
    """Confirm, name or reject up to 10,000 tasks: those listed, or all that a filter finds save some.

    Tasks that somebody else has in front of them stay as they are, and so do answers of others, unless an editor
    asks. What was done is taken back in one go with the `action_id` of the answer.
    """
    who = principal()
    done = bulk.decide_many(who, policy.workable_batch(who, path.id), body)
    db.session.commit()
    return done._asdict()


@api.post("/task-batches/<uuid:id>/bulk/<uuid:action_id>/undo", responses={200: BulkUndoneOut})
def post_bulk_undo(path: ActionPath) -> dict[str, Any]:
    """Take back what was decided in one go; tasks answered anew since stay as they are."""
    who = principal()
    n_changed = bulk.undo(who, policy.workable_batch(who, path.id), path.action_id)
    db.session.commit()
    return {"n_changed": n_changed}
