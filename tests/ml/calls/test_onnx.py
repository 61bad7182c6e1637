"""ONNX models as classifiers: the same numbers as the runtime's, and everything strange refused before it runs."""

import sys
from dataclasses import replace

import numpy as np
import pytest
from onnx import TensorProto, helper, numpy_helper

from ml.calls.onnx import Takes, accept
from ml.calls.onnx import classifier as onnx_classifier
from ml.calls.onnx.graph import read_contents
from ml.calls.onnx.wire import Reader
from ml.calls.store import dump, load
from processing.errors import ModelError
from tests.ml.calls.material import made_calls
from tests.ml.calls.onnx_models import linear, node, weights, with_names

TWO = Takes(("fall", "rise"), "warble27")


@pytest.fixture(scope="module")
def calls():
    return made_calls(1, 1)


def refusal(model, takes=TWO):
    """Code of the refusal without anything having been run."""
    loaded = set(sys.modules)
    with pytest.raises(ModelError) as refused:
        accept(model if isinstance(model, bytes) else model.SerializeToString(), takes)
    assert "onnxruntime" not in set(sys.modules) - loaded
    return refused.value.code


def softmax(scores):
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


def test_a_model_gives_the_probabilities_it_was_made_to_give(calls):
    loaded = set(sys.modules)
    small = weights() / np.maximum(np.abs(calls.table.values).max(axis=0), 1)[:, None]
    said = accept(linear(small).SerializeToString(), TWO).predict(calls.table)
    assert said.labels == ("fall", "rise")
    np.testing.assert_allclose(said.probabilities, softmax(calls.table.values @ small), atol=1e-4)
    assert not said.is_unknown.any()
    assert "onnxruntime" not in set(sys.modules) - loaded


def test_logits_are_made_probabilities_and_a_fixed_number_of_rows_is_filled_up(calls):
    small = weights() / np.maximum(np.abs(calls.table.values).max(axis=0), 1)[:, None]
    model = linear(small, nodes=[node("MatMul", ["x", "w"], ["scores"])], rows=2).SerializeToString()
    said = accept(model, TWO._replace(scores="logits")).predict(calls.table)
    assert len(calls.table.values) % 2
    np.testing.assert_allclose(said.probabilities, softmax(calls.table.values @ small), atol=1e-4)


@pytest.mark.parametrize("as_maps", [True, False])
def test_a_model_that_names_its_classes_needs_no_labels(calls, as_maps):
    found = accept(with_names(["rise", "fall", "flat"], as_maps=as_maps).SerializeToString(), TWO._replace(labels=()))
    assert found.labels == ("rise", "fall", "flat")
    np.testing.assert_allclose(found.predict(calls.table).probabilities.sum(axis=1), 1, atol=1e-6)


def test_a_call_that_cannot_be_measured_is_unknown_with_equal_probabilities(calls):
    table = replace(calls.table, is_measurable=np.zeros(len(calls.table.values), dtype=bool))
    said = accept(linear(weights()).SerializeToString(), TWO).predict(table)
    assert said.is_unknown.all()
    assert (said.probabilities == 0.5).all()


def test_a_stored_model_is_the_same_after_loading(calls):
    model = accept(linear(weights()).SerializeToString(), TWO._replace(band_hz=(0.0, 16_000.0)))
    again = load(dump(model))
    assert (again.labels, again.measured_in_hz, again.code_version) == (("fall", "rise"), (0.0, 16_000.0), "warble27-1")
    assert (again.predict(calls.table).probabilities == model.predict(calls.table).probabilities).all()


def elsewhere():
    model = linear(weights())
    tensor = model.graph.initializer[0]
    tensor.ClearField("raw_data")
    tensor.data_location = TensorProto.EXTERNAL
    entry = tensor.external_data.add()
    entry.key, entry.value = "location", "../../etc/passwd"
    return model


def with_function():
    model = linear(weights())
    steps = [helper.make_node("Relu", ["a"], ["b"])]
    model.functions.append(helper.make_function("own", "F", ["a"], ["b"], steps, [helper.make_opsetid("", 18)]))
    return model


def loop():
    inner = helper.make_graph([], "inner", [], [])
    return linear(weights(), nodes=[helper.make_node("Loop", ["", ""], ["scores"], body=inner)])


def graph_inside_something_harmless():
    inner = helper.make_graph([], "inner", [], [])
    return linear(weights(), nodes=[helper.make_node("Softmax", ["x"], ["scores"], body=inner)])


@pytest.mark.parametrize(
    "model",
    [
        elsewhere(),
        with_function(),
        loop(),
        graph_inside_something_harmless(),
        linear(weights(), nodes=[helper.make_node("Softmax", ["x"], ["scores"], domain="com.microsoft")]),
        linear(weights(), nodes=[node("ConstantOfShape", ["x"], ["scores"])]),
        linear(weights(), nodes=[node("RandomNormalLike", ["x"], ["scores"])]),
        linear(weights(), opset=6),
        linear(weights(), rows=10_001),
    ],
    ids=["other file", "function", "loop", "graph within", "other domain", "large", "chance", "old", "many rows"],
)
def test_what_is_more_than_a_classifier_is_refused_unrun(model):
    assert refusal(model) == "untrusted-model"


def with_weight(tensor):
    """A sound model with one more weight, which no operator uses."""
    model = linear(weights())
    model.graph.initializer.append(tensor)
    return model


