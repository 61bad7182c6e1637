"""The grid review: a type at a glance, thousands decided in one go, one undo."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from blueprints.annotation.models import DECIDED, Task, TaskBatch, TaskDecision
from blueprints.calls.models import Prediction
from blueprints.recordings.models import LabelChange, Segment
from core.clock import now
from core.db import db
from tests.annotation.conftest import BASE, Lab
from tests.factories import Factory

LABELS = ["fall", "fall", "rise", "fall", "rise", "fall"]
"""What the model holds the six calls of the batch to be."""

SURENESS = [0.9, 0.5, 0.8, 0.7, 0.6, 0.4]


@pytest.fixture
def batch(lab: Lab, make: Factory) -> TaskBatch:
    """Six open tasks; the first is given as fall at 90 %, and so on."""
    segmentation = make.segmentation(
        make.recording(lab.project), segments=[(0.1 * i + 0.01, 0.1 * i + 0.02) for i in range(6)]
    )
    run = make.run(segmentation, make.classifier(lab.group))
    rows = db.session.query(Prediction).filter_by(run_id=run.id).order_by(Prediction.segment_id)
    for row, label, sure in zip(rows, LABELS, SURENESS, strict=True):
        row.label, row.confidence = label, sure
    species = make.species(lab.group)
    make.call_type(species, name="Rise", key="r")
    found: TaskBatch = make.task_batch(lab.project, segmentation=segmentation, species_id=species.id)
    return found


@pytest.fixture
def ids(batch: TaskBatch) -> list[int]:
    return list(db.session.scalars(select(Task.id).where(Task.batch_id == batch.id).order_by(Task.position)))


@pytest.fixture
def bulk(client: FlaskClient, lab: Lab, batch: TaskBatch) -> Callable[..., Any]:
    """`bulk(action, headers=…, **fields)` returns the answer to an action on many tasks."""

    def _bulk(action: str, headers: Any = None, **fields: Any) -> Any:
        body = {"action": action} | fields
        return client.post(f"{BASE}/task-batches/{batch.id}/bulk", json=body, headers=headers or lab.ann)

    return _bulk


@pytest.fixture
def grid(client: FlaskClient, lab: Lab, batch: TaskBatch) -> Callable[..., Any]:
    def _grid(headers: Any = None, **query: Any) -> Any:
        url = f"{BASE}/task-batches/{batch.id}/grid"
        answer = client.get(url, query_string=query, headers=headers or lab.ann)
        assert answer.status_code == 200, answer.json
        return answer.json

    return _grid


def labels() -> list[str | None]:
    """What people say the calls are, by onset."""
    rows = db.session.query(Segment).populate_existing().order_by(Segment.onset_s)
    return ["(rejected)" if row.is_rejected else row.label for row in rows]


def states() -> list[str]:
    return [str(row.state) for row in db.session.query(Task).populate_existing().order_by(Task.position)]


def check_counters(batch: TaskBatch) -> None:
    """The batch's counters are those of its tasks."""
    db.session.refresh(batch)
    n_done = db.session.query(Task).filter(Task.batch_id == batch.id, Task.state.in_(DECIDED)).count()
    assert batch.n_done == n_done


def test_a_grid_shows_one_type_the_surest_first(grid: Callable[..., Any], ids: list[int]) -> None:
    page = grid(label="fall")
    assert [row["task_id"] for row in page["results"]] == [ids[0], ids[3], ids[1], ids[5]]
    assert [row["probability"] for row in page["results"]] == [0.9, 0.7, 0.5, 0.4]
    assert page["groups"] == [{"label": "fall", "n": 4}, {"label": "rise", "n": 2}]
    assert page["count"] == 4
    assert {row["predicted"] for row in page["results"]} == {"fall"}


def test_pages_of_a_grid_follow_each_other(grid: Callable[..., Any], client: FlaskClient, lab: Lab) -> None:
    page = grid(limit=4)
    rest = client.get(page["next"], headers=lab.ann).json
    assert [row["probability"] for row in page["results"] + rest["results"]] == sorted(SURENESS, reverse=True)
    assert rest["next"] is None


def test_a_wrong_cursor_is_refused(client: FlaskClient, lab: Lab, batch: TaskBatch) -> None:
    for cursor in ("nonsense", "WzFd", "WyJhIiwgImIiXQ=="):
        url = f"{BASE}/task-batches/{batch.id}/grid?cursor={cursor}"
        assert client.get(url, headers=lab.ann).status_code == 422


def test_what_the_model_does_not_know_is_a_group_of_its_own(
    grid: Callable[..., Any], bulk: Callable[..., Any], ids: list[int]
) -> None:
    first = db.session.query(Prediction).order_by(Prediction.segment_id).first()
    first.is_unknown = True  # type: ignore[union-attr]
    db.session.query(Prediction).filter_by(label="rise").delete()
    db.session.commit()
    groups = {group["label"]: group["n"] for group in grid()["groups"]}
    assert groups == {"fall": 3, None: 2, "unknown": 1}
    assert [row["task_id"] for row in grid(label="")["results"]] == [ids[2], ids[4]]
    answer = bulk("confirm", filter={})
    assert (answer.json["n_changed"], answer.json["n_left_out"]) == (3, 3)
    assert labels() == [None, "fall", None, "fall", None, "fall"]


