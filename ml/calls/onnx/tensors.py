"""Whether a tensor of an ONNX file holds the values it declares; the numbers are those of `TensorProto`."""

from math import prod

import numpy as np

from ml.calls.onnx.wire import Field, packed
from processing.errors import ModelError

BITS = {
    1: 32, 2: 8, 3: 8, 4: 16, 5: 16, 6: 32, 7: 64, 9: 8, 10: 16, 11: 64, 12: 32, 13: 64, 14: 64, 15: 128,
    16: 16, 17: 8, 18: 8, 19: 8, 20: 8, 21: 4, 22: 4,
}  # fmt: skip
"""Bits of an element by its type, where the values are raw bytes. Text (8) cannot be raw."""

COMPLEX = (14, 15)
"""Types whose elements are two numbers each."""

DIMS, DATA_TYPE, TEXTS, RAW = 1, 2, 6, 9

FIXED_BYTES = {4: 4, 10: 8}
"""Lists of floats and of doubles: bytes of one number."""

MOST_DIMS_BYTES = 160
"""Bytes in which the lengths are written: 16 of the longest integers. Real weights have at most 5 dimensions."""

INTEGERS = (5, 7, 11)
"""Lists of integers, each of as many bytes as it needs."""


def check_size(name: str, fields: list[Field]) -> None:
    """Raise ModelError("not-an-onnx-model") unless there is a value for each place of the tensor, and none besides.

    A weight that no operator uses is read by the runtime all the same.
    """
    n_declared = prod(_lengths(name, fields))
    kind = next((one.number for one in fields if one.tag == DATA_TYPE), 0)
    raw = [one for one in fields if one.tag == RAW]
    if raw:
        held, expected = 8 * sum(len(one.content) for one in raw), n_declared * BITS.get(kind, 0)
        # Types of half a byte fill up their last byte.
        is_whole = kind in BITS and held == -(-expected // 8) * 8
    else:
        held, expected = _n_listed(fields), n_declared * (2 if kind in COMPLEX else 1)
        is_whole = held == expected
    if not is_whole:
        raise _odd(name, "that does not hold the values it declares")


def _lengths(name: str, fields: list[Field]) -> list[int]:
    said = [one for one in fields if one.tag == DIMS]
    if sum(max(1, len(one.content)) for one in said) > MOST_DIMS_BYTES:
        raise _odd(name, "of too many dimensions")
    return [length for one in said for length in packed(one)]


def _odd(name: str, what: str) -> ModelError:
    return ModelError("not-an-onnx-model", f"expected an ONNX model, found a tensor {name[:40]!r} {what}")


def _n_listed(fields: list[Field]) -> int:
    n = 0
    for one in fields:
        if one.tag in FIXED_BYTES:
            n += len(one.content) // FIXED_BYTES[one.tag]
        elif one.tag in INTEGERS:
            # The last byte of an integer is the one below 128.
            n += int(np.count_nonzero(np.frombuffer(one.content, np.uint8) < 0x80)) if len(one.content) else 1
        elif one.tag == TEXTS:
            n += 1
    return n
