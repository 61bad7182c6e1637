"""Tasks: handing them out, deciding about them, changing their calls."""

from typing import Any

from flask import Response
from sqlalchemy import select

from blueprints.annotation import policy
from blueprints.annotation.models import Task
from blueprints.annotation.routes.blueprint import api
from blueprints.annotation.schemas.answers import DecisionsOut, NextOut, SplitOut, TaskOut, TaskPage
from blueprints.annotation.schemas.tasks import BoundsPatch, DecisionsBody, JoinBody, NextBody, SplitBody, TaskQuery
from blueprints.annotation.service import bounds, decisions, locks
from blueprints.annotation.service import tasks as service
from blueprints.annotation.service.progress import progress_of
from core.access import principal
from core.api import IdPath, NumberPath, no_content
from core.db import db
from core.documents import NOTHING
from core.paging import Ordering, paginate

ORDERINGS = {"position": Ordering(Task.position, float), "id": Ordering(Task.id, int)}


@api.get("/task-batches/<uuid:id>/tasks", responses={200: TaskPage})
def list_tasks(path: IdPath, query: TaskQuery) -> dict[str, Any]:
    """Tasks of a batch in the order in which they are given out."""
    who = principal()
    batch = policy.batch(who, path.id)
    rows = select(Task).where(Task.batch_id == batch.id)
    for column, value in (
        (Task.state, query.state),
        (Task.is_flagged, query.flagged),
        (Task.label, query.label),
        (Task.decided_by, query.decided_by),
    ):
        if value is not None:
            rows = rows.where(column == value)
    page = paginate(rows, query, key=Task.id, orderings=ORDERINGS, default="position", key_type=int)
    shaped = {row["id"]: row for row in service.rows_with_context(who, batch, page.rows)}
    return page.shape(lambda row: shaped[row.id])


@api.post("/task-batches/<uuid:id>/next", responses={200: NextOut})
def hand_out_tasks(path: IdPath, body: NextBody) -> dict[str, Any]:
    """The next tasks for this person, kept for them for half an hour: those they have first, then free ones.

    Nobody else gets them meanwhile. Skipped tasks come again after all others. An empty list means that there is
    nothing for this person at present. `after` names the last task the client has, so that it gets others.
    """
    who = principal()
    batch = policy.workable_batch(who, path.id)
    results = service.next_tasks(who, batch, n=body.n, after=body.after)
    db.session.commit()
    return {"results": results, "progress": progress_of(batch.id, who.user_id)._asdict()}


@api.post("/task-batches/<uuid:id>/decisions", responses={200: DecisionsOut})
def post_decisions(path: IdPath, body: DecisionsBody) -> dict[str, Any]:
    """What this person decided, in order; each is accepted, known already, or refused with the reason.

    Decisions may be sent again with the same keys, for instance after the network was away: nothing is done
    twice. `undo` takes back the person's last decision about a task.
    """
    who = principal()
    batch = policy.workable_batch(who, path.id)
    outcomes = decisions.decide(who, batch, body.decisions)
    results = [outcome.shape() for outcome in outcomes]
    db.session.commit()
    return {"results": results, "progress": progress_of(batch.id, who.user_id)._asdict()}


@api.get("/tasks/<int:id>", responses={200: TaskOut})
def get_task(path: NumberPath) -> dict[str, Any]:
    """One task, without taking it."""
    who = principal()
    task, batch = policy.task(who, path.id)
    return service.details(who, batch, [task.id])[0]


@api.post("/tasks/<int:id>/open", responses={200: TaskOut})
def open_task(path: NumberPath) -> dict[str, Any]:
    """Take one named task, to decide about it for the first time or anew."""
    who = principal()
    task, batch = policy.workable_task(who, path.id)
    service.require_open(batch)
    locks.open_task(task, batch, who.user_id)
    shown = service.details(who, batch, [task.id])[0]
    db.session.commit()
    return shown


@api.post("/tasks/<int:id>/release", responses={204: NOTHING})
def release_task(path: NumberPath) -> Response:
    """Let go of a task, so that others get it at once."""
    who = principal()
    task, _ = policy.workable_task(who, path.id)
    locks.release(task, who.user_id)
    db.session.commit()
    return no_content()


@api.patch("/tasks/<int:id>/segment", responses={200: TaskOut})
def adjust_segment(path: NumberPath, body: BoundsPatch) -> dict[str, Any]:
    """Move the bounds of a task's call; what models said of its former bounds goes."""
    who = principal()
    task, batch = policy.workable_task(who, path.id)
    bounds.adjust(who, task, batch, body)
    shown = service.details(who, batch, [task.id])[0]
    db.session.commit()
    return shown


@api.post("/tasks/<int:id>/split", responses={200: SplitOut})
def split_segment(path: NumberPath, body: SplitBody) -> dict[str, Any]:
    """Cut a task's call in two; the second half becomes a task directly after it."""
    who = principal()
    task, batch = policy.workable_task(who, path.id)
    shown = service.details(who, batch, bounds.split(who, task, batch, body.at_s))
    db.session.commit()
    return {"tasks": shown}


@api.post("/tasks/<int:id>/join", responses={200: TaskOut})
def join_segments(path: NumberPath, body: JoinBody) -> dict[str, Any]:
    """Take a cut back: the two halves are one call again, and the second half's task goes."""
    who = principal()
    task, batch = policy.workable_task(who, path.id)
    bounds.join(who, task, batch, body.other_id)
    shown = service.details(who, batch, [task.id])[0]
    db.session.commit()
    return shown
