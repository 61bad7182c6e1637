"""Model files and pickles that try to run something, to grow, or to pass for others."""

import hashlib
import io
import json
import os
import pickle
import struct
from collections.abc import Callable

import numpy as np
from onnx import TensorProto, helper

from ml.calls.store import IDENTIFICATION
from tests.ml.calls.onnx_models import linear, node, weights


class Runs:
    """Pickled, it calls something when it is loaded."""

    def __init__(self, function: Callable[..., object], *args: object) -> None:
        self.call = (function, args)

    def __reduce__(self) -> tuple[Callable[..., object], tuple[object, ...]]:
        return self.call


def _by_hand(module: str, name: str) -> bytes:
    """GLOBAL, a text, TUPLE1, REDUCE, STOP."""
    return b"c" + module.encode() + b"\n" + name.encode() + b"\n" + b"X\x02\x00\x00\x00id\x85R."


PICKLES: dict[str, Callable[[], bytes]] = {
    **{
        f"os.system in protocol {n}": (lambda n=n: pickle.dumps(Runs(os.system, "touch /tmp/owned"), n))
        for n in range(6)
    },
    "eval": lambda: pickle.dumps(Runs(eval, "1")),
    "exec": lambda: pickle.dumps(Runs(exec, "import os")),
    "open": lambda: pickle.dumps(Runs(open, "/etc/passwd")),
    "getattr": lambda: pickle.dumps(Runs(getattr, "x", "upper")),
    "__import__": lambda: pickle.dumps(Runs(__import__, "os")),
    "a function within a dict": lambda: pickle.dumps({"onsets": [0.1], "offsets": Runs(os.getpid)}),
    **{
        f"{module}.{name} by hand": (lambda module=module, name=name: _by_hand(module, name))
        for module, name in (
            ("posix", "system"),
            ("subprocess", "Popen"),
            ("builtins", "eval"),
            ("numpy", "load"),
            ("numpy.testing", "rundocs"),
            ("numpy", "fromfile"),
            ("runpy", "run_path"),
            ("ctypes", "CDLL"),
            ("socket", "create_connection"),
            ("webbrowser", "open"),
            ("importlib", "import_module"),
            ("pydoc", "locate"),
            ("timeit", "timeit"),
            ("numpy.f2py.crackfortran", "myeval"),
            ("code", "InteractiveInterpreter"),
            ("shutil", "rmtree"),
        )
    },
    "an object by INST": lambda: b"(S'id'\nios\nsystem\n.",
    "an object by OBJ": lambda: b"(cos\nsystem\nS'id'\no.",
    "a persistent id": lambda: b"Pabc\n.",
    "an extension": lambda: b"\x82\x01.",
    "a memo without end": lambda: b"]" + b"".join(b"r" + struct.pack("<I", n * 7919) for n in range(3000)) + b".",
    "nested a thousand deep": lambda: b"]" * 1000 + b"a" * 999 + b".",
    "marks without end": lambda: b"(" * 5000 + b".",
    "a list that holds itself": lambda: b"]q\x00h\x00a.",
    "a text of 4 GB": lambda: b"X\xff\xff\xff\xffabc.",
    "bytes of 16 exabytes": lambda: b"\x8e" + b"\xff" * 8 + b"abc.",
    "an integer of two million digits": lambda: b"\x8b\x80\x84\x1e\x00" + b"\x7f" * 2_000_000 + b".",
    "an array of objects": lambda: pickle.dumps({"onsets": np.array([{}], object), "offsets": [1.0]}),
    "an array that claims a terabyte": lambda: pickle.dumps(np.zeros(4)).replace(
        b"K\x04\x85", b"J\x00\x00\x00\x7f\x85"
    ),
    "nothing": lambda: b"",
    "a stop alone": lambda: b".",
    "text": lambda: b"onsets,offsets\n",
}
"""Pickles of a predecessor's segments; whatever they ask for, nothing is imported or called."""


