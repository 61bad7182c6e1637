"""Classifiers learn from what people decided in task batches; held-out tasks teach nothing and are the test."""

import pytest

from blueprints.annotation.models import Task, TaskBatch
from core.db import db
from tests.recordings.conftest import lab, run_jobs, worker_jobs

__all__ = ["lab", "run_jobs", "worker_jobs"]

BASE = "/api/v1"


@pytest.fixture
def batch_of(lab, make):
    """`batch_of(segments, held_out=…)` makes a batch whose tasks are done."""

    def _batch_of(segments, *, held_out=(), project=None, state="done"):
        project = project or lab.project
        batch = TaskBatch(group_id=project.group_id, project_id=project.id, name=f"B{make.number()}", state="open")
        db.session.add(batch)
        db.session.flush()
        from blueprints.recordings.models import Segmentation

        for place, segment in enumerate(segments):
            segmentation = db.session.get_one(Segmentation, segment.segmentation_id)
            db.session.add(
                Task(
                    batch_id=batch.id,
                    segment_id=segment.id,
                    recording_id=segmentation.recording_id,
                    position=place,
                    is_held_out=segment in held_out,
                    state=state,
                    label=segment.label,
                )
            )
        db.session.commit()
        return batch

    return _batch_of


def ask(client, lab, source, **fields):
    body = {"name": "First", "project_id": str(lab.project.id), "method": "logistic", "source": source} | fields
    return client.post(f"{BASE}/classifiers", json=body, headers=lab.editor)


def learn(client, lab, run_jobs, *batches):
    answer = ask(client, lab, {"kind": "batch", "batch_ids": [str(batch.id) for batch in batches]})
    assert answer.status_code == 201, answer.json
    run_jobs()
    return client.get(f"{BASE}/classifiers/{answer.json['id']}", headers=lab.viewer).json


def test_batches_teach_what_people_decided_and_the_record_says_which(client, lab, make, run_jobs, batch_of):
    one, two, three = (make.named_recording(lab.project, seed=seed) for seed in range(3))
    first, second = batch_of(one), batch_of(two + three[:4])
    batch_of(three[4:], state="open")
    shown = learn(client, lab, run_jobs, first, second)
    assert (shown["state"], shown["training"]["per_class"]) == ("ready", {"fall": 10, "rise": 10})
    assert shown["source"]["batches"] == [
        {"id": str(first.id), "name": first.name, "per_class": {"fall": 4, "rise": 4}, "n_held_out": 0},
        {"id": str(second.id), "name": second.name, "per_class": {"fall": 6, "rise": 6}, "n_held_out": 0},
    ]


def test_held_out_tasks_are_scored_and_never_learned_from(client, lab, make, run_jobs, batch_of):
    one, two, three = (make.named_recording(lab.project, seed=seed) for seed in range(3))
    batch = batch_of(one + two + three, held_out=three)
    shown = learn(client, lab, run_jobs, batch)
    assert (shown["training"]["n_calls"], shown["scores"]["held_out"]["n_calls"]) == (16, 8)


def test_held_out_tasks_teach_nothing_through_a_project_or_another_batch_either(
    client, lab, make, run_jobs, batch_of
):
    one, two, three = (make.named_recording(lab.project, seed=seed) for seed in range(3))
    batch_of(three, held_out=three)
    shown = learn(client, lab, run_jobs, batch_of(one + two + three))
    assert (shown["training"]["n_calls"], shown["source"]["n_held_out"]) == (16, 8)
    answer = ask(client, lab, {"kind": "segments", "project_id": str(lab.project.id)}, name="Project")
    run_jobs()
    shown = client.get(f"{BASE}/classifiers/{answer.json['id']}", headers=lab.viewer).json
    assert (shown["training"]["n_calls"], shown["scores"]["held_out"]["n_calls"]) == (16, 8)


def test_a_rejected_segment_teaches_nothing(client, lab, make, run_jobs, batch_of):
    one, two = (make.named_recording(lab.project, seed=seed) for seed in range(2))
    one[0].is_rejected = True
    db.session.commit()
    assert learn(client, lab, run_jobs, batch_of(one + two))["training"]["n_calls"] == 15


def test_batches_of_another_group_are_not_found(client, lab, make, batch_of):
    project = make.project(make.group())
    foreign = batch_of(make.named_recording(project), project=project)
    answer = ask(client, lab, {"kind": "batch", "batch_ids": [str(foreign.id)]})
    assert (answer.status_code, answer.json["code"]) == (404, "not-found")
    assert ask(client, lab, {"kind": "batch", "batch_ids": []}).status_code == 422
