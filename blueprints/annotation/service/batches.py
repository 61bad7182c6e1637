"""Making, changing and removing task batches, and what lists say of them."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select

from blueprints.accounts.models import Membership, User
from blueprints.annotation.models import BatchAssignee, BatchState, TaskBatch
from blueprints.annotation.schemas.batches import BatchPatch, TaskBatchBody
from blueprints.annotation.schemas.jobs import BUILD, REORDER, BuildParams, ReorderParams
from blueprints.annotation.service import news, sources
from blueprints.annotation.service.progress import counts_of
from blueprints.annotation.service.shapes import Names, shape_batch
from blueprints.calls import policy as calls
from blueprints.projects import policy as projects
from blueprints.projects.models import Project
from blueprints.species import policy as species
from blueprints.species.models import Species
from core.access import Principal, Role
from core.db import db
from core.errors import conflict, invalid
from core.jobs.models import Job
from core.jobs.queue import submit
from core.transactions import conflict_if_broken


def create(who: Principal, body: TaskBatchBody) -> TaskBatch:
    """A batch that is being built, and its job.

    Raises AppError 409 `name-taken`, 422 for people, species, classifiers or calls of elsewhere.
    """
    project = projects.get_project(who, body.project_id, Role.EDITOR)
    if body.species_id is not None:
        species.get_species(who, body.species_id)
        if not species.works_with(project.group_id, body.species_id):
            raise invalid("/species_id", "the group of the project does not work with this species")
    if body.classifier_id is not None:
        _require_same_group(calls.classifier(who, body.classifier_id).group_id, project, "/classifier_id")
    sources.check(body.source, who, project)
    row = TaskBatch(
        group_id=project.group_id,
        project_id=project.id,
        ordering=body.order,
        source=body.source.model_dump(mode="json", exclude_none=True),
        created_by=who.user_id,
        **body.model_dump(
            include={
                "name", "species_id", "instructions", "is_blind", "n_annotators", "deadline", "classifier_id",
                "learn_every", "held_out_share",
            }
        ),
    )  # fmt: skip
    with conflict_if_broken("name-taken", f"The project has a task batch named {body.name!r} already."):
        db.session.add(row)
    assign(row, body.assignee_ids)
    row.job_id = _submit_build(row, who.user_id).id
    return row


def _require_same_group(group_id: UUID, project: Project, pointer: str) -> None:
    if group_id != project.group_id:
        raise invalid(pointer, "this belongs to another group than the project")


def _submit_build(row: TaskBatch, owner_id: UUID) -> Job:
    return submit(
        BUILD,
        BuildParams(batch_id=row.id),
        title=f"Make the batch {row.name}",
        owner_id=owner_id,
        group_id=row.group_id,
        project_id=row.project_id,
    )


def assign(row: TaskBatch, user_ids: Sequence[UUID]) -> None:
    """Give a batch to these people only; to none: to all annotators of the group.

    Raises AppError 422 for someone who may not label in the group.
    """
    wanted = list(dict.fromkeys(user_ids))
    members = db.session.execute(
        select(Membership.user_id, Membership.role).where(
            Membership.group_id == row.group_id, Membership.user_id.in_(wanted)
        )
    )
    able = {user_id for user_id, role in members if Role(role).covers(Role.ANNOTATOR)}
    for number, user_id in enumerate(wanted):
        if user_id not in able:
            raise invalid(f"/assignee_ids/{number}", "this person may not label in the group", "not-annotator")
    db.session.execute(delete(BatchAssignee).where(BatchAssignee.batch_id == row.id))
    db.session.add_all(BatchAssignee(batch_id=row.id, user_id=user_id) for user_id in wanted)
    db.session.flush()


PLAIN = ("name", "instructions", "deadline", "is_blind", "learn_every")
"""Fields of a change that are just stored."""


def change(row: TaskBatch, body: BatchPatch, who: Principal) -> None:
    """Carry out a change. Raises AppError 409 `name-taken`, or while the batch is being made."""
    given = body.model_fields_set
    if row.state not in (BatchState.OPEN, BatchState.CLOSED) and given & {"order", "state"}:
        raise conflict("batch-not-ready", f"This batch is {row.state}; wait until it is open.")
    with conflict_if_broken("name-taken", "The project has another task batch of this name."):
        for name in given & set(PLAIN):
            setattr(row, name, getattr(body, name))
        if "state" in given:
            row.state = BatchState(body.state)
        row.version += 1
    if "assignee_ids" in given:
        assign(row, body.assignee_ids)
    if "order" in given and body.order != row.ordering:
        row.ordering = body.order
        row.job_id = _submit_reorder(row, who.user_id).id
    news.announce_batch(row)


def _submit_reorder(row: TaskBatch, owner_id: UUID) -> Job:
    return submit(
        REORDER,
        ReorderParams(batch_id=row.id),
        title=f"Put the batch {row.name} in order",
        owner_id=owner_id,
        group_id=row.group_id,
        project_id=row.project_id,
    )


def remove(row: TaskBatch) -> None:
    """Delete a batch with its tasks; what people said of segments stays with these."""
    db.session.execute(delete(TaskBatch).where(TaskBatch.id == row.id))
    db.session.expunge(row)


def note_ended_job(job: Job) -> None:
    """A batch whose job ended without success says why."""
    row = db.session.scalar(select(TaskBatch).where(TaskBatch.job_id == job.id))
    if row is not None and row.state == BatchState.BUILDING:
        row.state, row.problem_code, row.problem_detail = BatchState.FAILED, job.error_code, job.error_detail
        news.announce_batch(row)


def shape_all(who: Principal, rows: Sequence[TaskBatch]) -> list[dict[str, Any]]:
    """Batches with names, people and counts; six statements however many there are."""
    ids = [row.id for row in rows]
    project_names = _names(Project.id, Project.name, {row.project_id for row in rows})
    species_names = _names(Species.id, Species.scientific_name, {row.species_id for row in rows if row.species_id})
    people = _assignees(ids)
    counts = counts_of(ids, who.user_id)
    return [
        shape_batch(
            row,
            Names(
                project_names[row.project_id],
                species_names.get(row.species_id) if row.species_id else None,
                people.get(row.id, []),
            ),
            counts[row.id],
        )
        for row in rows
    ]


def shape_one(who: Principal, row: TaskBatch) -> dict[str, Any]:
    return shape_all(who, [row])[0]


def _names(key: Any, name: Any, ids: set[UUID]) -> dict[UUID, str]:
    return dict(db.session.execute(select(key, name).where(key.in_(ids))).all()) if ids else {}


def _assignees(batch_ids: Sequence[UUID]) -> dict[UUID, list[dict[str, Any]]]:
    rows = db.session.execute(
        select(BatchAssignee.batch_id, User.id, User.display_name)
        .join(User, User.id == BatchAssignee.user_id)
        .where(BatchAssignee.batch_id.in_(batch_ids))
        .order_by(User.display_name, User.id)
    )
    found: dict[UUID, list[dict[str, Any]]] = {}
    for batch_id, user_id, display_name in rows:
        found.setdefault(batch_id, []).append({"id": user_id, "display_name": display_name})
    return found
