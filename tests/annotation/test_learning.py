"""The learning loop: rounds begin, learn, score and reorder; held-out labels are never learned from."""

from uuid import uuid4

import pytest
from sqlalchemy import select

from blueprints.annotation.models import Task, TaskBatch
from blueprints.annotation.service import learning
from blueprints.calls.models import ClassificationRun, Classifier, Prediction
from blueprints.calls.service.selections import kept_with
from blueprints.recordings.models import Segment, Segmentation
from core.clock import now
from core.db import db
from core.jobs.models import Job
from tests.annotation.nights import BASE, answer, nights, rounds_of, tasks_of
from tests.databases import on_one_database
from tests.factories.calls import LABELS

__all__ = ["answer", "nights"]

pytestmark = pytest.mark.usefixtures("annotation_jobs")


def shown(client, lab, batch):
    return client.get(f"{BASE}/task-batches/{batch.id}/learning", headers=lab.viewer).json


def test_a_round_begins_after_enough_labels_and_not_before(nights, answer):
    batch, truth = nights()
    tasks = tasks_of(batch, is_held_out=False)
    answer(batch, tasks[:9], truth)
    assert rounds_of(batch) == []
    answer(batch, tasks[9:11], truth)
    assert [row.number for row in rounds_of(batch)] == [1]
    answer(batch, tasks[11:25], truth)
    assert len(rounds_of(batch)) == 1, "one round runs at a time"


def test_a_round_learns_scores_and_becomes_the_batches_model(client, lab, nights, answer, run_jobs):
    batch, truth = nights()
    answer(batch, tasks_of(batch, is_held_out=True)[:6], truth)
    answer(batch, tasks_of(batch, is_held_out=False)[:8], truth)
    run_jobs()
    found = shown(client, lab, batch)
    (one,) = found["rounds"]
    assert (one["number"], one["state"], one["n_labels"], one["n_held_out"]) == (1, "ready", 8, 6)
    # Sweeps of opposite direction differ in every frame: a model that mixes them up is broken.
    assert one["macro_f1"] > 0.9
    assert (found["n_held_out_tasks"], found["n_held_out_labelled"]) == (16, 6)
    assert found["n_until_next"] == 10
    db.session.rollback()
    assert str(db.session.get_one(TaskBatch, batch.id).classifier_id) == one["classifier_id"]
    row = db.session.get_one(Classifier, batch.classifier_id)
    assert row.name == f"{batch.name} round 1"
    assert row.scores["held_out"]["n_calls"] == 6


@on_one_database
def test_the_next_round_descends_from_the_one_before(nights, answer, run_jobs):
    batch, truth = nights()
    for _ in range(2):
        answer(batch, tasks_of(batch, is_held_out=False, state="open")[:10], truth)
        run_jobs()
    first, second = rounds_of(batch)
    assert db.session.get_one(Classifier, second.classifier_id).parent_id == first.classifier_id
    assert (first.n_labels, second.n_labels) == (10, 20)


