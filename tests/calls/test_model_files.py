"""Classifiers as files: exported with what the station says of them, imported once a job has looked them over."""

import hashlib
import json
import pickle
import zlib

import pytest

from blueprints.calls.models import Classifier
from blueprints.calls.service import model_files
from core.access import Role
from core.db import db
from ml.calls import store

BASE = "/api/v1"


def train(client, lab, make, run_jobs, **fields):
    source = {"kind": "training-set", "training_set_id": str(make.training_set(lab.group).id)}
    body = {"name": "Bank voles", "project_id": str(lab.project.id), "method": "logistic", "source": source} | fields
    answer = client.post(f"{BASE}/classifiers", json=body, headers=lab.editor)
    run_jobs()
    return answer.json["id"]


def with_header(content, **changes):
    start = len(store.IDENTIFICATION)
    stop = content.index(b"\n", start)
    header = json.loads(content[start:stop]) | changes
    return store.IDENTIFICATION + json.dumps(header).encode() + content[stop:]


def test_the_first_line_is_the_stores():
    assert model_files.IDENTIFICATION == store.IDENTIFICATION


def test_an_exported_classifier_comes_back_and_classifies_the_same(client, lab, make, run_jobs, bring):
    first = train(client, lab, make, run_jobs, notes="Hedges, 2026")
    content = client.get(f"{BASE}/classifiers/{first}/export", headers=lab.viewer).data
    shown = bring(content).json
    assert (shown["state"], shown["name"], shown["notes"]) == ("ready", "Bank voles", "Hedges, 2026")
    assert (shown["labels"], shown["method"]) == (["fall", "rise"], "logistic")
    assert shown["training"]["per_class"] == {"fall": 12, "rise": 12}
    # What a file says of itself was measured by others: it is no score of this station's.
    assert shown["scores"] == {}
    assert shown["source"]["says"]["scores"]["macro_f1"] > 0.9
    assert shown["source"]["sha256"] == shown["sha256"] == hashlib.sha256(content).hexdigest()
    segments = make.named_recording(lab.project)
    body = {"segmentation_id": str(segments[0].segmentation_id), "classifier_id": shown["id"]}
    run = client.post(f"{BASE}/classification-runs", json=body, headers=lab.annotator).json
    run_jobs()
    said = client.get(f"{BASE}/classification-runs/{run['id']}/predictions", headers=lab.viewer).json["results"]
    right = [one["label"] == segment.label for one, segment in zip(said, segments, strict=True)]
    # Sweeps of opposite direction: one of eight may be lost to the noise of the recording.
    assert sum(right) >= 7


@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        (lambda content: with_header(content, code_version="warble27-0"), "feature-version"),
        (lambda content: with_header(content, feature_set="nobody's"), "feature-version"),
        (lambda content: with_header(content, format=99), "other-format"),
        (lambda content: with_header(content, labels=[]), "damaged"),
        (lambda content: content[:-1] + bytes([content[-1] ^ 1]), "damaged"),
        (lambda content: with_header(content, arrays=[["weights", "f8", [10**9]]]), "untrusted-model"),
    ],
)
def test_a_file_that_is_not_what_it_has_to_be_fails_with_the_reason(make, bring, spoil, code):
    shown = bring(spoil(make.model_file())).json
    assert (shown["state"], shown["problem"]["code"], shown["sha256"]) == ("failed", code, None)


def test_a_bomb_of_arrays_is_not_unpacked(make, bring):
    payload = zlib.compress(bytes(100_000_000), 9)
    header = {"sha256": hashlib.sha256(payload).hexdigest(), "arrays": [["weights", "f8", [12_500_000]]]}
    whole = with_header(make.model_file(), **header)
    content = whole[: whole.index(b"\n", len(store.IDENTIFICATION)) + 1] + payload
    assert bring(content).json["problem"]["code"] == "untrusted-model"


@pytest.mark.parametrize("content", [pickle.dumps({"a": 1}), b"nothing", b"\x93NUMPY\x01\x00", b"fieldstation call"])
def test_anything_else_is_refused_at_once(bring, content):
    answer = bring(content)
    assert (answer.status_code, answer.json["code"]) == (422, "not-a-classifier")
    assert db.session.query(Classifier).count() == 0


