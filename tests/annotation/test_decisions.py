"""Decisions: taken once, kept with the segment, refused when another was first, and taken back."""

from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select

from blueprints.annotation.models import Task, TaskBatch
from blueprints.recordings.models import LabelChange, Segment
from core.clock import iso, now
from core.db import db

BASE = "/api/v1"


@pytest.fixture
def batch(lab, make):
    return make.task_batch(lab.project)


def segment_of(task_id):
    db.session.rollback()
    return db.session.scalar(
        select(Segment)
        .join(Task, Task.segment_id == Segment.id)
        .where(Task.id == task_id)
        .execution_options(populate_existing=True)
    )


def test_a_label_is_the_segments_word_and_its_history_says_by_whom(batch, lab, next_tasks, decide):
    task = next_tasks(batch, lab.ann)[0]
    done = decide(batch, lab.ann, task["id"], label="fall", spent_ms=800)
    assert done["outcome"] == "accepted"
    assert (done["task"]["state"], done["task"]["label"]) == ("done", "fall")
    assert done["progress"] == {"n_tasks": 3, "n_done": 1, "n_left": 2, "n_mine_done": 1}
    segment = segment_of(task["id"])
    assert segment.label == "fall"
    change = db.session.scalar(select(LabelChange).where(LabelChange.segment_id == segment.id))
    assert (change.source, change.user_id, change.label_before) == ("task", lab.ann_person.id, None)


def test_a_label_that_is_the_name_of_a_call_type_is_that_type(lab, make, next_tasks, decide):
    species = make.species(lab.group)
    call_type = make.call_type(species, name="Feeding buzz")
    batch = make.task_batch(lab.project, species_id=species.id)
    first, second, third = next_tasks(batch, lab.ann)
    typed = decide(batch, lab.ann, first["id"], label="feeding BUZZ")
    chosen = decide(batch, lab.ann, second["id"], call_type_id=str(call_type.id))
    for done in (typed, chosen):
        assert (done["task"]["label"], done["task"]["call_type_id"]) == ("Feeding buzz", str(call_type.id))
    assert segment_of(first["id"]).call_type_id == call_type.id
    foreign = decide(batch, lab.ann, third["id"], call_type_id=str(make.call_type().id))
    assert (foreign["outcome"], foreign["code"]) == ("refused", "call-type-unknown")


def test_a_rejected_call_is_kept_as_none(batch, lab, next_tasks, decide):
    task = next_tasks(batch, lab.ann)[0]
    assert decide(batch, lab.ann, task["id"], "reject")["task"]["state"] == "rejected"
    segment = segment_of(task["id"])
    assert (segment.is_rejected, segment.label) == (True, None)


def test_skipped_tasks_come_again_after_the_others(batch, lab, next_tasks, decide):
    first = next_tasks(batch, lab.ann, n=1)[0]
    decide(batch, lab.ann, first["id"], "skip")
    order = []
    for _ in range(3):
        task = next_tasks(batch, lab.ann, n=1)[0]
        order.append(task["id"])
        decide(batch, lab.ann, task["id"], label="fall")
    assert order[-1] == first["id"]
    assert next_tasks(batch, lab.ann) == []


def test_decisions_sent_again_change_nothing(client, batch, lab, next_tasks):
    tasks = next_tasks(batch, lab.ann)
    queue = [
        {"key": str(uuid4()), "task_id": tasks[0]["id"], "action": "label", "label": "fall"},
        {"key": str(uuid4()), "task_id": tasks[1]["id"], "action": "reject"},
        {"key": str(uuid4()), "task_id": tasks[1]["id"], "action": "undo"},
        {"key": str(uuid4()), "task_id": tasks[1]["id"], "action": "label", "label": "rise"},
    ]
    url = f"{BASE}/task-batches/{batch.id}/decisions"
    first = client.post(url, json={"decisions": queue}, headers=lab.ann).json
    assert [row["outcome"] for row in first["results"]] == ["accepted"] * 4
    again = client.post(url, json={"decisions": queue}, headers=lab.ann).json
    assert [row["outcome"] for row in again["results"]] == ["repeated"] * 4
    assert again["progress"] == first["progress"] == {"n_tasks": 3, "n_done": 2, "n_left": 1, "n_mine_done": 2}
    assert [row["task"] for row in again["results"]][1:] == [again["results"][1]["task"]] * 3
    assert segment_of(tasks[1]["id"]).label == "rise"


def test_a_key_belongs_to_one_decision(batch, lab, next_tasks, decide):
    key = str(uuid4())
    tasks = next_tasks(batch, lab.ann)
    decide(batch, lab.ann, tasks[0]["id"], label="fall", key=key)
    other = decide(batch, lab.ann, tasks[1]["id"], label="fall", key=key)
    assert (other["outcome"], other["code"], other["task"]) == ("refused", "key-reused", None)


def test_who_comes_too_late_is_told_and_the_first_answer_stays(batch, lab, next_tasks, decide):
    task = next_tasks(batch, lab.ann, n=1)[0]
    row = db.session.get(Task, task["id"])
    row.locked_until = now() - timedelta(seconds=1)
    db.session.commit()
    assert next_tasks(batch, lab.ben, n=1)[0]["id"] == task["id"]
    assert decide(batch, lab.ann, task["id"], label="late")["code"] == "task-taken"
    decide(batch, lab.ben, task["id"], label="rise")
    late = decide(batch, lab.ann, task["id"], label="late")
    assert (late["outcome"], late["code"]) == ("refused", "task-taken")
    assert segment_of(task["id"]).label == "rise"


