"""Named arrays of numbers as packed bytes and back; nothing else can come out of them."""

from __future__ import annotations

import math
import zlib
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from processing.errors import ModelError

MOST_UNPACKED_BYTES = 1 << 30
"""Largest sum of the arrays of a model."""

MOST_RATIO = 100
"""Unpacked over packed bytes, from 16 MB on; arrays of trees pack 3 to 10 times."""

RATIO_FROM_BYTES = 16 << 20

MOST_DIMENSIONS = 4

TYPES = {"f4": "<f4", "f8": "<f8", "i4": "<i4", "i8": "<i8"}
"""Types of arrays, as a table names them: numbers only."""


def packed(arrays: Mapping[str, Any]) -> tuple[list[list[Any]], bytes]:
    """The table of name, type and shape of each array, and their bytes."""
    plain = {name: np.ascontiguousarray(array, dtype=_stored_type(array)) for name, array in arrays.items()}
    table = [[name, array.dtype.str[1:], list(array.shape)] for name, array in plain.items()]
    return table, zlib.compress(b"".join(array.tobytes() for array in plain.values()), level=1)


def unpacked(listed: Sequence[Any], content: bytes) -> dict[str, Any]:
    """The arrays by name, read-only. Sizes are summed up before a byte is unpacked, and no more is than they say.

    Raises ModelError: "damaged", "untrusted-model" for more than a model can hold; KeyError, TypeError or
    ValueError for a table that is none.
    """
    table = [(str(name), TYPES[kind], tuple(int(n) for n in shape)) for name, kind, shape in listed]
    shapes = [shape for _, _, shape in table]
    if any(n < 0 for shape in shapes for n in shape) or any(len(shape) > MOST_DIMENSIONS for shape in shapes):
        raise ModelError("damaged", f"expected arrays of up to {MOST_DIMENSIONS} dimensions, found others")
    sizes = [math.prod(shape) * int(kind[2:]) for _, kind, shape in table]
    whole = _decompressed(content, sum(sizes))
    arrays, start = {}, 0
    for (name, kind, shape), size in zip(table, sizes, strict=True):
        arrays[name] = np.frombuffer(whole, dtype=kind, count=math.prod(shape), offset=start).reshape(shape)
        start += size
    return arrays


def _decompressed(content: bytes, total: int) -> bytes:
    if total > MOST_UNPACKED_BYTES:
        raise ModelError("untrusted-model", f"expected at most {MOST_UNPACKED_BYTES} bytes of arrays, got {total}")
    if total > RATIO_FROM_BYTES and total > MOST_RATIO * len(content):
        raise ModelError("untrusted-model", f"{len(content)} bytes would unpack to {total}")
    try:
        whole = zlib.decompressobj().decompress(content, total + 1)
    except zlib.error as error:
        raise ModelError("damaged", f"expected packed arrays, found: {error}") from error
    if len(whole) != total:
        raise ModelError("damaged", f"expected {total} bytes of arrays, found another number")
    return whole


def _stored_type(array: Any) -> str:
    return TYPES[f"{'i' if array.dtype.kind in 'iub' else 'f'}{max(array.dtype.itemsize, 4)}"]