def declaring(tensor, *lengths):
    tensor.dims[:] = lengths
    return tensor


@pytest.mark.parametrize(
    "lengths", [(1000,), (1 << 40,), (1 << 32, 1 << 32), (2, 2), (), (-1,), (-1, -3), (0,), (1,) * 500]
)
@pytest.mark.parametrize("kind", [TensorProto.FLOAT, TensorProto.INT64, TensorProto.FLOAT16, TensorProto.STRING])
@pytest.mark.parametrize("is_raw", [True, False])
def test_an_unused_weight_that_declares_other_values_than_it_holds_is_refused(lengths, kind, is_raw):
    if kind == TensorProto.STRING:
        tensor = helper.make_tensor("spare", kind, [3], ["a", "b", "c"])
    elif is_raw:
        tensor = numpy_helper.from_array(np.arange(3, dtype=helper.tensor_dtype_to_np_dtype(kind)), "spare")
    else:
        tensor = helper.make_tensor("spare", kind, [3], [1, 2, 300])
    assert refusal(with_weight(declaring(tensor, *lengths))) == "not-an-onnx-model"


@pytest.mark.parametrize("dtype", ["f4", "f8", "f2", "i1", "i4", "i8", "u1", "u8", "?", "c8"])
def test_spare_weights_of_every_kind_are_taken_when_they_are_whole(dtype):
    values = np.array([[0, 1, 1], [1, 0, 1]], dtype)
    kind = helper.np_dtype_to_tensor_dtype(values.dtype)
    raw = numpy_helper.from_array(values, "raw")
    listed = helper.make_tensor("listed", kind, values.shape, values.ravel().tolist())
    empty, alone = numpy_helper.from_array(values[:0], "empty"), numpy_helper.from_array(values[0, 0], "alone")
    model = with_weight(raw)
    model.graph.initializer.extend([listed, empty, alone])
    assert read_contents(model.SerializeToString()).initializers == {"w", "raw", "listed", "empty", "alone"}


@pytest.mark.parametrize(
    "content",
    [b"", b"\x08", b"\x80\x04K\x01.", b"PK\x03\x04", b"\x08\x09\x3a\xff\xff\xff\xff\x0f", b"\x0b" * 9, b"\xff" * 30],
)
def test_bytes_that_are_no_model_are_refused(content):
    assert refusal(content) == "not-an-onnx-model"


def test_a_file_of_endless_small_fields_is_refused_soon():
    with pytest.raises(ModelError) as refused:
        list(Reader(100).fields(memoryview(b"\x28\x01" * 101)))
    assert refused.value.code == "untrusted-model"


@pytest.mark.parametrize(
    ("model", "takes"),
    [
        (linear(weights(), columns=28), TWO),
        (linear(weights(3)), TWO),
        (linear(weights(), kind=TensorProto.INT64), TWO),
        (linear(weights()), TWO._replace(labels=())),
        (linear(weights()), TWO._replace(labels=("a", "a"))),
        (linear(weights()), TWO._replace(labels=("a", "b" * 101))),
        (with_names(["rise", "fall"], as_maps=False), TWO),
    ],
    ids=["columns", "labels", "whole numbers", "no labels", "same labels", "long label", "other order"],
)
def test_a_model_that_does_not_fit_what_is_said_of_it_is_refused(model, takes):
    assert refusal(model, takes) == "onnx-mismatch"


def test_measures_nobody_knows_are_refused():
    assert refusal(linear(weights()), TWO._replace(feature_set="mine")) == "feature-version"


def tried(model, takes=TWO):
    with pytest.raises(ModelError) as refused:
        accept(model.SerializeToString(), takes).try_out()
    return refused.value


def test_scores_that_are_no_probabilities_are_noticed_on_trial():
    found = tried(linear(weights(), nodes=[node("MatMul", ["x", "w"], ["scores"])]))
    assert (found.code, "logits" in found.message) == ("onnx-mismatch", True)


def test_a_graph_the_runtime_refuses_fails_with_its_reason():
    found = tried(linear(weights(), nodes=[node("MatMul", ["nothing", "w"], ["scores"])]))
    assert (found.code, "nothing" in found.message) == ("onnx-failed", True)


def test_a_model_that_wants_more_memory_than_it_may_have_fails_and_nothing_else_does():
    column = helper.make_node("Reshape", ["x", "tall"], ["c"])
    row = helper.make_node("Reshape", ["x", "wide"], ["r"])
    steps = [column, row]
    for number in range(5):
        steps.append(node("Concat", [f"c{number - 1}" if number else "c"] * 10, [f"c{number}"], axis=0))
    steps += [node("MatMul", ["c4", "r"], ["huge"]), node("ReduceSum", ["huge"], ["scores"])]
    model = linear(weights(), nodes=steps)
    for name, shape in (("tall", [-1, 1]), ("wide", [1, -1])):
        model.graph.initializer.append(numpy_helper.from_array(np.array(shape), name))
    assert tried(model).code == "onnx-failed"


def test_a_model_that_takes_too_long_is_ended(monkeypatch):
    monkeypatch.setattr(onnx_classifier, "START_S", 0.01)
    monkeypatch.setattr(onnx_classifier, "PER_ROW_S", 0.0)
    assert tried(linear(weights())).code == "onnx-failed"
