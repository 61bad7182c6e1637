"""Tasks as the screen shows them: context, neighbours, the model's ranking; bounds moved and calls split."""

import pytest
from sqlalchemy import event, select

from blueprints.annotation.models import Task
from blueprints.calls.models import Prediction
from blueprints.recordings.models import LabelChange, Segment, Segmentation
from core.db import db
from tests.architecture.sockets import connected, serving

URL = "/api/v1/task-batches"


@pytest.fixture
def segmentation(lab, make):
    recording = make.recording(lab.project, site_id=make.site(lab.project, name="Pond").id, duration_s=10.0)
    return make.segmentation(recording, segments=[(1.0, 1.01), (1.5, 1.51), (2.2, 2.21), (6.0, 6.5)])


@pytest.fixture
def batch(lab, make, segmentation):
    return make.task_batch(lab.project, segmentation=segmentation)


def open_tasks(batch):
    rows = select(Task).where(Task.batch_id == batch.id).order_by(Task.position, Task.id)
    return list(db.session.scalars(rows.execution_options(populate_existing=True)))


def test_a_task_comes_with_all_the_screen_needs(lab, batch, segmentation, next_tasks):
    first = next_tasks(batch, lab.ann, n=1)[0]
    assert first["segment"] == {
        "id": open_tasks(batch)[0].segment_id,
        "segmentation_id": str(segmentation.id),
        "onset_s": 1.0,
        "offset_s": 1.01,
        "low_hz": 40_000.0,
        "high_hz": 80_000.0,
    }
    assert (first["recording"]["site_name"], first["recording"]["channel"]) == ("Pond", 0)
    assert (first["state"], first["label"], first["locked_until"] is not None) == ("open", None, True)


def test_neighbours_lie_within_a_second_of_the_call(lab, batch, next_tasks):
    near = [[other["onset_s"] for other in task["neighbours"]] for task in next_tasks(batch, lab.ann)]
    assert near == [[1.5], [1.0, 2.2], [1.5], []]


def test_of_many_neighbours_the_nearest_are_shown_and_rejected_ones_not(client, lab, make):
    spans = [(0.5 + 0.01 * i, 0.505 + 0.01 * i) for i in range(90)]
    segmentation = make.segmentation(make.recording(lab.project, duration_s=5.0), segments=spans)
    segments = db.session.scalars(
        select(Segment).where(Segment.segmentation_id == segmentation.id).order_by(Segment.onset_s)
    ).all()
    segments[46].is_rejected = True
    db.session.commit()
    batch = make.task_batch(lab.project, segmentation=segmentation)
    task = next(row for row in open_tasks(batch) if row.segment_id == segments[45].id)
    near = client.get(f"/api/v1/tasks/{task.id}", headers=lab.viewer).json["neighbours"]
    assert len(near) == 40
    assert segments[46].id not in [other["id"] for other in near]
    assert max(abs(other["onset_s"] - segments[45].onset_s) for other in near) == pytest.approx(0.21, abs=0.011)


def test_the_model_ranks_all_types_and_names_the_call_types(client, lab, make, segmentation):
    species = make.species(lab.group)
    call_type = make.call_type(species, name="Fall")
    run = make.run(segmentation, label="fall", confidence=0.8)
    batch = make.task_batch(lab.project, segmentation=segmentation, species_id=species.id)
    url = f"/api/v1/tasks/{open_tasks(batch)[0].id}"
    shown = client.get(url, headers=lab.viewer).json
    assert shown["ranking"] == [
        {"label": "fall", "probability": 0.8, "call_type_id": str(call_type.id)},
        {"label": "rise", "probability": 0.2, "call_type_id": None},
    ]
    assert shown["is_unknown"] is False
    other = make.run(make.segmentation(make.recording(lab.project)))
    batch.classifier_id = other.classifier_id
    db.session.commit()
    assert client.get(url, headers=lab.viewer).json["ranking"][0]["label"] == "fall"
    assert run.is_current


def test_the_batchs_own_classifier_speaks_before_the_current_one(client, lab, make, segmentation):
    own = make.run(segmentation, label="rise", confidence=0.3)
    own.is_current = False
    db.session.commit()
    make.run(segmentation, label="fall", confidence=0.9)
    batch = make.task_batch(lab.project, segmentation=segmentation, classifier_id=own.classifier_id)
    shown = client.get(f"/api/v1/tasks/{open_tasks(batch)[0].id}", headers=lab.viewer).json
    assert shown["ranking"][0] == {"label": "rise", "probability": 0.7, "call_type_id": None}


