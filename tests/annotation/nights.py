"""Batches over recordings whose calls sound as they are named, and labelling them through the API."""

from uuid import uuid4

import pytest
from sqlalchemy import select

from blueprints.annotation.models import LearningRound, Task, TaskBatch
from blueprints.recordings.models import Segmentation
from core.db import db
from tests.factories.calls import LABELS

BASE = "/api/v1"


@pytest.fixture
def nights(make, lab):
    """An open batch over three recordings of falling and rising calls that nobody has named yet.

    The third recording is held out; `truth` tells what every segment sounds like.
    """

    def _make(n: int = 16, **fields):
        project = make.project(lab.group)
        recordings = [make.named_recording(project, labels=LABELS * (n // 2), seed=seed) for seed in (1, 2, 3)]
        truth = {segment.id: segment.label for segments in recordings for segment in segments}
        batch = TaskBatch(
            **{
                "group_id": lab.group.id,
                "project_id": project.id,
                "name": f"Nights {make.number()}",
                "source": {"kind": "segments"},
                "state": "open",
                "ordering": "active",
                "learn_every": 10,
                "held_out_share": 0.33,
                "n_tasks": 3 * n,
            }
            | fields
        )
        db.session.add(batch)
        db.session.flush()
        place = 0
        for number, segments in enumerate(recordings):
            for segment in segments:
                segment.label = None
                db.session.add(
                    Task(
                        batch_id=batch.id,
                        segment_id=segment.id,
                        recording_id=db.session.get_one(Segmentation, segment.segmentation_id).recording_id,
                        position=float(place),
                        is_held_out=number == 2,
                    )
                )
                place += 1
        db.session.commit()
        return batch, truth

    return _make


@pytest.fixture
def answer(client, lab):
    """`answer(batch, tasks, truth)` labels tasks as they sound, through the route."""

    def _answer(batch, tasks, truth, *, label=None):
        body = {
            "decisions": [
                {
                    "key": str(uuid4()),
                    "task_id": task.id,
                    "action": "label",
                    "label": label or truth[task.segment_id],
                }
                for task in tasks
            ]
        }
        found = client.post(f"{BASE}/task-batches/{batch.id}/decisions", json=body, headers=lab.ann)
        assert [one["outcome"] for one in found.json["results"]] == ["accepted"] * len(tasks), found.json
        db.session.rollback()

    return _answer


def tasks_of(batch, **filters):
    db.session.rollback()
    rows = select(Task).filter_by(batch_id=batch.id, **filters).order_by(Task.position, Task.id)
    return list(db.session.scalars(rows.execution_options(populate_existing=True)))


def rounds_of(batch):
    db.session.rollback()
    return list(db.session.scalars(select(LearningRound).filter_by(batch_id=batch.id).order_by(LearningRound.number)))
