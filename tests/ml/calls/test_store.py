"""Stored classifiers: the same after loading, and nothing else can be loaded."""

import hashlib
import io
import json
import pickle
import sys
import tracemalloc
import types
import zipfile
import zlib
from dataclasses import asdict, replace
from functools import cache

import numpy as np
import pytest
import skops.io
from sklearn.naive_bayes import GaussianNB
from sklearn.pipeline import Pipeline

from ml.calls import fitted, members, store, train
from ml.calls.store import IDENTIFICATION, dump, load
from processing.errors import ModelError
from tests.ml.calls.material import made_calls


@pytest.fixture(scope="module")
def calls():
    return made_calls(feature_set="rich")


@pytest.fixture(scope="module")
def stored(calls):
    return dump(train(calls.table, calls.labels, calls.groups, method="knn27", rng=np.random.default_rng(0)))


@pytest.fixture(scope="module")
def model_of(calls):
    """`model_of(method)` is a model trained once."""

    @cache
    def _model_of(method):
        return train(calls.table, calls.labels, calls.groups, method=method, rng=np.random.default_rng(0))

    return _model_of


def with_model(model, **arrays):
    """The classifier with other arrays in its first member's model."""
    member = replace(model.members[0], model=replace(model.members[0].model, **arrays))
    return replace(model, members=(member, *model.members[1:]))


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
def test_a_loaded_classifier_gives_the_same_probabilities(calls, model_of, name):
    model = model_of(name)
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


def test_a_pickle_in_the_place_of_the_arrays_is_refused_and_not_run(stored, tmp_path):
    class Bomb:
        def __reduce__(self):
            return (open, (str(tmp_path / "ran"), "w"))

    assert code_of(with_payload(stored, pickle.dumps(Bomb()))) == "damaged"
    assert code_of(with_payload(stored, pickle.dumps(Bomb()), format=1)) == "damaged"
    assert not (tmp_path / "ran").exists()


def test_a_model_of_a_kind_without_arrays_cannot_be_stored(model_of):
    model = model_of("knn27")
    strange = replace(model, members=(replace(model.members[0], model=GaussianNB()),))
    with pytest.raises(ModelError) as refused:
        dump(strange)
    assert refused.value.code == "damaged"


def test_a_changed_byte_is_noticed(stored):
    payload = bytearray(payload_of(stored))
    payload[len(payload) // 2] ^= 1
    changed = stored[: -len(payload)] + bytes(payload)
    assert code_of(changed) == "damaged"


@pytest.mark.parametrize("method", ["extra-trees", "gradient-boosting"])
@pytest.mark.parametrize(
    ("array", "value"),
    [("left", 10_000_000), ("left", 0), ("left", -2), ("right", -7), ("feature", 10_000), ("feature", -1),
     ("threshold", float("nan")), ("values", float("inf"))],
)  # fmt: skip
def test_a_tree_that_leads_outside_itself_or_back_is_refused(model_of, method, array, value):
    tree = model_of(method).members[0].model
    changed = getattr(tree, array).copy()
    changed[np.flatnonzero(tree.left < 0 if array == "values" else tree.left >= 0)[1]] = value
    assert code_of(dump(with_model(model_of(method), **{array: changed}))) == "damaged"


@pytest.mark.parametrize("method", ["logistic", "svm", "knn27"])
def test_numbers_that_are_none_are_refused(model_of, method):
    name, array = next(iter(model_of(method).members[0].model.arrays().items()))
    assert code_of(dump(with_model(model_of(method), **{name: np.full_like(array, np.nan)}))) == "damaged"


def with_arrays(stored, change):
    """The file with another table of arrays, the hash of its content unchanged."""
    header = store.header_of(stored)
    change(header["arrays"])
    return with_payload(stored, payload_of(stored), arrays=header["arrays"])


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda arrays: arrays[1].__setitem__(2, [10**9]), "untrusted-model"),
        (lambda arrays: arrays[1].__setitem__(2, [2**40, 2**40]), "untrusted-model"),
        (lambda arrays: arrays[1].__setitem__(2, [10**7]), "untrusted-model"),
        (lambda arrays: arrays[1].__setitem__(2, [-1]), "damaged"),
        (lambda arrays: arrays[1].__setitem__(2, [1] * 40), "damaged"),
        (lambda arrays: arrays[1].__setitem__(1, "O"), "damaged"),
        (lambda arrays: arrays[1].__setitem__(1, "V8"), "damaged"),
        (lambda arrays: arrays[1].__setitem__(0, "0.other"), "damaged"),
        (lambda arrays: arrays.pop(), "damaged"),
        (lambda arrays: arrays.append(["more", "f8", [3]]), "damaged"),
    ],
)
def test_arrays_that_are_not_as_the_header_says_are_refused(stored, change, code):
    assert code_of(with_arrays(stored, change)) == code