def test_a_blind_batch_hides_the_model(client, lab, make, segmentation, next_tasks):
    make.run(segmentation)
    batch = make.task_batch(lab.project, segmentation=segmentation, is_blind=True)
    for task in next_tasks(batch, lab.ann):
        assert (task["ranking"], task["is_unknown"]) == (None, None)
    shown = client.get(f"/api/v1/tasks/{open_tasks(batch)[0].id}", headers=lab.editor).json
    assert shown["ranking"] is None


def test_handing_out_asks_the_database_a_fixed_number_of_times(app, lab, make, segmentation, next_tasks):
    make.run(segmentation)
    batch = make.task_batch(lab.project, segmentation=segmentation)
    asked: list[str] = []
    listener = lambda _conn, _cursor, statement, *_: asked.append(statement)  # noqa: E731
    event.listen(db.engine, "before_cursor_execute", listener)
    try:
        next_tasks(batch, lab.ann, n=1)
        n_for_one = len(asked)
        next_tasks(batch, lab.ben, n=3)
    finally:
        event.remove(db.engine, "before_cursor_execute", listener)
    assert len(asked) - n_for_one <= n_for_one


def test_moving_the_bounds_makes_the_call_a_persons_and_forgets_the_prediction(client, lab, make, segmentation, batch):
    make.run(segmentation)
    task = open_tasks(batch)[0]
    version = segmentation.version
    body = {"onset_s": 0.98, "high_hz": 75_000}
    answer = client.patch(f"/api/v1/tasks/{task.id}/segment", json=body, headers=lab.ann)
    assert answer.status_code == 200
    assert (answer.json["segment"]["onset_s"], answer.json["segment"]["high_hz"]) == (0.98, 75_000)
    assert (answer.json["segment"]["offset_s"], answer.json["ranking"]) == (1.01, None)
    segment = db.session.get(Segment, task.segment_id, populate_existing=True)
    assert segment.origin == "person"
    assert db.session.get(Segmentation, segmentation.id, populate_existing=True).version == version + 1
    assert db.session.query(Prediction).count() == 3


def test_bounds_outside_the_recording_are_refused_by_field(client, lab, batch):
    task = open_tasks(batch)[0]
    answer = client.patch(f"/api/v1/tasks/{task.id}/segment", json={"offset_s": 11.0}, headers=lab.ann)
    assert (answer.status_code, answer.json["code"]) == (422, "edit-refused")
    assert answer.json["errors"][0]["pointer"] == "/offset_s"


def test_bounds_of_a_task_another_has_are_not_moved(client, lab, batch, next_tasks):
    task = next_tasks(batch, lab.ann, n=1)[0]
    answer = client.patch(f"/api/v1/tasks/{task['id']}/segment", json={"onset_s": 0.9}, headers=lab.ben)
    assert (answer.status_code, answer.json["code"]) == (409, "task-locked")


def test_a_split_call_becomes_two_tasks_one_after_the_other(client, lab, make, batch, next_tasks, decide):
    tasks = next_tasks(batch, lab.ann, n=4)
    answer = client.post(f"/api/v1/tasks/{tasks[3]['id']}/split", json={"at_s": 6.2}, headers=lab.ann)
    left, right = answer.json["tasks"]
    assert (left["segment"]["offset_s"], right["segment"]["onset_s"], right["segment"]["offset_s"]) == (6.2, 6.2, 6.5)
    again = client.post(f"/api/v1/tasks/{tasks[0]['id']}/split", json={"at_s": 1.005}, headers=lab.ann).json["tasks"]
    order = [task.id for task in open_tasks(batch)]
    assert order == [tasks[0]["id"], again[1]["id"], tasks[1]["id"], tasks[2]["id"], left["id"], right["id"]]
    assert next_tasks(batch, lab.ben) == []
    done = decide(batch, lab.ann, right["id"], label="rise")
    assert done["progress"] == {"n_tasks": 6, "n_done": 1, "n_left": 5, "n_mine_done": 1}


def test_the_second_half_of_a_labelled_call_has_no_word_yet(client, lab, batch, next_tasks, decide):
    task = next_tasks(batch, lab.ann, n=4)[3]
    decide(batch, lab.ann, task["id"], label="fall")
    left, right = client.post(f"/api/v1/tasks/{task['id']}/split", json={"at_s": 6.2}, headers=lab.ann).json["tasks"]
    assert (left["label"], right["label"], right["state"]) == ("fall", None, "open")
    words = [db.session.get(Segment, half["segment"]["id"]).label for half in (left, right)]
    assert words == ["fall", None]
    assert db.session.query(LabelChange).filter_by(segment_id=left["segment"]["id"]).count() == 1


def cut_in_two(client, lab, task, at_s=6.2):
    return client.post(f"/api/v1/tasks/{task['id']}/split", json={"at_s": at_s}, headers=lab.ann).json["tasks"]


