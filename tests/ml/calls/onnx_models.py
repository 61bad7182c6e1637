"""Small ONNX models, made for the tests."""

from collections.abc import Sequence

import numpy as np
from onnx import ModelProto, NodeProto, TensorProto, helper, numpy_helper

N_COLUMNS = 27
"""Measures of `warble27`."""


def node(kind: str, inputs: Sequence[str], outputs: Sequence[str], **attributes: object) -> NodeProto:
    return helper.make_node(kind, list(inputs), list(outputs), **attributes)


def linear(weights: np.ndarray, *, nodes: Sequence[NodeProto] | None = None, **changes: object) -> ModelProto:
    """Softmax of the measures times weights of shape (27, n_labels); other nodes may stand in its place."""
    n_labels = weights.shape[1]
    values = {"rows": "n", "columns": N_COLUMNS, "kind": TensorProto.FLOAT, "opset": 18, "out": "scores"} | changes
    chosen = [node("MatMul", ["x", "w"], ["z"]), node("Softmax", ["z"], ["scores"])] if nodes is None else list(nodes)
    graph = helper.make_graph(
        chosen,
        "linear",
        [helper.make_tensor_value_info("x", values["kind"], [values["rows"], values["columns"]])],
        [helper.make_tensor_value_info(values["out"], TensorProto.FLOAT, [values["rows"], n_labels])],
        [numpy_helper.from_array(weights.astype("f4"), "w")],
    )
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", values["opset"])], ir_version=9)


def weights(n_labels: int = 2) -> np.ndarray:
    return np.random.default_rng(0).normal(0, 0.1, (N_COLUMNS, n_labels))


def with_names(names: Sequence[str], *, as_maps: bool) -> ModelProto:
    """A linear classifier of ONNX-ML that names its classes, as converters write them."""
    flat = np.random.default_rng(0).normal(0, 0.1, len(names) * N_COLUMNS).tolist()
    learned = helper.make_node(
        "LinearClassifier", ["x"], ["label", "shares"], domain="ai.onnx.ml", classlabels_strings=list(names),
        coefficients=flat, intercepts=[0.0] * len(names), post_transform="SOFTMAX",
    )  # fmt: skip
    nodes, name = [learned], "shares"
    shares = helper.make_tensor_value_info("shares", TensorProto.FLOAT, [None, len(names)])
    if as_maps:
        name = "maps"
        nodes.append(
            helper.make_node("ZipMap", ["shares"], ["maps"], domain="ai.onnx.ml", classlabels_strings=list(names))
        )
        inner = helper.make_map_type_proto(TensorProto.STRING, helper.make_tensor_type_proto(TensorProto.FLOAT, []))
        shares = helper.make_value_info(name, helper.make_sequence_type_proto(inner))
    graph = helper.make_graph(
        nodes,
        "named",
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, [None, N_COLUMNS])],
        [helper.make_tensor_value_info("label", TensorProto.STRING, [None]), shares],
    )
    opsets = [helper.make_opsetid("", 18), helper.make_opsetid("ai.onnx.ml", 3)]
    return helper.make_model(graph, opset_imports=opsets, ir_version=9)