def test_a_lock_that_merely_ran_out_loses_no_answer(batch, lab, next_tasks, decide):
    task = next_tasks(batch, lab.ann, n=1)[0]
    db.session.get(Task, task["id"]).locked_until = now() - timedelta(hours=1)
    db.session.commit()
    assert decide(batch, lab.ann, task["id"], label="fall")["outcome"] == "accepted"


def test_undo_gives_back_what_was_before_step_by_step(batch, lab, next_tasks, decide):
    task = next_tasks(batch, lab.ann, n=1)[0]
    decide(batch, lab.ann, task["id"], label="fall")
    decide(batch, lab.ann, task["id"], label="rise")
    decide(batch, lab.ann, task["id"], "flag")
    first = decide(batch, lab.ann, task["id"], "undo")["task"]
    assert (first["label"], first["is_flagged"]) == ("rise", False)
    assert decide(batch, lab.ann, task["id"], "undo")["task"]["label"] == "fall"
    assert segment_of(task["id"]).label == "fall"
    last = decide(batch, lab.ann, task["id"], "undo")
    assert (last["task"]["state"], last["task"]["label"], last["progress"]["n_done"]) == ("open", None, 0)
    assert segment_of(task["id"]).label is None
    assert decide(batch, lab.ann, task["id"], "undo")["code"] == "nothing-to-undo"
    assert [one["id"] for one in next_tasks(batch, lab.ann, n=1)] == [task["id"]]


def test_undo_leaves_what_was_named_anew_since(batch, lab, next_tasks, decide):
    task = next_tasks(batch, lab.ann, n=1)[0]
    decide(batch, lab.ann, task["id"], label="fall")
    segment_of(task["id"]).label = "seen by the editor"
    db.session.commit()
    decide(batch, lab.ann, task["id"], "undo")
    assert segment_of(task["id"]).label == "seen by the editor"


def test_notes_and_flags_stay_with_the_task(client, batch, lab, next_tasks, decide):
    task = next_tasks(batch, lab.ann, n=1)[0]
    decide(batch, lab.ann, task["id"], "note", note="two bats?")
    decide(batch, lab.ann, task["id"], "flag")
    shown = client.get(f"{BASE}/tasks/{task['id']}", headers=lab.viewer).json
    assert (shown["note"], shown["is_flagged"], shown["state"]) == ("two bats?", True, "open")
    flagged = client.get(f"{BASE}/task-batches/{batch.id}/tasks?flagged=true", headers=lab.viewer).json
    assert [row["id"] for row in flagged["results"]] == [task["id"]]
    assert client.get(f"{BASE}/task-batches/{batch.id}", headers=lab.viewer).json["n_flagged"] == 1


def test_a_clock_that_runs_ahead_does_not_reach_the_future(batch, lab, next_tasks, decide):
    task = next_tasks(batch, lab.ann, n=1)[0]
    earlier, later = now() - timedelta(minutes=5), now() + timedelta(days=1)
    done = decide(batch, lab.ann, task["id"], label="fall", decided_at=iso(earlier))
    assert done["task"]["decided_at"] == iso(earlier)
    again = decide(batch, lab.ann, task["id"], label="fall", decided_at=iso(later))
    assert again["task"]["decided_at"] <= iso(now())


def test_a_closed_batch_takes_only_answers_to_what_was_given_out(client, batch, lab, next_tasks, decide):
    held = next_tasks(batch, lab.ann, n=1)[0]
    client.patch(f"{BASE}/task-batches/{batch.id}", json={"state": "closed"}, headers=lab.editor)
    answer = client.post(f"{BASE}/task-batches/{batch.id}/next", json={}, headers=lab.ben)
    assert (answer.status_code, answer.json["code"]) == (409, "batch-closed")
    assert decide(batch, lab.ann, held["id"], label="fall")["outcome"] == "accepted"
    rest = db.session.scalar(select(Task.id).where(Task.batch_id == batch.id, Task.state == "open"))
    assert decide(batch, lab.ann, rest, label="fall")["code"] == "batch-closed"


def test_a_task_of_another_batch_is_not_decided_here(batch, lab, make, decide):
    other = make.task(lab.project)
    refused = decide(batch, lab.ann, other.id, label="fall")
    assert (refused["outcome"], refused["code"]) == ("refused", "not-found")


def test_a_label_needs_a_word(client, batch, lab):
    decision = {"key": str(uuid4()), "task_id": 1, "action": "label"}
    answer = client.post(
        f"{BASE}/task-batches/{batch.id}/decisions", json={"decisions": [decision]}, headers=lab.ann
    )  # fmt: skip
    assert (answer.status_code, answer.json["errors"][0]["pointer"]) == (422, "/decisions/0")


def test_deciding_for_everybody_else_leaves_other_batches_alone(batch, lab, make, next_tasks, decide):
    other = make.task_batch(lab.project)
    decide(batch, lab.ann, next_tasks(batch, lab.ann)[0]["id"], label="fall")
    assert db.session.get(TaskBatch, other.id, populate_existing=True).n_done == 0