def test_open_tasks_are_put_in_a_new_order_and_others_stay(nights, answer, run_jobs, lab):
    batch, truth = nights()
    answer(batch, tasks_of(batch, is_held_out=False)[:10], truth)
    left = tasks_of(batch, state="open")
    locked = left[3]
    locked.locked_by, locked.locked_until = lab.ben_person.id, now().replace(year=2100)
    db.session.commit()
    before = {task.id: task.position for task in tasks_of(batch)}
    run_jobs()
    after = {task.id: task.position for task in tasks_of(batch)}
    moved = {number for number in after if after[number] != before[number]}
    assert locked.id not in moved
    assert not moved & {task.id for task in tasks_of(batch, state="done")}
    order = [task.id for task in tasks_of(batch, state="open") if task.id != locked.id]
    assert order != [task.id for task in left if task.id != locked.id]
    is_held = [task.is_held_out for task in tasks_of(batch, state="open") if task.id != locked.id]
    # 16 held-out tasks among 22 others come evenly, neither all first nor all last.
    assert 5 <= sum(is_held[: len(is_held) // 2]) <= 11


@on_one_database
def test_a_batch_with_an_order_of_its_own_keeps_it(nights, answer, run_jobs):
    batch, truth = nights(ordering="time")
    answer(batch, tasks_of(batch, is_held_out=False)[:10], truth)
    before = [task.id for task in tasks_of(batch)]
    run_jobs()
    assert rounds_of(batch)[0].classifier_id is not None
    assert [task.id for task in tasks_of(batch)] == before


def test_labels_of_held_out_tasks_are_never_learned_from(nights, answer, run_jobs):
    batch, truth = nights()
    held = tasks_of(batch, is_held_out=True)
    answer(batch, held[:8], truth)
    answer(batch, tasks_of(batch, is_held_out=False)[:10], truth)
    run_jobs()
    (one,) = rounds_of(batch)
    learned, scored = kept_with(db.session.get_one(Classifier, one.classifier_id))
    assert len(learned) == 10
    assert not set(learned) & {task.segment_id for task in held}
    assert set(scored) == {task.segment_id for task in held[:8]}


@on_one_database
def test_held_out_answers_change_the_score_and_not_the_model(nights, answer, run_jobs):
    """Wrong words on held-out calls: guesses stay bit for bit what they are with right ones."""
    seen = []
    for word in (None, "fall"):
        batch, truth = nights()
        answer(batch, tasks_of(batch, is_held_out=True)[:8], truth, label=word)
        answer(batch, tasks_of(batch, is_held_out=False)[:10], truth)
        run_jobs()
        (one,) = rounds_of(batch)
        numbers = [task.segment_id for task in sorted(tasks_of(batch), key=lambda task: task.id)]
        guesses = dict(
            db.session.execute(
                select(Prediction.segment_id, Prediction.probabilities)
                .join(ClassificationRun, ClassificationRun.id == Prediction.run_id)
                .where(ClassificationRun.classifier_id == one.classifier_id)
            ).all()
        )
        seen.append(([guesses[number] for number in numbers], one.macro_f1))
    assert seen[0][0] == seen[1][0]
    assert seen[1][1] < seen[0][1]


@on_one_database
def test_what_another_batch_holds_out_is_not_learned_from(nights, answer, run_jobs, make, lab):
    batch, truth = nights()
    tasks = tasks_of(batch, is_held_out=False)
    other = make.task_batch(lab.project)
    task = tasks[0]
    db.session.add(
        Task(
            batch_id=other.id,
            segment_id=task.segment_id,
            recording_id=task.recording_id,
            position=0.0,
            is_held_out=True,
        )
    )
    db.session.commit()
    answer(batch, tasks[:10], truth)
    run_jobs()
    (one,) = rounds_of(batch)
    assert one.n_labels == 9


def test_guesses_of_the_youngest_round_are_shown_and_results_do_not_change(
    client, lab, nights, answer, run_jobs, next_tasks
):
    batch, truth = nights()
    for _ in range(2):
        answer(batch, tasks_of(batch, is_held_out=False, state="open")[:10], truth)
        run_jobs()
    _, second = rounds_of(batch)
    given = next_tasks(batch, lab.ann, n=5)
    assert all({entry["label"] for entry in task["ranking"]} == set(LABELS) for task in given)
    right = [task["ranking"][0]["label"] == truth[task["segment"]["id"]] for task in given]
    assert sum(right) >= 4
    db.session.rollback()
    runs = list(db.session.scalars(select(ClassificationRun)))
    assert {run.classifier_id for run in runs} == {second.classifier_id}, "guesses of earlier rounds go"
    assert not any(run.is_current for run in runs)
    assert all(db.session.get_one(Segment, number).label is None for number in _open_segments(batch))


@on_one_database
@pytest.mark.parametrize("is_right", [True, False])
def test_guesses_of_a_model_from_outside_stay_until_a_round_is_better(nights, answer, run_jobs, make, lab, is_right):
    batch, truth = nights()
    first = make.classifier(lab.group)
    for segmentation_id in {db.session.get_one(Segment, number).segmentation_id for number in truth}:
        make.run(db.session.get_one(Segmentation, segmentation_id), first)
    for guess in db.session.scalars(select(Prediction)):
        guess.label = truth[guess.segment_id] if is_right else "fall"
    db.session.get_one(TaskBatch, batch.id).classifier_id = first.id
    db.session.commit()
    answer(batch, tasks_of(batch, is_held_out=True)[:8], truth)
    answer(batch, tasks_of(batch, is_held_out=False)[:10], truth)
    run_jobs()
    (one,) = rounds_of(batch)
    assert one.classifier_id is not None
    shown = db.session.get_one(TaskBatch, batch.id).classifier_id
    assert shown == (first.id if is_right else one.classifier_id)
    runs_of_round = db.session.query(ClassificationRun).filter_by(classifier_id=one.classifier_id).count()
    assert bool(runs_of_round) is not is_right


def _open_segments(batch):
    return [task.segment_id for task in tasks_of(batch, state="open")]


def test_running_twice_gives_the_same(nights, answer, run_jobs):
    batch, truth = nights()
    answer(batch, tasks_of(batch, is_held_out=True)[:6], truth)
    answer(batch, tasks_of(batch, is_held_out=False)[:10], truth)
    run_jobs()
    (one,) = rounds_of(batch)
    state = _state(batch, one)
    job = db.session.get_one(Job, one.job_id)
    job.state, job.claim = "queued", None
    db.session.commit()
    run_jobs()
    (again,) = rounds_of(batch)
    assert _state(batch, again) == state
    assert db.session.query(Classifier).count() == 1


def _state(batch, one):
    row = db.session.get_one(Classifier, one.classifier_id)
    order = [task.id for task in tasks_of(batch)]
    return one.classifier_id, row.blob_sha256, row.parent_id, one.macro_f1, one.n_labels, order


@pytest.mark.parametrize(("n", "code"), [(3, "too-few-calls"), (8, "one-class")])
def test_too_little_ends_a_round_with_the_reason_and_without_failure(client, lab, nights, answer, run_jobs, n, code):
    batch, truth = nights()
    answer(batch, tasks_of(batch, is_held_out=False)[:n], truth, label="same")
    assert client.post(f"{BASE}/task-batches/{batch.id}/learn", headers=lab.editor).status_code == 202
    jobs = run_jobs()
    assert [job.state for job in jobs] == ["succeeded"]
    (one,) = shown(client, lab, batch)["rounds"]
    assert (one["state"], one["problem"]["code"], one["classifier_id"]) == ("failed", code, None)
    assert db.session.query(Classifier).count() == 0


@on_one_database
def test_rejected_calls_and_labels_taken_back_teach_nothing(client, lab, nights, answer, run_jobs, decide):
    batch, truth = nights()
    tasks = tasks_of(batch, is_held_out=False)
    answer(batch, tasks[:9], truth)
    decide(batch, lab.ann, tasks[9].id, "reject")
    decide(batch, lab.ann, tasks[0].id, "undo")
    assert client.post(f"{BASE}/task-batches/{batch.id}/learn", headers=lab.editor).status_code == 202
    run_jobs()
    assert rounds_of(batch)[-1].n_labels == 8


def test_a_second_request_gives_the_running_round(client, lab, nights, answer):
    batch, truth = nights()
    answer(batch, tasks_of(batch)[:5], truth)
    once, again = (client.post(f"{BASE}/task-batches/{batch.id}/learn", headers=lab.editor).json for _ in range(2))
    assert once["id"] == again["id"]
    assert len(rounds_of(batch)) == 1


def test_only_editors_ask_and_strangers_see_nothing(client, lab, nights):
    batch, _ = nights()
    url = f"{BASE}/task-batches/{batch.id}"
    assert client.post(f"{url}/learn", headers=lab.ann).status_code == 403
    assert client.post(f"{url}/learn", headers=lab.stranger).status_code == 404
    assert client.post(f"{url}/learn").status_code == 401
    assert client.get(f"{url}/learning", headers=lab.stranger).status_code == 404
    assert client.get(f"{url}/learning").status_code == 401
    assert client.get(f"{BASE}/task-batches/{uuid4()}/learning", headers=lab.viewer).status_code == 404


def test_a_batch_being_made_does_not_learn(client, lab, nights):
    batch, _ = nights(state="building")
    found = client.post(f"{BASE}/task-batches/{batch.id}/learn", headers=lab.editor)
    assert (found.status_code, found.json["code"]) == (409, "batch-not-ready")


def test_a_job_that_dies_ends_its_round_so_that_the_next_can_begin(nights, answer):
    from core.jobs.ending import end
    from core.jobs.kinds import JobState

    batch, truth = nights()
    answer(batch, tasks_of(batch, is_held_out=False)[:10], truth)
    (one,) = rounds_of(batch)
    job = db.session.get_one(Job, one.job_id)
    end(job, JobState.FAILED, error_code="lost", error_detail="The worker died.")
    db.session.commit()
    assert rounds_of(batch)[0].problem_code == "lost"
    assert learning.running_round(batch.id) is None


def test_a_batch_deleted_meanwhile_is_no_failure(nights, run_jobs):
    batch, _ = nights()
    learning.begin(batch)
    db.session.commit()
    db.session.delete(db.session.get_one(TaskBatch, batch.id))
    db.session.commit()
    (job,) = run_jobs()
    assert job.state == "succeeded"