def rejoin(client, headers, left, right):
    return client.post(f"/api/v1/tasks/{left['id']}/join", json={"other_id": right["id"]}, headers=headers)


def test_a_cut_is_taken_back_whole(client, lab, batch, next_tasks, decide):
    task = next_tasks(batch, lab.ann, n=4)[3]
    decide(batch, lab.ann, task["id"], label="fall")
    left, right = cut_in_two(client, lab, task)
    joined = rejoin(client, lab.ann, left, right).json
    assert (joined["segment"]["onset_s"], joined["segment"]["offset_s"]) == (6.0, 6.5)
    assert (joined["id"], joined["label"]) == (task["id"], "fall")
    assert len(open_tasks(batch)) == 4
    assert db.session.get(Segment, right["segment"]["id"]) is None
    shown = client.get(f"/api/v1/task-batches/{batch.id}", headers=lab.ann).json
    assert (shown["n_tasks"], shown["n_done"]) == (4, 1)


@pytest.mark.parametrize("deed", ["answered", "moved", "in another batch"])
def test_a_half_that_is_not_as_the_cut_left_it_stays(client, lab, make, batch, next_tasks, decide, deed):
    left, right = cut_in_two(client, lab, next_tasks(batch, lab.ann, n=4)[3])
    if deed == "answered":
        decide(batch, lab.ann, right["id"], label="rise")
    elif deed == "moved":
        client.patch(f"/api/v1/tasks/{right['id']}/segment", json={"onset_s": 6.3}, headers=lab.ann)
    else:
        other = make.task_batch(lab.project)
        recording_id = open_tasks(batch)[0].recording_id
        number = right["segment"]["id"]
        db.session.add(Task(batch_id=other.id, segment_id=number, recording_id=recording_id, position=0.0))
        db.session.commit()
    answer = rejoin(client, lab.ann, left, right)
    assert (answer.status_code, answer.json["code"]) == (409, "not-halves")
    assert len(open_tasks(batch)) == 5


def test_halves_are_joined_by_who_has_them_only(client, lab, batch, next_tasks):
    left, right = cut_in_two(client, lab, next_tasks(batch, lab.ann, n=4)[3])
    assert rejoin(client, lab.ben, left, right).json["code"] == "task-locked"
    assert rejoin(client, lab.viewer, left, right).status_code == 403
    assert rejoin(client, lab.stranger, left, right).status_code == 404
    assert rejoin(client, lab.ann, left, {"id": 10**9}).status_code == 404


def test_a_cut_outside_the_call_is_refused(client, lab, batch):
    task = open_tasks(batch)[0]
    answer = client.post(f"/api/v1/tasks/{task.id}/split", json={"at_s": 3.0}, headers=lab.ann)
    assert (answer.status_code, answer.json["errors"][0]["pointer"]) == (422, "/at_s")
    assert len(open_tasks(batch)) == 4


def test_the_list_of_tasks_is_filtered(client, lab, batch, next_tasks, decide):
    tasks = next_tasks(batch, lab.ann)
    decide(batch, lab.ann, tasks[0]["id"], label="fall")
    decide(batch, lab.ben, tasks[1]["id"], "flag")

    def ids(query):
        answer = client.get(f"{URL}/{batch.id}/tasks?{query}", headers=lab.viewer)
        return [row["id"] for row in answer.json["results"]]

    assert ids("state=done") == ids("label=fall") == ids(f"decided_by={lab.ann_person.id}") == [tasks[0]["id"]]
    assert ids("flagged=true") == [tasks[1]["id"]]
    assert ids("limit=2") == [tasks[0]["id"], tasks[1]["id"]]
    row = client.get(f"{URL}/{batch.id}/tasks?state=done", headers=lab.viewer).json["results"][0]
    assert row["decided_by"]["display_name"] == lab.ann_person.display_name


def test_what_happens_in_a_batch_is_told_to_its_room(app, lab, make, batch, next_tasks, decide):
    token = make.tokens(lab.ben_person).access_token
    room = f"batch:{batch.id}"
    with serving(app) as address, connected(address, token) as socket:
        joined = socket.call("join", {"room": room}, timeout=5)
        assert (joined["ok"], joined["state"]["n_tasks"]) == (True, 4)
        task = next_tasks(batch, lab.ann, n=1)[0]
        decide(batch, lab.ann, task["id"], label="fall")
        told = dict(socket.receive(timeout=5) for _ in range(2))
    about = {name: {k: v for k, v in payload.items() if k not in {"seq", "at"}} for name, payload in told.items()}
    assert about == {
        "batch.progress": {"room": room, "id": str(batch.id), "n_tasks": 4, "n_done": 1, "n_left": 3},
        "task.changed": {"room": room, "id": task["id"], "state": "done"},
    }
