"""Classification runs: real models over real sound, results that replace each other, batches."""

import numpy as np
import pytest
from sqlalchemy import select

from blueprints.calls.models import ClassificationRun, Prediction
from blueprints.recordings.models import Recording, Segment
from core import signals
from core.access import Role
from core.db import db
from tests.factories.calls import SR, clip
from tests.factories.recordings import wav

BASE = "/api/v1"


def night() -> bytes:
    """A second of quiet with a falling call at 0.2 s and a rising one at 0.6 s."""
    y = np.random.default_rng(5).normal(0, 0.001, SR).astype(np.float32)
    for label, at in (("fall", 0.2), ("rise", 0.6)):
        sound = clip(label, 7)
        y[int(at * SR) : int(at * SR) + len(sound)] += sound
    return wav(y, SR)


@pytest.fixture
def trained(client, lab, make, run_jobs):
    """Id of a classifier trained on the two kinds of call."""
    body = {
        "name": "First",
        "project_id": str(lab.project.id),
        "method": "logistic",
        "source": {"kind": "training-set", "training_set_id": str(make.training_set(lab.group).id)},
    }
    answer = client.post(f"{BASE}/classifiers", json=body, headers=lab.editor)
    run_jobs()
    return answer.json["id"]


@pytest.fixture
def segmented(lab, make):
    recording = make.stored_recording(lab.project, content=night())
    return make.segmentation(recording, segments=[(0.2, 0.21), (0.6, 0.61)])


def test_a_run_names_each_call_with_a_probability_for_every_class(client, lab, segmented, trained, run_jobs):
    body = {"segmentation_id": str(segmented.id), "classifier_id": trained}
    answer = client.post(f"{BASE}/classification-runs", json=body, headers=lab.annotator)
    assert answer.status_code == 202
    run_jobs()
    url = f"{BASE}/classification-runs/{answer.json['id']}"
    predictions = client.get(f"{url}/predictions", headers=lab.viewer).json["results"]
    assert [row["label"] for row in predictions] == ["fall", "rise"]
    for row in predictions:
        assert set(row["probabilities"]) == {"fall", "rise"}
        assert sum(row["probabilities"].values()) == pytest.approx(1, abs=1e-3)
    assert client.get(f"{url}/summary", headers=lab.viewer).json["n_calls"] == 2
    assert db.session.get(Recording, segmented.recording_id, populate_existing=True).is_classified


def test_a_second_run_is_current_and_the_first_is_kept(client, lab, segmented, make, run_jobs):
    first = make.run(segmented)
    body = {"segmentation_id": str(segmented.id), "classifier_id": str(first.classifier_id)}
    second = client.post(f"{BASE}/classification-runs", json=body, headers=lab.annotator).json
    run_jobs()
    rows = db.session.scalars(select(ClassificationRun).execution_options(populate_existing=True)).all()
    assert {str(row.id): row.is_current for row in rows} == {str(first.id): False, second["id"]: True}


def test_moving_a_segment_forgets_what_was_predicted_of_its_old_bounds(app, segmented, make):
    make.run(segmented)
    segment = db.session.scalar(select(Segment).order_by(Segment.id))
    signals.segmentation_changed.send(segmented, segmentation=segmented, segment_ids=[segment.id])
    db.session.commit()
    assert db.session.query(Prediction).count() == 1


def test_a_batch_classifies_what_waits_and_nothing_else(client, lab, make, run_jobs):
    waiting = [make.segmentation(make.stored_recording(lab.project, content=night() + bytes(n))) for n in (0, 2)]
    make.run(make.segmentation(make.recording(lab.project)))
    body = {"project_id": str(lab.project.id), "classifier_id": str(make.classifier(lab.group).id)}
    answer = client.post(f"{BASE}/classification-runs/batch", json=body, headers=lab.annotator)
    assert answer.status_code == 202
    assert answer.json["children"]["queued"] == 2
    run_jobs()
    classified = {row.segmentation_id for row in db.session.query(ClassificationRun).filter_by(is_current=True)}
    assert {segmentation.id for segmentation in waiting} <= classified
    again = client.post(f"{BASE}/classification-runs/batch", json=body, headers=lab.annotator)
    assert again.json["code"] == "nothing-to-classify"


def test_a_recording_without_segments_cannot_be_classified(client, lab, make):
    body = {"recording_id": str(make.recording(lab.project).id), "classifier_id": str(make.classifier(lab.group).id)}
    answer = client.post(f"{BASE}/classification-runs", json=body, headers=lab.annotator)
    assert (answer.status_code, answer.json["code"]) == (409, "not-segmented")


def test_a_viewer_may_look_but_not_classify(client, lab, segmented, make):
    body = {"segmentation_id": str(segmented.id), "classifier_id": str(make.classifier(lab.group).id)}
    assert client.post(f"{BASE}/classification-runs", json=body, headers=lab.viewer).status_code == 403
    assert client.post(f"{BASE}/classification-runs", json=body, headers=lab.stranger).status_code == 404
    assert client.get(f"{BASE}/classification-runs", headers=lab.viewer).status_code == 200


def test_process_on_arrival_ends_with_classified_calls(client, lab, make, trained, run_jobs):
    recipe = {"segment": {"method": "adaptive", "preset": "auto"}, "classify": {"classifier_id": trained}}
    client.patch(f"{BASE}/projects/{lab.project.id}", json={"recipe": recipe}, headers=lab.editor)
    data = {"project_id": str(lab.project.id), "file": make.file(night(), "night.wav")}
    answer = client.post(f"{BASE}/recordings", data=data, headers=lab.editor)
    assert answer.status_code == 201, answer.json
    run_jobs()
    calls = client.get(f"{BASE}/results/calls?ordering=onset_s", headers=lab.viewer).json
    assert [(round(row["onset_s"], 1), row["predicted"]) for row in calls["results"]] == [(0.2, "fall"), (0.6, "rise")]


def test_the_bulk_action_classifies_the_chosen_recordings(client, lab, segmented, trained, run_jobs):
    body = {"action": "classify", "ids": [str(segmented.recording_id)], "classifier_id": trained}
    answer = client.post(f"{BASE}/recordings/bulk", json=body, headers=lab.annotator)
    assert answer.status_code == 202, answer.json
    assert answer.json["job"]["kind"] == "batch"
    assert {job.state for job in run_jobs()} == {"succeeded"}
    calls = client.get(f"{BASE}/results/calls?recording_id={segmented.recording_id}", headers=lab.viewer).json
    assert sorted(row["predicted"] for row in calls["results"]) == ["fall", "rise"]


def test_the_bulk_action_refuses_another_groups_classifier(client, lab, make, trained, run_jobs):
    group = make.group()
    foreign = make.stored_recording(make.project(group), content=night())
    make.segmentation(foreign, segments=[(0.2, 0.21)])
    editor = make.headers(make.member(group, Role.EDITOR))
    body = {"action": "classify", "ids": [str(foreign.id)], "classifier_id": trained}
    assert client.post(f"{BASE}/recordings/bulk", json=body, headers=editor).status_code == 202
    assert {job.state for job in run_jobs() if job.group_id == group.id} == {"failed"}
