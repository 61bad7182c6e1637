"""Training sets and classifiers: uploaded, trained for real, evaluated, refused with reasons."""

import io

import pytest

from blueprints.calls.models import Classifier, TrainingSet
from blueprints.calls.service.classifiers import METHODS
from core.db import db

BASE = "/api/v1"


def ask(client, lab, training_set, *, headers=None, **fields):
    body = {
        "name": "First",
        "project_id": str(lab.project.id),
        "method": "logistic",
        "source": {"kind": "training-set", "training_set_id": str(training_set.id)},
    }
    return client.post(f"{BASE}/classifiers", json=body | fields, headers=headers or lab.editor)


def test_every_method_the_page_offers_exists_and_the_other_way_round(app):
    from ml.calls.methods import METHODS as REGISTRY

    assert set(METHODS) == set(REGISTRY)


def test_a_classifier_is_trained_from_clips_with_scores_and_model(client, lab, make, run_jobs):
    answer = ask(client, lab, make.training_set(lab.group))
    assert answer.status_code == 201
    run_jobs()
    shown = client.get(f"{BASE}/classifiers/{answer.json['id']}", headers=lab.viewer).json
    assert (shown["state"], shown["labels"]) == ("ready", ["fall", "rise"])
    assert shown["training"]["per_class"] == {"fall": 12, "rise": 12}
    # Sweeps of opposite direction differ in every frame: a classifier that mixes them up is broken.
    assert shown["scores"]["macro_f1"] > 0.9
    assert shown["scores"]["is_grouped"]
    evaluation = client.get(f"{BASE}/classifiers/{answer.json['id']}/evaluation", headers=lab.viewer).json
    assert set(evaluation["baselines"]) >= {"majority", "random_folds", "n_exact_copies"}
    model = client.get(f"{BASE}/classifiers/{answer.json['id']}/export", headers=lab.viewer)
    assert model.status_code == 200
    assert not model.data.startswith(b"\x80")


def test_too_few_clips_are_refused_with_the_reason_on_the_classifier(client, lab, make, run_jobs):
    answer = ask(client, lab, make.training_set(lab.group, n=1))
    run_jobs()
    shown = client.get(f"{BASE}/classifiers/{answer.json['id']}", headers=lab.viewer).json
    assert (shown["state"], shown["problem"]["code"]) == ("failed", "too-few-calls")


def test_training_needs_an_editor(client, lab, make):
    training_set = make.training_set(lab.group)
    assert ask(client, lab, training_set, headers=lab.annotator).status_code == 403
    assert ask(client, lab, training_set, headers=lab.stranger).status_code == 404
    assert client.post(f"{BASE}/classifiers", json={}).status_code == 401


def test_another_groups_training_set_cannot_be_used(client, lab, make):
    assert ask(client, lab, make.training_set(make.group())).status_code == 404


@pytest.mark.parametrize(
    ("field", "value"), [("method", "magic"), ("name", ""), ("source", {"kind": "pickle"}), ("colour", "red")]
)
def test_a_wrong_field_is_named(client, lab, make, field, value):
    answer = ask(client, lab, make.training_set(lab.group), **{field: value})
    assert answer.status_code == 422
    assert any(field in error["pointer"] for error in answer.json["errors"])
    assert db.session.query(Classifier).count() == 0


def test_a_classifier_in_use_is_not_deleted(client, lab, make):
    segmentation = make.segmentation(make.recording(lab.project))
    run = make.run(segmentation)
    answer = client.delete(f"{BASE}/classifiers/{run.classifier_id}", headers=lab.editor)
    assert (answer.status_code, answer.json["code"]) == (409, "classifier-in-use")


def test_a_stale_change_is_refused(client, lab, make):
    row = make.classifier(lab.group)
    url = f"{BASE}/classifiers/{row.id}"
    assert client.patch(url, json={"name": "A"}, headers=lab.editor | {"If-Match": '"1"'}).status_code == 200
    assert client.patch(url, json={"name": "B"}, headers=lab.editor | {"If-Match": '"1"'}).status_code == 412


def upload(client, lab, content, *, name="clips.zip"):
    data = {"project_id": str(lab.project.id), "file": (io.BytesIO(content), name)}
    return client.post(f"{BASE}/training-sets", data=data, headers=lab.editor)


def test_an_uploaded_archive_becomes_a_training_set(client, lab, make):
    answer = upload(client, lab, make.clips_zip(4))
    assert answer.status_code == 201, answer.json
    (row,) = db.session.query(TrainingSet).all()
    assert (row.n_clips, row.labels) == (8, {"fall": 4, "rise": 4})


def test_an_archive_without_labelled_clips_is_refused(client, lab):
    import zipfile

    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("readme.txt", "nothing here")
    answer = upload(client, lab, buffer.getvalue())
    assert (answer.status_code, answer.json["code"]) == (422, "no-labelled-clips")
    assert db.session.query(TrainingSet).count() == 0
