"""Builders of task batches with their tasks."""

from typing import Any
from uuid import UUID

from sqlalchemy import select

from blueprints.accounts.models import User
from blueprints.annotation.models import BatchAssignee, Task, TaskBatch
from blueprints.projects.models import Project
from blueprints.recordings.models import Recording, Segment, Segmentation
from core.access import Principal, Role
from core.db import db
from tests.factories import Factory


def build_task_batch(
    make: Factory,
    project: Project | None = None,
    *,
    segmentation: Segmentation | None = None,
    assignees: tuple[Any, ...] = (),
    **fields: Any,
) -> TaskBatch:
    """An open batch with a task (in each slot) for every segment of a segmentation, in the order of its onsets."""
    project = project or make.project()
    segmentation = segmentation or make.segmentation(make.recording(project))
    values: dict[str, Any] = {
        "group_id": project.group_id,
        "project_id": project.id,
        "name": f"Batch {make.number()}",
        "source": {"kind": "segments"},
        "state": "open",
        "n_annotators": 1,
    }
    row = TaskBatch(**(values | fields))
    db.session.add(row)
    db.session.flush()
    segments = db.session.scalars(
        select(Segment).where(Segment.segmentation_id == segmentation.id).order_by(Segment.onset_s)
    ).all()
    for position, segment in enumerate(segments):
        for slot in range(row.n_annotators):
            db.session.add(
                Task(
                    batch_id=row.id,
                    segment_id=segment.id,
                    recording_id=segmentation.recording_id,
                    slot=slot,
                    position=float(position),
                )
            )
    row.n_tasks = len(segments) * row.n_annotators
    db.session.add_all(BatchAssignee(batch_id=row.id, user_id=user.id) for user in assignees)
    db.session.commit()
    return row


def build_task(make: Factory, project: Project | None = None, **fields: Any) -> Task:
    """The first task of a new batch."""
    batch = make.task_batch(project)
    task: Task = db.session.scalars(select(Task).where(Task.batch_id == batch.id).order_by(Task.position)).first()
    for name, value in fields.items():
        setattr(task, name, value)
    db.session.commit()
    return task


def build_night(make: Factory, project: Project, n: int, *, label: str | None = None, **fields: Any) -> Recording:
    """A recording with n calls, one in each tenth of a second, all with the same label of a person."""
    recording: Recording = make.recording(project, duration_s=n / 10 + 1, n_frames=(n + 10) * 25_000, **fields)
    segmentation = make.segmentation(recording, segments=[(0.1 * i + 0.01, 0.1 * i + 0.02) for i in range(n)])
    if label is not None:
        for segment in db.session.scalars(select(Segment).where(Segment.segmentation_id == segmentation.id)):
            segment.label = label
        db.session.commit()
    return recording


def build_bulk_decision(_make: Factory, task: Task, user: User) -> tuple[Task, UUID]:
    """A task that someone has rejected in a grid, and what takes that back."""
    from blueprints.annotation.schemas.review import BulkBody
    from blueprints.annotation.service.bulk import decide_many

    batch = db.session.get_one(TaskBatch, task.batch_id)
    who = Principal(user.id, {batch.group_id: Role.EDITOR})
    done = decide_many(who, batch, BulkBody(action="reject", task_ids=[task.id]))
    db.session.commit()
    return task, done.action_id