def _stored(header: dict[str, object], payload: bytes = b"") -> bytes:
    whole = {"sha256": hashlib.sha256(payload).hexdigest()} | header
    return IDENTIFICATION + json.dumps(whole).encode() + b"\n" + payload


def _npy_of_objects() -> bytes:
    file = io.BytesIO()
    np.save(file, np.array([Runs(os.getpid)], object), allow_pickle=True)
    return file.getvalue()


CLASSIFIERS: dict[str, Callable[[], bytes]] = {
    "nothing": lambda: b"",
    "a pickle": lambda: pickle.dumps(Runs(os.getpid)),
    "numpy's file of a pickle": _npy_of_objects,
    "the mark alone": lambda: IDENTIFICATION,
    "a header nested deep": lambda: IDENTIFICATION + b"[" * 100_000 + b"\n",
    "a header without end": lambda: IDENTIFICATION + b"{" + b" " * 20_000_000,
    "another format": lambda: _stored({"format": 99}),
    "a format that is a list": lambda: _stored({"format": [2]}),
    "a hash that lies": lambda: _stored({"format": 2, "sha256": "0" * 64}, b"abc"),
    **{f"format {n} without anything": (lambda n=n: _stored({"format": n})) for n in (1, 2, 3)},
    "arrays beyond the file": lambda: _stored(
        {"format": 2, "arrays": [{"name": "a", "dtype": "f8", "shape": [10**9]}]}
    ),
    "arrays of objects": lambda: _stored(
        {"format": 2, "arrays": [{"name": "a", "dtype": "O", "shape": [1]}]}, bytes(8)
    ),
    "a negative shape": lambda: _stored(
        {"format": 2, "arrays": [{"name": "a", "dtype": "f8", "shape": [-1]}]}, bytes(8)
    ),
    "skops of a function": lambda: _stored({"format": 1}, b"PK\x05\x06" + bytes(18)),
}
"""Files offered as classifiers."""


def _onnx(kind: str, **attributes: object) -> bytes:
    steps = [node("MatMul", ["x", "w"], ["z"]), node(kind, ["z"], ["scores"], **attributes)]
    return linear(weights(), nodes=steps).SerializeToString()


def _external() -> bytes:
    model = linear(weights())
    tensor = model.graph.initializer[0]
    tensor.data_location = TensorProto.EXTERNAL
    entry = tensor.external_data.add()
    entry.key, entry.value = "location", "../../../../etc/passwd"
    return model.SerializeToString()


def _with_function() -> bytes:
    model = linear(weights())
    steps = [helper.make_node("Identity", ["a"], ["b"])]
    model.functions.append(helper.make_function("mine", "Step", ["a"], ["b"], steps, [helper.make_opsetid("", 18)]))
    return model.SerializeToString()


def _loop() -> bytes:
    body = helper.make_graph([], "body", [], [])
    return _onnx("Loop", body=body)


MODELS: dict[str, Callable[[], bytes]] = {
    "nothing": lambda: b"",
    "text": lambda: b"I am a model",
    "weights outside the file": _external,
    "a function of its own": _with_function,
    "a loop": _loop,
    **{f"the operator {name}": (lambda name=name: _onnx(name)) for name in
       ("If", "Scan", "LSTM", "ImageDecoder", "StringNormalizer", "RandomNormal", "Unknown", "SequenceAt", "Optional")},
    "an operator of a stranger": lambda: _onnx("Run", domain="com.evil"),
    "lengths that lie": lambda: b"\x08\x09\x3a\xff\xff\xff\xff\x0f" + bytes(50),
    "a varint without end": lambda: b"\xff" * 5000,
    "groups nested deep": lambda: b"\x3a\x7f" * 20_000,
    "cut in half": lambda: linear(weights()).SerializeToString()[:300],
    "a thousand and one labels": lambda: linear(np.zeros((27, 1001))).SerializeToString(),
}  # fmt: skip
"""Files offered as ONNX models."""