def test_all_of_a_type_but_the_marked_are_confirmed(
    grid: Callable[..., Any], bulk: Callable[..., Any], ids: list[int], batch: TaskBatch
) -> None:
    answer = bulk("confirm", filter={"predicted": "fall", "except": [ids[1]]})
    assert answer.status_code == 200, answer.json
    assert (answer.json["n_changed"], answer.json["n_left_out"], answer.json["n_left"]) == (3, 0, 0)
    assert labels() == ["fall", None, None, "fall", None, "fall"]
    check_counters(batch)
    assert [row["task_id"] for row in grid(label="fall")["results"]] == [ids[1]]
    done = grid(by="label", state="done")
    assert (done["groups"], len(done["results"])) == ([{"label": "fall", "n": 3}], 3)


def test_a_confirmed_guess_gets_the_call_type_of_its_name(bulk: Callable[..., Any], ids: list[int]) -> None:
    assert bulk("confirm", task_ids=[ids[2]]).json["n_changed"] == 1
    segment = db.session.query(Segment).order_by(Segment.onset_s).all()[2]
    assert (segment.label, segment.call_type_id is not None) == ("Rise", True)


def test_the_marked_are_named_and_rejected(bulk: Callable[..., Any], ids: list[int], batch: TaskBatch) -> None:
    assert bulk("label", task_ids=ids[:2], label="rise").json["n_changed"] == 2
    assert bulk("reject", task_ids=[ids[5], ids[5]]).json["n_changed"] == 1
    assert labels() == ["Rise", "Rise", None, None, None, "(rejected)"]
    assert states() == ["done", "done", "open", "open", "open", "rejected"]
    check_counters(batch)


def test_one_undo_gives_everything_back(
    client: FlaskClient, lab: Lab, bulk: Callable[..., Any], decide: Callable[..., Any], ids: list[int],
    batch: TaskBatch,
) -> None:  # fmt: skip
    decide(batch, lab.ann, ids[0], label="song", spent_ms=900)
    decide(batch, lab.ann, ids[1], "reject")
    before = labels(), states()
    action_id = bulk("label", task_ids=ids, label="buzz").json["action_id"]
    assert set(labels()) == {"buzz"}
    undone = client.post(f"{BASE}/task-batches/{batch.id}/bulk/{action_id}/undo", headers=lab.ann)
    assert (undone.status_code, undone.json) == (200, {"n_changed": 6})
    assert (labels(), states()) == before
    assert db.session.get_one(Task, ids[0], populate_existing=True).spent_ms == 900
    check_counters(batch)
    again = client.post(f"{BASE}/task-batches/{batch.id}/bulk/{action_id}/undo", headers=lab.ann)
    assert again.json == {"n_changed": 0}


def test_what_was_answered_anew_since_is_not_undone(
    client: FlaskClient, lab: Lab, bulk: Callable[..., Any], decide: Callable[..., Any], ids: list[int],
    batch: TaskBatch,
) -> None:  # fmt: skip
    action_id = bulk("confirm", task_ids=ids).json["action_id"]
    decide(batch, lab.ann, ids[0], label="song")
    undone = client.post(f"{BASE}/task-batches/{batch.id}/bulk/{action_id}/undo", headers=lab.ann)
    assert undone.json == {"n_changed": 5}
    assert labels() == ["song", None, None, None, None, None]
    check_counters(batch)


def test_one_of_many_is_taken_back_alone_on_the_labelling_page(
    lab: Lab, bulk: Callable[..., Any], decide: Callable[..., Any], ids: list[int], batch: TaskBatch
) -> None:
    bulk("confirm", task_ids=ids)
    assert decide(batch, lab.ann, ids[0], "undo")["outcome"] == "accepted"
    assert labels() == [None, "fall", "Rise", "fall", "Rise", "fall"]
    check_counters(batch)


def test_only_who_did_it_takes_it_back(
    client: FlaskClient, lab: Lab, bulk: Callable[..., Any], ids: list[int], batch: TaskBatch
) -> None:
    action_id = bulk("confirm", task_ids=ids).json["action_id"]
    url = f"{BASE}/task-batches/{batch.id}/bulk"
    assert client.post(f"{url}/{action_id}/undo", headers=lab.ben).status_code == 403
    assert client.post(f"{url}/{uuid4()}/undo", headers=lab.ann).status_code == 404


def test_answers_of_others_are_overridden_by_editors_only(
    lab: Lab, bulk: Callable[..., Any], decide: Callable[..., Any], ids: list[int], batch: TaskBatch
) -> None:
    decide(batch, lab.ben, ids[0], label="song")
    answer = bulk("confirm", task_ids=ids)
    assert (answer.json["n_changed"], answer.json["n_left_out"]) == (5, 1)
    assert labels()[0] == "song"
    assert bulk("confirm", lab.editor, task_ids=[ids[0]]).json["n_changed"] == 1
    assert labels()[0] == "fall"