@pytest.mark.parametrize(
    "changes",
    [{"members": [{"kind": "os.system", "is_squashed": False}]}, {"members": []}, {"members": [{}] * 50},
     {"labels": []}, {"labels": ["one"]}, {"class_counts": [1]}, {"has_novelty": False}, {"arrays": "x"},
     {"band_hz": None}, {"warnings": [{}]}],
)  # fmt: skip
def test_a_header_that_does_not_fit_its_arrays_is_refused(stored, changes):
    assert code_of(with_payload(stored, payload_of(stored), **changes)) == "damaged"


def test_content_that_unpacks_to_more_than_it_says_is_not_unpacked(stored):
    bomb = zlib.compress(bytes(200 << 20), 9)
    tracemalloc.start()
    code = code_of(with_payload(stored, bomb))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert code == "damaged"
    assert peak < 64 << 20


def first_format(model, **parts) -> bytes:
    """The classifier as the first format had it, with scikit-learn's own objects."""
    members = [
        {"columns": one.columns, "centre": one.centre, "scale": one.scale, "is_squashed": one.is_squashed,
         "classes": one.classes, "estimator": estimator}
        for one, estimator in parts["members"]
    ]  # fmt: skip
    novelty = asdict(model.novelty)
    novelty.pop("metric")
    return skops.io.dumps({"members": members, "weights": model.weights, "novelty": novelty})


@pytest.fixture
def estimators(monkeypatch):
    """Collects what scikit-learn trained, in the order of training."""
    found = []

    def collect(estimator):
        found.append(estimator)
        return fitted.plain(estimator)

    monkeypatch.setattr(members, "plain", collect)
    return found


@pytest.mark.parametrize("method", ["ensemble", "gradient-boosting", "knn27"])
def test_files_of_the_first_format_are_still_read(calls, estimators, method):
    model = train(calls.table, calls.labels, calls.groups, method=method, rng=np.random.default_rng(0))
    last = estimators[-len(model.members) :]
    old = with_payload(dump(model), first_format(model, members=zip(model.members, last, strict=True)), format=1)
    again = load(old)
    assert again.predict(calls.table).probabilities.tobytes() == model.predict(calls.table).probabilities.tobytes()
    assert load(dump(again)).predict(calls.table).best == model.predict(calls.table).best


def test_a_tree_of_the_first_format_that_points_outside_itself_is_refused(calls, estimators):
    model = train(calls.table, calls.labels, calls.groups, method="extra-trees", rng=np.random.default_rng(0))
    tree = estimators[-1].estimators_[3].tree_
    state = tree.__getstate__()
    state["nodes"]["left_child"][0] = 10_000_000
    tree.__setstate__(state)
    payload = first_format(model, members=[(model.members[0], estimators[-1])])
    assert code_of(with_payload(dump(model), payload, format=1)) == "damaged"


def test_types_that_the_first_format_does_not_expect_are_refused(stored, monkeypatch):
    module = types.ModuleType("fieldstation_tests")
    module.Stranger = type("Stranger", (), {"__module__": "fieldstation_tests"})
    monkeypatch.setitem(sys.modules, "fieldstation_tests", module)
    payload = skops.io.dumps({"members": [module.Stranger()], "weights": np.ones(1), "novelty": None})
    assert code_of(with_payload(stored, payload, format=1)) == "untrusted-model"


def test_an_archive_of_something_else_is_damaged(stored):
    assert code_of(with_payload(stored, skops.io.dumps(Pipeline([("a", "passthrough")])), format=1)) == "damaged"


def test_an_archive_that_unpacks_to_far_more_than_it_holds_is_refused(stored):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("schema.json", bytes(200 << 20))
    assert code_of(with_payload(stored, buffer.getvalue(), format=1)) == "untrusted-model"


def test_other_formats_and_other_feature_code_are_refused(stored):
    payload = payload_of(stored)
    assert code_of(with_payload(stored, payload, format=99)) == "other-format"
    assert code_of(with_payload(stored, payload, code_version="warble27-0")) == "feature-version"
    assert code_of(with_payload(stored, payload, feature_set="no such set")) == "feature-version"
