"""ONNX models brought to a station: taken in with what is said of them, looked over by a job, used like any other."""

from typing import get_args

import numpy as np
import pytest

from blueprints.calls.models import Classifier
from blueprints.calls.schemas.classifiers import FeatureSetName
from blueprints.calls.service import model_files
from core.db import db
from ml.calls.onnx import graph
from processing.audio.features import FEATURE_SETS
from tests.databases import on_one_database
from tests.ml.calls.onnx_models import N_COLUMNS, linear, node, weights

BASE = "/api/v1"


@pytest.fixture
def bring_onnx(bring):
    """`bring_onnx(model)` says of a model what it needs to be said, unless told otherwise."""

    def _bring(model, *, name="bats.onnx", headers=None, **fields):
        content = model if isinstance(model, bytes) else model.SerializeToString()
        said = {"labels": "fall, rise", "feature_set": "warble27"} | fields
        return bring(content, name=name, headers=headers, **said)

    return _bring


def rising():
    """A model that names a call by the sign of its slope (the last but one of the measures)."""
    names = FEATURE_SETS["warble27"].names
    found = np.zeros((N_COLUMNS, 2))
    found[names.index("dfslope"), 1] = 1.0
    return linear(found)


def predictions(client, lab, run_jobs, classifier_id, segments):
    body = {"segmentation_id": str(segments[0].segmentation_id), "classifier_id": classifier_id}
    run = client.post(f"{BASE}/classification-runs", json=body, headers=lab.annotator).json
    run_jobs()
    return client.get(f"{BASE}/classification-runs/{run['id']}/predictions", headers=lab.viewer).json["results"]


def test_an_onnx_model_classifies_and_goes_on_to_another_station_as_one_file(client, lab, make, run_jobs, bring_onnx):
    shown = bring_onnx(rising(), name="Slopes.onnx").json
    assert (shown["state"], shown["name"], shown["method"]) == ("ready", "Slopes", "onnx")
    assert (shown["labels"], shown["feature_set"]) == (["fall", "rise"], "warble27")
    assert [one["code"] for one in shown["training"]["warnings"]] == ["never-unknown"]
    segments = make.named_recording(lab.project)
    said = predictions(client, lab, run_jobs, shown["id"], segments)
    assert [one["label"] for one in said] == [segment.label for segment in segments]
    assert not any(one["is_unknown"] for one in said)
    file = client.get(f"{BASE}/classifiers/{shown['id']}/export", headers=lab.viewer).data
    again = bring_onnx(file, name="Slopes.fsmodel", labels="", feature_set="").json
    assert (again["state"], again["method"], again["labels"]) == ("ready", "onnx", ["fall", "rise"])
    assert predictions(client, lab, run_jobs, again["id"], segments) == said


@on_one_database
@pytest.mark.parametrize(
    ("model", "code"),
    [
        (b"\x08\x09 and then no model at all", "not-an-onnx-model"),
        (linear(weights(), nodes=[node("Loop", ["", ""], ["scores"])]), "untrusted-model"),
        (linear(weights(3)), "onnx-mismatch"),
        (linear(weights(), nodes=[node("MatMul", ["x", "w"], ["scores"])]), "onnx-mismatch"),
        (linear(weights(), nodes=[node("MatMul", ["nothing", "w"], ["scores"])]), "onnx-failed"),
    ],
    ids=["no model", "loop", "labels", "logits", "broken graph"],
)
def test_a_model_that_is_not_what_it_has_to_be_fails_with_the_reason(bring_onnx, model, code):
    shown = bring_onnx(model).json
    assert (shown["state"], shown["problem"]["code"], shown["sha256"]) == ("failed", code, None)


@pytest.mark.parametrize("content", [b"nothing", b"PK\x03\x04", b"\x80\x04K\x01."])
def test_what_cannot_be_a_model_is_refused_at_once(bring_onnx, content):
    answer = bring_onnx(content)
    assert (answer.status_code, answer.json["code"]) == (422, "not-an-onnx-model")
    assert db.session.query(Classifier).count() == 0


@on_one_database
@pytest.mark.parametrize(
    ("field", "value"),
    [("feature_set", "mine"), ("scores", "votes"), ("low_hz", "-1"), ("low_hz", "9"), ("labels", "a" * 20_001)],
)
def test_what_is_said_of_a_model_has_to_make_sense(bring_onnx, field, value):
    answer = bring_onnx(rising(), **{field: value})
    assert answer.status_code == 422
    assert field.split("_")[0] in str(answer.json["errors"]) or field == "low_hz"


def test_importing_a_model_needs_an_editor_of_the_group(lab, bring_onnx):
    assert bring_onnx(rising(), headers=lab.annotator).status_code == 403
    assert bring_onnx(rising(), headers=lab.stranger).status_code == 404


def test_a_model_that_is_too_large_is_refused_unread(bring_onnx, monkeypatch):
    monkeypatch.setattr(model_files, "MAX_ONNX_BYTES", 100)
    assert bring_onnx(rising()).json["code"] == "too-large"


def test_the_web_process_and_the_worker_agree_on_sizes_and_measures():
    assert graph.MOST_BYTES == model_files.MAX_ONNX_BYTES
    assert set(get_args(FeatureSetName)) == set(FEATURE_SETS)
