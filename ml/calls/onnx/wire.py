"""The fields of protocol-buffer messages, read in place and within a budget; knows no schema."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from processing.errors import ModelError

MOST_FIELDS = 500_000
"""Fields of one file, lists of numbers not counted; a forest of 300 trees has one for each node."""

LONGEST_VARINT = 10
"""Bytes of the longest integer, which has 64 bits."""

VARINT, EIGHT_BYTES, LENGTH, FOUR_BYTES = 0, 1, 2, 5
"""Kinds of field by the protocol's own numbers; groups, which are long out of use, are refused."""

FIXED = {EIGHT_BYTES: 8, FOUR_BYTES: 4}


class Field(NamedTuple):
    """One field: an integer as `number`, anything else as the bytes it has in the file."""

    tag: int
    number: int
    content: memoryview


class Reader:
    """Splits messages into fields until the budget is used up."""

    def __init__(self, most_fields: int = MOST_FIELDS) -> None:
        self._left = most_fields

    def fields(self, message: memoryview, *, passed_over: re.Pattern[bytes] | None = None) -> Iterator[Field]:
        """The fields in order.

        passed_over : fields that are not looked at where they come one after the other.
        Raises ModelError("not-an-onnx-model") for bytes that are no message."""
        place = 0
        while place < len(message):
            if passed_over is not None and (run := passed_over.match(message, place)) is not None:
                place = run.end()
                continue
            self._left -= 1
            if self._left < 0:
                raise ModelError("untrusted-model", f"expected at most {MOST_FIELDS} fields in the file, found more")
            key, place = _varint(message, place)
            kind = key & 7
            if kind == VARINT:
                number, place = _varint(message, place)
                yield Field(key >> 3, number, message[:0])
                continue
            size = FIXED.get(kind, 0)
            if kind == LENGTH:
                size, place = _varint(message, place)
            elif not size:
                raise _broken(f"a field of kind {kind}")
            if size > len(message) - place:
                raise _broken(f"a field of {size} bytes where {len(message) - place} are left")
            yield Field(key >> 3, 0, message[place : place + size])
            place += size


def packed(field: Field) -> list[int]:
    """The integers of a repeated field, which may be packed or a single one."""
    if not len(field.content):
        return [field.number]
    found, place = [], 0
    while place < len(field.content):
        number, place = _varint(field.content, place)
        found.append(number)
    return found


def text_of(content: memoryview) -> str:
    """Raises ModelError("not-an-onnx-model") for bytes that are no UTF-8."""
    try:
        return bytes(content).decode()
    except UnicodeDecodeError as error:
        raise _broken("text that is no UTF-8") from error


def _varint(message: memoryview, place: int) -> tuple[int, int]:
    value = 0
    for shift, byte in enumerate(message[place : place + LONGEST_VARINT]):
        value |= (byte & 0x7F) << (7 * shift)
        if byte < 0x80:
            return value, place + shift + 1
    raise _broken("an integer without an end")


def _broken(found: str) -> ModelError:
    return ModelError("not-an-onnx-model", f"expected an ONNX model, found {found}")
