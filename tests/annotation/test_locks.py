"""Handing out tasks: never one to two people, also when they ask at the same moment; locks end."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from uuid import uuid4

import pytest
from sqlalchemy import select

from blueprints.annotation.models import Task, TaskBatch
from blueprints.recordings.models import Segment, Segmentation
from core.clock import now
from core.db import db

URL = "/api/v1/task-batches"


@pytest.fixture
def big(lab, make):
    """A batch of 60 tasks."""
    recording = make.night(lab.project, 60)
    return make.task_batch(lab.project, segmentation=db.session.get(Segmentation, recording.current_segmentation_id))


def at_once(app, requests):
    """Send requests at the same moment, each from a thread and a connection of its own; their answers."""
    start = Barrier(len(requests))

    def send(request):
        start.wait(10)
        for _ in range(40):
            answer = app.test_client().post(request["url"], json=request["json"], headers=request["headers"])
            if answer.status_code != 503:
                return answer
        raise TimeoutError(request["url"])

    with ThreadPoolExecutor(len(requests)) as pool:
        return list(pool.map(send, requests))


def test_two_people_at_the_same_moment_never_get_the_same_task(app, lab, big):
    url = f"{URL}/{big.id}/next"
    people = [lab.ann, lab.ben, lab.editor] * 2
    for _ in range(3):
        answers = at_once(app, [{"url": url, "json": {"n": 7}, "headers": one} for one in people])
        assert {answer.status_code for answer in answers} == {200}
    given = {}
    for name in ("ann", "ben", "editor"):
        answer = app.test_client().post(url, json={"n": 20}, headers=getattr(lab, name))
        given[name] = {task["id"] for task in answer.json["results"]}
    found = Counter(number for numbers in given.values() for number in numbers)
    assert set(found.values()) == {1}


def test_counts_are_right_after_decisions_at_the_same_moment(app, lab, big, client, next_tasks):
    requests = []
    for headers in (lab.ann, lab.ben, lab.editor):
        for task in next_tasks(big, headers, n=10):
            decision = {"key": str(uuid4()), "task_id": task["id"], "action": "label", "label": "fall"}
            requests.append({"url": f"{URL}/{big.id}/decisions", "json": {"decisions": [decision]}, "headers": headers})
    db.session.rollback()
    for first in range(0, len(requests), 6):
        answers = at_once(app, requests[first : first + 6])
        assert {answer.json["results"][0]["outcome"] for answer in answers} == {"accepted"}
    shown = client.get(f"{URL}/{big.id}", headers=lab.ann).json
    assert (shown["n_done"], shown["n_mine_done"]) == (30, 10)


def test_the_same_queue_sent_twice_at_once_is_taken_once(app, lab, big, client, next_tasks):
    decisions = [
        {"key": str(uuid4()), "task_id": task["id"], "action": "label", "label": "fall"}
        for task in next_tasks(big, lab.ann, n=5)
    ]
    db.session.rollback()
    request = {"url": f"{URL}/{big.id}/decisions", "json": {"decisions": decisions}, "headers": lab.ann}
    answers = at_once(app, [request] * 3)
    outcomes = Counter(row["outcome"] for answer in answers for row in answer.json["results"])
    assert outcomes == {"accepted": 5, "repeated": 10}
    assert client.get(f"{URL}/{big.id}", headers=lab.ann).json["n_done"] == 5


def test_two_people_who_answer_one_task_at_the_same_moment_are_told_apart(app, lab, big):
    task_id = db.session.scalar(select(Task.id).where(Task.batch_id == big.id).limit(1))
    db.session.rollback()
    requests = [
        {
            "url": f"{URL}/{big.id}/decisions",
            "json": {"decisions": [{"key": str(uuid4()), "task_id": task_id, "action": "label", "label": label}]},
            "headers": headers,
        }
        for label, headers in (("fall", lab.ann), ("rise", lab.ben))
    ]
    results = [answer.json["results"][0] for answer in at_once(app, requests)]
    assert sorted(row["outcome"] for row in results) == ["accepted", "refused"]
    assert next(row["code"] for row in results if row["outcome"] == "refused") == "task-taken"
    kept = next(row["task"]["label"] for row in results if row["outcome"] == "accepted")
    segment_id = db.session.get(Task, task_id).segment_id
    assert db.session.get(Segment, segment_id, populate_existing=True).label == kept


def test_a_person_gets_back_what_they_have_before_anything_new(big, lab, next_tasks):
    first = [task["id"] for task in next_tasks(big, lab.ann, n=5)]
    assert [task["id"] for task in next_tasks(big, lab.ann, n=8)][:5] == first


def test_after_a_task_come_only_later_ones(big, lab, next_tasks):
    first = [task["id"] for task in next_tasks(big, lab.ann, n=10)]
    more = [task["id"] for task in next_tasks(big, lab.ann, n=10, after=first[-1])]
    assert not set(first) & set(more)
    assert [task["id"] for task in next_tasks(big, lab.ann, n=10, after=first[-1])] == more


def test_a_lock_that_ran_out_is_free(big, lab, next_tasks):
    lost = [task["id"] for task in next_tasks(big, lab.ann, n=5)]
    rows = db.session.scalars(select(Task).where(Task.id.in_(lost))).all()
    for row in rows:
        row.locked_until = now() - timedelta(seconds=1)
    db.session.commit()
    assert [task["id"] for task in next_tasks(big, lab.ben, n=5)] == lost


def test_a_lock_lasts_as_long_as_the_setting_says(app, big, lab, next_tasks):
    settings = app.config["SETTINGS"]
    app.config["SETTINGS"] = settings.model_copy(update={"task_lock_minutes": 0.5})
    try:
        task = next_tasks(big, lab.ann, n=1)[0]
    finally:
        app.config["SETTINGS"] = settings
    span = db.session.get(Task, task["id"]).locked_until - now()
    assert timedelta(seconds=20) < span <= timedelta(seconds=30)


def test_what_is_released_others_get_at_once(client, big, lab, next_tasks):
    held = [task["id"] for task in next_tasks(big, lab.ann, n=3)]
    assert client.post(f"/api/v1/tasks/{held[0]}/release", headers=lab.ann).status_code == 204
    assert client.post(f"/api/v1/tasks/{held[1]}/release", headers=lab.ben).status_code == 204
    assert next_tasks(big, lab.ben, n=1)[0]["id"] == held[0]
    assert client.post(f"{URL}/{big.id}/release", headers=lab.ann).status_code == 204
    assert [task["id"] for task in next_tasks(big, lab.ben, n=3)] == held


def test_a_named_task_is_opened_unless_another_has_it(client, big, lab, next_tasks, decide):
    task = next_tasks(big, lab.ann, n=1)[0]
    refused = client.post(f"/api/v1/tasks/{task['id']}/open", headers=lab.ben)
    assert (refused.status_code, refused.json["code"]) == (409, "task-locked")
    decide(big, lab.ann, task["id"], label="fall")
    refused = client.post(f"/api/v1/tasks/{task['id']}/open", headers=lab.ben)
    assert (refused.status_code, refused.json["code"]) == (409, "task-taken")
    opened = client.post(f"/api/v1/tasks/{task['id']}/open", headers=lab.ann).json
    assert (opened["label"], opened["locked_until"] is not None) == ("fall", True)


def test_nobody_keeps_more_than_a_hundred_tasks(lab, make, next_tasks):
    recording = make.night(lab.project, 130)
    batch = make.task_batch(lab.project, segmentation=db.session.get(Segmentation, recording.current_segmentation_id))
    after, seen = None, []
    for _ in range(7):
        given = next_tasks(batch, lab.ann, n=20, **({"after": after} if after else {}))
        seen += [task["id"] for task in given]
        after = seen[-1]
    assert len(set(seen)) == 100


def test_every_segment_is_answered_by_as_many_people_as_asked(lab, make, next_tasks, decide):
    batch = make.task_batch(lab.project, n_annotators=2)
    first, second = next_tasks(batch, lab.ann), next_tasks(batch, lab.ben)
    assert len(first) == len(second) == 3
    segments = [{task["segment"]["id"] for task in tasks} for tasks in (first, second)]
    assert segments[0] == segments[1]
    assert {task["slot"] for task in first} != {task["slot"] for task in second}
    assert next_tasks(batch, lab.editor) == []
    for task in first:
        decide(batch, lab.ann, task["id"], label="fall")
    assert next_tasks(batch, lab.ann) == []


def test_a_segment_is_named_when_all_who_answered_agree(lab, make, next_tasks, decide):
    batch = make.task_batch(lab.project, n_annotators=2)
    mine, theirs = next_tasks(batch, lab.ann)[0], next_tasks(batch, lab.ben)[0]
    assert mine["segment"]["id"] == theirs["segment"]["id"]

    def word():
        return db.session.get(Segment, mine["segment"]["id"], populate_existing=True).label

    decide(batch, lab.ann, mine["id"], label="fall")
    assert word() is None
    decide(batch, lab.ben, theirs["id"], label="rise")
    assert word() is None
    decide(batch, lab.ben, theirs["id"], label="fall")
    assert word() == "fall"
    decide(batch, lab.ann, mine["id"], "undo")
    assert word() is None
    done = decide(batch, lab.ann, mine["id"], "reject")
    decide(batch, lab.ben, theirs["id"], "reject")
    assert db.session.get(Segment, mine["segment"]["id"], populate_existing=True).is_rejected
    assert done["progress"]["n_tasks"] == 6


def test_nobody_answers_a_segment_twice(client, lab, make, next_tasks, decide):
    batch = make.task_batch(lab.project, n_annotators=2)
    mine = next_tasks(batch, lab.ann)[0]
    decide(batch, lab.ann, mine["id"], label="fall")
    other = db.session.scalar(
        select(Task.id).where(Task.segment_id == mine["segment"]["id"], Task.id != mine["id"])
    )  # fmt: skip
    assert decide(batch, lab.ann, other, label="fall")["code"] == "answered-already"
    refused = client.post(f"/api/v1/tasks/{other}/open", headers=lab.ann)
    assert (refused.status_code, refused.json["code"]) == (409, "answered-already")


def test_annotators_do_not_see_each_others_answers(client, lab, make, next_tasks, decide):
    batch = make.task_batch(lab.project, n_annotators=2)
    mine = next_tasks(batch, lab.ann)[0]
    decide(batch, lab.ann, mine["id"], label="fall")
    url = f"/api/v1/tasks/{mine['id']}"
    labels = {name: client.get(url, headers=getattr(lab, name)).json["label"] for name in ("ann", "ben", "editor")}
    assert labels == {"ann": "fall", "ben": None, "editor": "fall"}
    rows = client.get(f"{URL}/{batch.id}/tasks?state=done", headers=lab.ben).json["results"]
    assert [(row["id"], row["label"]) for row in rows] == [(mine["id"], None)]


def test_an_adjudicated_segment_keeps_its_word(lab, make, next_tasks, decide):
    from blueprints.annotation.models import Adjudication

    batch = make.task_batch(lab.project, n_annotators=2)
    mine, theirs = next_tasks(batch, lab.ann)[0], next_tasks(batch, lab.ben)[0]
    segment_id = mine["segment"]["id"]
    db.session.get(Segment, segment_id).label = "trill"
    make.save(Adjudication(batch_id=batch.id, segment_id=segment_id, label="trill"))
    for headers, task in ((lab.ann, mine), (lab.ben, theirs)):
        decide(batch, headers, task["id"], label="fall")
    assert db.session.get(Segment, segment_id, populate_existing=True).label == "trill"


def test_closing_a_batch_counts_nothing_away(client, big, lab, next_tasks, decide):
    decide(big, lab.ann, next_tasks(big, lab.ann)[0]["id"], label="fall")
    client.patch(f"{URL}/{big.id}", json={"state": "closed"}, headers=lab.editor)
    row = db.session.get(TaskBatch, big.id, populate_existing=True)
    assert (row.n_tasks, row.n_done, row.state) == (60, 1, "closed")
