"""What an ONNX file holds, found out without building anything of it, and refused if it is more than a classifier."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from ml.calls.onnx.operators import ALLOWED
from ml.calls.onnx.tensors import check_size
from ml.calls.onnx.wire import Field, Reader, packed, text_of
from processing.errors import ModelError

MOST_BYTES = 64_000_000
"""Largest file; a forest of 300 trees on 10,000 calls has some 20 MB."""

MOST_NODES = 5000
"""Operators; a deep network on measures has hundreds."""

LEAST_OPSET = 7
"""Oldest version of the standard operators that the runtime promises to run (2017)."""

FLOAT, DOUBLE, STRING = 1, 11, 8
"""Types of elements by ONNX's own numbers."""

NUMBERS = {FLOAT: "f4", DOUBLE: "f8"}

LISTS_OF_AN_ATTRIBUTE = re.compile(
    rb"(?:\x3d.{4}|\x40[\x80-\xff]{0,9}[\x00-\x7f]|\x4a\x0aBRANCH_LEQ|\x4a\x04LEAF)++", re.DOTALL
)
"""Fields 7 and 8, floats and integers, and what nodes of a tree do: each a field of its own, millions in a forest."""

EXTERNAL = 1
"""Place of a tensor's data: in another file."""


class Value(NamedTuple):
    """An input or output: `f4` or `f8` for a tensor of numbers, `maps` for a map of each row, else what it is.

    shape : None stands for a length that is not fixed; None as a whole for a shape that is not said.
    """

    name: str
    kind: str
    shape: tuple[int | None, ...] | None


@dataclass
class Contents:
    """What was found in a file."""

    opsets: dict[str, int] = field(default_factory=dict)
    producer: str = ""
    inputs: list[Value] = field(default_factory=list)
    outputs: list[Value] = field(default_factory=list)
    initializers: set[str] = field(default_factory=set)
    n_nodes: int = 0
    class_names: tuple[str, ...] = ()
    """Names of classes that a model of ONNX-ML carries."""


def read_contents(content: bytes) -> Contents:
    """What the file holds.

    Raises ModelError("not-an-onnx-model"), and ("untrusted-model") for what is never run: operators that are
    not in `operators`, functions, graphs within graphs, data in other files, more bytes or operators than a
    classifier has.
    """
    if len(content) > MOST_BYTES:
        raise ModelError("untrusted-model", f"expected at most {MOST_BYTES} bytes, got {len(content)}")
    return _Walk().model(memoryview(content))


class _Walk:
    """One pass over a file; the numbers are those of the fields in ONNX's `onnx.proto`."""

    def __init__(self) -> None:
        self._reader = Reader()
        self.found = Contents()

    def model(self, message: memoryview) -> Contents:
        graphs = []
        for one in self._reader.fields(message):
            if one.tag == 2:
                self.found.producer = text_of(one.content)[:100]
            elif one.tag == 7:
                graphs.append(one.content)
            elif one.tag == 8:
                self._opset(one.content)
            elif one.tag in (20, 25):
                raise ModelError("untrusted-model", "expected a plain graph, found functions or training steps in it")
        if len(graphs) != 1 or not self.found.opsets:
            raise ModelError("not-an-onnx-model", "expected one graph and the versions of its operators, found others")
        self._graph(graphs[0])
        self._check_opsets()
        return self.found

    def _opset(self, message: memoryview) -> None:
        domain, version = "", 0
        for one in self._reader.fields(message):
            domain, version = (text_of(one.content), version) if one.tag == 1 else (domain, one.number)
        self.found.opsets[domain] = version

    def _check_opsets(self) -> None:
        # Converters list domains they do not use; operators of those are refused one by one.
        version = self.found.opsets.get("", self.found.opsets.get("ai.onnx", LEAST_OPSET))
        if version < LEAST_OPSET:
            raise ModelError("untrusted-model", f"expected operators of version {LEAST_OPSET} or later, got {version}")

    def _graph(self, message: memoryview) -> None:
        for one in self._reader.fields(message):
            if one.tag == 1:
                self._node(one.content)
            elif one.tag == 5:
                self.found.initializers.add(self._tensor(one.content))
            elif one.tag == 11:
                self.found.inputs.append(self._value(one.content))
            elif one.tag == 12:
                self.found.outputs.append(self._value(one.content))
            elif one.tag == 15:
                raise ModelError("untrusted-model", "expected plain tensors, found sparse ones")
        self.found.inputs = [one for one in self.found.inputs if one.name not in self.found.initializers]

    def _node(self, message: memoryview) -> None:
        self.found.n_nodes += 1
        if self.found.n_nodes > MOST_NODES:
            raise ModelError("untrusted-model", f"expected at most {MOST_NODES} operators, found more")
        fields = list(self._reader.fields(message))
        operator, domain = _text(fields, 4), _text(fields, 7)
        if operator not in ALLOWED.get(domain, ()):
            named = f"{domain}:{operator}" if domain else operator
            raise ModelError("untrusted-model", f"expected operators of a classifier, found {named[:80]}")
        for one in fields:
            if one.tag == 5:
                self._attribute(one.content)

    def _attribute(self, message: memoryview) -> None:
        fields = list(self._reader.fields(message, passed_over=LISTS_OF_AN_ATTRIBUTE))
        if any(one.tag in (6, 11, 22, 23) for one in fields):
            raise ModelError("untrusted-model", "expected a plain graph, found a graph or a sparse tensor within it")
        for one in fields:
            if one.tag in (5, 10):
                self._tensor(one.content)
        if _text(fields, 1) in ("classlabels_strings", "classlabels_string"):
            self.found.class_names = tuple(text_of(one.content) for one in fields if one.tag == 9)

    def _tensor(self, message: memoryview) -> str:
        """Its name."""
        fields = list(self._reader.fields(message))
        if any(one.tag == 13 or (one.tag == 14 and EXTERNAL in packed(one)) for one in fields):
            raise ModelError("untrusted-model", "expected all data in the file, found a reference to another")
        name = _text(fields, 8)
        check_size(name, fields)
        return name

    def _value(self, message: memoryview) -> Value:
        fields = list(self._reader.fields(message))
        kind, shape = "unknown", None
        for one in fields:
            if one.tag == 2:
                kind, shape = self._type(one.content)
        return Value(_text(fields, 1), kind, shape)

    def _type(self, message: memoryview) -> tuple[str, tuple[int | None, ...] | None]:
        for one in self._reader.fields(message):
            if one.tag == 1:
                return self._tensor_type(one.content)
            if one.tag == 4:
                return self._sequence_type(one.content), None
        return "unknown", None

    def _sequence_type(self, message: memoryview) -> str:
        for one in self._reader.fields(message):
            if one.tag == 1 and any(inner.tag == 5 for inner in self._reader.fields(one.content)):
                return "maps"
        return "a sequence"

    def _tensor_type(self, message: memoryview) -> tuple[str, tuple[int | None, ...] | None]:
        kind, shape = "unknown", None
        for one in self._reader.fields(message):
            if one.tag == 1:
                kind = NUMBERS.get(one.number, "text" if one.number == STRING else "whole numbers")
            elif one.tag == 2:
                shape = tuple(self._length(inner.content) for inner in self._reader.fields(one.content))
        return kind, shape

    def _length(self, message: memoryview) -> int | None:
        for one in self._reader.fields(message):
            if one.tag == 1:
                # Some converters write 0 or -1 where they mean any length.
                return one.number if 0 < one.number < 1 << 31 else None
        return None


def _text(fields: Iterable[Field], tag: int) -> str:
    return next((text_of(one.content) for one in fields if one.tag == tag), "")