def test_what_someone_has_before_them_is_left_alone(
    lab: Lab, bulk: Callable[..., Any], next_tasks: Callable[..., Any], ids: list[int], batch: TaskBatch
) -> None:
    held = [task["id"] for task in next_tasks(batch, lab.ben, n=2)]
    assert bulk("reject", lab.editor, task_ids=ids).json["n_changed"] == 4
    assert {task.id for task in db.session.query(Task).filter_by(state="open")} == set(held)


def test_every_answer_of_a_grid_is_a_decision_and_in_the_history(bulk: Callable[..., Any], ids: list[int]) -> None:
    action_id = bulk("confirm", task_ids=ids).json["action_id"]
    decisions = db.session.query(TaskDecision).all()
    assert [str(row.action_id) for row in decisions] == [action_id] * 6
    changes = db.session.query(LabelChange).all()
    assert {(row.source, str(row.action_id)) for row in changes} == {("review", action_id)}
    bulk("confirm", task_ids=ids)
    assert db.session.query(TaskDecision).count() == 6


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"action": "confirm"}, 422),
        ({"action": "confirm", "task_ids": [1], "filter": {}}, 422),
        ({"action": "label", "task_ids": [1]}, 422),
        ({"action": "reject", "task_ids": [1], "label": "fall"}, 422),
        ({"action": "label", "task_ids": [1], "call_type_id": str(uuid4())}, 422),
        ({"action": "confirm", "task_ids": list(range(1, 10_002))}, 422),
        ({"action": "confirm", "task_ids": [2**63 - 1]}, 200),
    ],
)
def test_a_request_that_makes_no_sense_is_refused(bulk: Callable[..., Any], body: dict[str, Any], status: int) -> None:
    assert bulk(**body).status_code == status
    assert labels() == [None] * 6


def test_tasks_of_other_batches_are_not_touched(lab: Lab, bulk: Callable[..., Any], make: Factory) -> None:
    other = make.task(lab.project)
    assert bulk("reject", task_ids=[other.id]).json["n_changed"] == 0
    assert db.session.get_one(Task, other.id, populate_existing=True).state == "open"


def test_a_blind_batch_shows_and_confirms_no_guess(
    lab: Lab, grid: Callable[..., Any], bulk: Callable[..., Any], batch: TaskBatch, ids: list[int]
) -> None:
    batch.is_blind = True
    db.session.commit()
    page = grid()
    assert page["groups"] == [{"label": None, "n": 6}]
    assert {(row["predicted"], row["probability"]) for row in page["results"]} == {(None, None)}
    assert bulk("confirm", task_ids=ids).json["code"] == "batch-blind"
    assert grid(lab.editor, label="rise")["count"] == 2


def test_answers_of_several_annotators_are_hidden_and_not_given_in_a_grid(
    lab: Lab, client: FlaskClient, make: Factory, decide: Callable[..., Any], next_tasks: Callable[..., Any]
) -> None:
    batch = make.task_batch(lab.project, n_annotators=2)
    task = next_tasks(batch, lab.ben)[0]
    decide(batch, lab.ben, task["id"], label="song")
    url = f"{BASE}/task-batches/{batch.id}"
    for headers, seen in ((lab.ann, None), (lab.ben, "song"), (lab.editor, "song")):
        rows = client.get(f"{url}/grid?state=done", headers=headers).json["results"]
        assert [row["label"] for row in rows] == [seen]
    body = {"action": "reject", "filter": {}}
    assert client.post(f"{url}/bulk", json=body, headers=lab.editor).json["code"] == "several-annotators"


def test_a_closed_batch_takes_no_answers(bulk: Callable[..., Any], batch: TaskBatch, ids: list[int]) -> None:
    batch.state = "closed"  # type: ignore[assignment]
    db.session.commit()
    assert bulk("confirm", task_ids=ids).json["code"] == "batch-closed"


def test_the_latest_run_of_the_batch_s_classifier_is_shown_before_the_current_one(
    lab: Lab, make: Factory, grid: Callable[..., Any], batch: TaskBatch
) -> None:
    segment = db.session.query(Segment).first()
    old = make.classifier(lab.group)
    run = make.run(_segmentation_without_current(segment), old, label="rise", confidence=0.6)
    run.is_current, batch.classifier_id = False, old.id
    db.session.commit()
    assert {row["predicted"] for row in grid()["results"]} == {"rise"}


def _segmentation_without_current(segment: Any) -> Any:
    """The segmentation of a segment, whose current run is the current one no more while another is made."""
    from blueprints.calls.models import ClassificationRun
    from blueprints.recordings.models import Segmentation

    db.session.query(ClassificationRun).update({"is_current": False})
    db.session.commit()
    return db.session.get_one(Segmentation, segment.segmentation_id)


def test_moments_of_a_grid_are_the_server_s(bulk: Callable[..., Any], ids: list[int]) -> None:
    bulk("confirm", task_ids=ids)
    moments = {task.decided_at for task in db.session.query(Task)}
    assert len(moments) == 1
    assert moments.pop() <= now()  # type: ignore[operator]
