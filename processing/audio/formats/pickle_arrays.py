"""The forms in which numpy writes plain numeric arrays into a pickle, recognised without calling anything."""

import math
import re
from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

MAX_ELEMENTS = 16_000_000
"""Most numbers of one array: 128 MB as float64."""

_PLAIN_TYPE = re.compile(r"[<>|=]?(b1|i1|u1|[iu][248]|f[248])")
"""Kinds read: booleans, integers and floats; no objects, no records, no texts, no times."""


class Name:
    """A name a pickle asks for and may: it stands for itself, nothing is imported."""

    def __init__(self, dotted: str) -> None:
        self.dotted = dotted


class PlainDtype:
    """A numeric type; its byte order comes later, when its state is set."""

    def __init__(self, code: str) -> None:
        if _PLAIN_TYPE.fullmatch(code) is None:
            raise ValueError(f"expected a plain numeric type, found {code[:40]!r}")
        self.dtype = np.dtype(code)

    def set_state(self, state: object) -> None:
        """Take (version, byte order, …); whatever makes a type more than a number is refused."""
        if type(state) is not tuple or len(state) < 8 or state[1] not in ("<", ">", "|", "="):
            raise ValueError("expected the state of a plain numeric type")
        if any(part is not None for part in state[2:5]):
            raise ValueError("expected a plain numeric type, found fields or a sub-array")
        if state[1] in "<>":
            self.dtype = self.dtype.newbyteorder(state[1])


class PlainArray:
    """A numeric array; `values` is None until its state is set."""

    def __init__(self, values: npt.NDArray[Any] | None = None) -> None:
        self.values = values

    def set_state(self, state: object) -> None:
        """Take (version, shape, type, is Fortran, bytes)."""
        if type(state) is not tuple or len(state) != 5:
            raise ValueError("expected the state of an array")
        _, shape, dtype, is_fortran, raw = state
        self.values = _array(raw, dtype, shape, "F" if is_fortran else "C")


def call(name: Name, arguments: tuple[Any, ...]) -> Any:
    """What a call of an allowed name would give; raises ValueError for arguments it is not meant for."""
    return _CALLS[name.dotted](*arguments)


def _array(raw: object, dtype: object, shape: object, order: object) -> npt.NDArray[Any]:
    """An array of exactly the bytes it claims; raises ValueError where they disagree."""
    if not isinstance(dtype, PlainDtype) or type(shape) is not tuple or order not in ("C", "F"):
        raise ValueError("expected the type, shape and order of an array")
    if not all(type(size) is int and 0 <= size <= MAX_ELEMENTS for size in shape) or len(shape) > 4:
        raise ValueError("expected a shape of at most 4 sensible sizes")
    n = math.prod(shape)
    data = raw.encode("latin-1") if isinstance(raw, str) else raw
    if not isinstance(data, bytes | bytearray) or n > MAX_ELEMENTS or len(data) != n * dtype.dtype.itemsize:
        raise ValueError(f"expected {n:,} numbers, found another count of bytes")
    values = np.frombuffer(bytes(data), dtype.dtype)
    return values.reshape(shape, order="F" if order == "F" else "C")


def _make_dtype(code: object, *_: object) -> PlainDtype:
    text = code.decode("latin-1") if isinstance(code, bytes) else code
    if type(text) is not str:
        raise ValueError("expected the code of a numeric type")
    return PlainDtype(text)


def _reconstruct(kind: object, *_: object) -> PlainArray:
    if not isinstance(kind, Name) or kind.dotted != "numpy.ndarray":
        raise ValueError("expected numpy.ndarray")
    return PlainArray()


def _scalar(dtype: object, raw: object) -> float | int | bool:
    value = _array(raw, dtype, (), "C").item()
    if not isinstance(value, float | int):
        raise ValueError("expected a number")
    return value


def _from_buffer(raw: object, dtype: object, shape: object, order: object, *_: object) -> PlainArray:
    return PlainArray(_array(raw, dtype, shape, order))


def _encode(text: object, encoding: object = "latin1") -> bytes:
    """How protocols 0 to 2 write bytes."""
    if type(text) is not str or encoding not in ("latin1", "latin-1"):
        raise ValueError("expected a text in latin1")
    return text.encode("latin-1")


def _empty_bytes(*arguments: object) -> bytes:
    if arguments:
        raise ValueError("expected no arguments")
    return b""


def _not_called(*_: object) -> Any:
    raise ValueError("this is no function")


_CALLS: dict[str, Callable[..., Any]] = {
    "numpy.dtype": _make_dtype,
    "numpy.ndarray": _not_called,
    "numpy.core.multiarray._reconstruct": _reconstruct,
    "numpy._core.multiarray._reconstruct": _reconstruct,
    "numpy.core.multiarray.scalar": _scalar,
    "numpy._core.multiarray.scalar": _scalar,
    "numpy.core.numeric._frombuffer": _from_buffer,
    "numpy._core.numeric._frombuffer": _from_buffer,
    "_codecs.encode": _encode,
    "builtins.bytes": _empty_bytes,
    "__builtin__.bytes": _empty_bytes,
}
"""Every name a pickle may ask for, in numpy 1 and numpy 2, and what stands in for it."""

ALLOWED_NAMES = frozenset(_CALLS)
"""The names alone."""
