"""Stored classifiers: the same after loading, and nothing else can be loaded."""

import hashlib
import json
import pickle

import numpy as np
import pytest
import skops.io
from sklearn.pipeline import Pipeline

from ml.calls import store, train
from ml.calls.store import IDENTIFICATION, dump, load
from processing.errors import ModelError
from tests.ml.calls.material import made_calls


@pytest.fixture(scope="module")
def calls():
    return made_calls(feature_set="rich")


@pytest.fixture(scope="module")
def stored(calls):
    return dump(train(calls.table, calls.labels, calls.groups, method="knn27", rng=np.random.default_rng(0)))


def with_payload(stored: bytes, payload: bytes, **changes: object) -> bytes:
    header = {**store.header_of(stored), "sha256": hashlib.sha256(payload).hexdigest(), **changes}
    return IDENTIFICATION + json.dumps(header).encode() + b"\n" + payload


def payload_of(stored: bytes) -> bytes:
    return stored[stored.index(b"\n", len(IDENTIFICATION)) + 1 :]


def code_of(data: bytes) -> str:
    with pytest.raises(ModelError) as refused:
        load(data)
    return refused.value.code


@pytest.mark.parametrize(
    "name", ["knn27", "lda27", "gradient-boosting", "extra-trees", "logistic", "svm", "ensemble", "uniform"]
)
def test_a_loaded_classifier_gives_the_same_probabilities(calls, name):
    model = train(calls.table, calls.labels, calls.groups, method=name, rng=np.random.default_rng(0))
    again = load(dump(model))
    before, after = model.predict(calls.table), again.predict(calls.table)
    assert before.probabilities.tobytes() == after.probabilities.tobytes()
    assert before.is_unknown.tolist() == after.is_unknown.tolist()
    assert (again.labels, again.class_counts, again.warnings) == (model.labels, model.class_counts, model.warnings)


def test_the_header_is_read_without_building_anything(stored):
    header = store.header_of(stored)
    assert header["labels"] == ["down", "flat", "up"]
    assert header["feature_set"] == "warble27"


@pytest.mark.parametrize("data", [b"", b"\x80\x04K\x01.", b"PK\x03\x04", IDENTIFICATION, IDENTIFICATION + b"{oops\n"])
def test_anything_else_is_not_a_classifier(data):
    assert code_of(data) == "not-a-classifier"


def test_a_pickle_in_the_place_of_the_archive_is_refused_and_not_run(stored, tmp_path):
    class Bomb:
        def __reduce__(self):
            return (open, (str(tmp_path / "ran"), "w"))

    assert code_of(with_payload(stored, pickle.dumps(Bomb()))) == "damaged"
    assert not (tmp_path / "ran").exists()


def test_types_that_are_not_expected_are_refused(stored):
    class Stranger:
        pass

    Stranger.__module__, Stranger.__qualname__ = "fieldstation_tests", "Stranger"
    import sys
    import types

    module = types.ModuleType("fieldstation_tests")
    module.Stranger = Stranger
    sys.modules["fieldstation_tests"] = module
    try:
        payload = skops.io.dumps({"members": [Stranger()], "weights": np.ones(1), "novelty": None})
        assert code_of(with_payload(stored, payload)) == "untrusted-model"
    finally:
        del sys.modules["fieldstation_tests"]


def test_an_archive_of_something_else_is_damaged(stored):
    assert code_of(with_payload(stored, skops.io.dumps(Pipeline([("a", "passthrough")])))) == "damaged"


def test_a_changed_byte_is_noticed(stored):
    payload = bytearray(payload_of(stored))
    payload[len(payload) // 2] ^= 1
    changed = stored[: -len(payload)] + bytes(payload)
    assert code_of(changed) == "damaged"


def test_a_tree_that_points_outside_itself_is_refused(calls):
    model = train(calls.table, calls.labels, calls.groups, method="extra-trees", rng=np.random.default_rng(0))
    tree = model.members[0].estimator.estimators_[3].tree_
    state = tree.__getstate__()
    state["nodes"]["left_child"][0] = 10_000_000
    tree.__setstate__(state)
    assert code_of(dump(model)) == "damaged"


def test_other_formats_and_other_feature_code_are_refused(stored):
    payload = payload_of(stored)
    assert code_of(with_payload(stored, payload, format=99)) == "other-format"
    assert code_of(with_payload(stored, payload, code_version="warble27-0")) == "feature-version"
    assert code_of(with_payload(stored, payload, feature_set="no such set")) == "feature-version"