def test_what_a_file_says_of_itself_is_kept_short_and_plain(make, bring):
    about = {"name": "N" * 5000, "notes": ["x"], "scores": {"macro_f1": "1", "accuracy": 0.5, "x": 1}, "more": {}}
    shown = bring(with_header(make.model_file(), about=about)).json
    assert shown["name"] == "N" * 120
    assert shown["source"]["says"]["scores"] == {"accuracy": 0.5}
    assert set(shown["source"]["says"]) == {"name", "scores"}


def test_a_failed_import_cannot_be_used_or_sent_on(client, lab, make, bring):
    shown = bring(with_header(make.model_file(), labels=[])).json
    answer = client.get(f"{BASE}/classifiers/{shown['id']}/export", headers=lab.viewer)
    assert (answer.status_code, answer.json["code"]) == (409, "classifier-not-ready")


def test_importing_needs_an_editor_of_the_group(lab, make, bring):
    assert bring(make.model_file(), headers=lab.annotator).status_code == 403
    assert bring(make.model_file(), headers=lab.stranger).status_code == 404


def family(make, group, n=3):
    line = [make.classifier(group, name="Generation 1")]
    for number in range(1, n):
        line.append(make.classifier(group, name=f"Generation {number + 1}", parent_id=line[-1].id))
    return line


def test_a_family_is_shown_both_ways(client, lab, make):
    line = family(make, lab.group)
    cousin = make.classifier(lab.group, parent_id=line[0].id, scores={"macro_f1": 0.5})
    shown = client.get(f"{BASE}/classifiers/{line[1].id}/lineage", headers=lab.viewer).json
    assert [one["id"] for one in shown["ancestors"]] == [str(line[0].id)]
    assert [one["id"] for one in shown["descendants"]] == [str(line[2].id)]
    shown = client.get(f"{BASE}/classifiers/{line[0].id}/lineage", headers=lab.viewer).json
    assert {one["id"] for one in shown["descendants"]} == {str(line[1].id), str(line[2].id), str(cousin.id)}
    shown = client.get(f"{BASE}/classifiers/{line[2].id}/lineage", headers=lab.viewer).json
    assert [one["name"] for one in shown["ancestors"]] == ["Generation 1", "Generation 2"]


def test_a_parent_is_of_the_same_group(client, lab, make, run_jobs):
    other = make.group()
    make.member(other, Role.EDITOR, user=lab.person)
    source = {"kind": "training-set", "training_set_id": str(make.training_set(lab.group).id)}
    body = {"name": "A", "project_id": str(lab.project.id), "source": source}
    body["parent_id"] = str(make.classifier(other).id)
    answer = client.post(f"{BASE}/classifiers", json=body, headers=lab.editor)
    assert (answer.status_code, answer.json["errors"][0]["pointer"]) == (422, "/parent_id")


def test_classifiers_are_compared_with_the_data_each_score_is_from(client, lab, make, run_jobs):
    one, two = train(client, lab, make, run_jobs), train(client, lab, make, run_jobs, name="Second", method="knn27")
    shown = client.get(f"{BASE}/classifiers/compare?ids={one},{two}", headers=lab.viewer).json
    assert shown["labels"] == ["fall", "rise"]
    first, second = shown["results"]
    assert (first["id"], second["method"]) == (one, "knn27")
    assert (first["folds"]["n_calls"], first["folds"]["n_groups"], first["folds"]["is_grouped"]) == (24, 3, True)
    assert set(first["folds"]["per_class"]) == {"fall", "rise"}
    assert (first["held_out"], first["same_held_out"]) == (None, [])


@pytest.mark.parametrize("ids", ["x,y", "", "{0}", ",".join(["{0}"] * 3)])
def test_a_comparison_needs_two_to_ten_different_ids(client, lab, make, ids):
    ids = ids.format(make.classifier(lab.group).id)
    assert client.get(f"{BASE}/classifiers/compare?ids={ids}", headers=lab.viewer).status_code == 422


def test_a_strangers_classifier_is_not_compared(client, lab, make):
    ids = f"{make.classifier(lab.group).id},{make.classifier().id}"
    assert client.get(f"{BASE}/classifiers/compare?ids={ids}", headers=lab.viewer).status_code == 404
