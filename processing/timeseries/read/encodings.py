"""Which encoding text is in."""

from __future__ import annotations

import codecs
from pathlib import Path

from processing.errors import TableError
from processing.timeseries.read.sources import BLOCK_BYTES, opened

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
"""Byte order marks; UTF-32 is not in use."""


def encoding_of(path: Path, member: str = "") -> str:
    """The encoding of a file, from all its bytes.

    A byte order mark decides; zeros in every other byte are UTF-16; what is valid UTF-8 throughout is UTF-8;
    what has bytes that only CP1252 uses is that, and the rest Latin-1 (the two agree on all letters).
    Raises TableError("not-text") for bytes no text holds.
    """
    with opened(path, member) as file:
        begin = file.read(4096)
        for mark, encoding in _MARKS:
            if begin.startswith(mark):
                return encoding
        if wide := _without_mark(begin):
            return wide
        if b"\x00" in begin:
            raise TableError("not-text", "the file holds zero bytes: it is no text")
        decoder = codecs.getincrementaldecoder("utf-8")()
        is_utf8, uses_windows = True, False
        while begin:
            if not begin.isascii():
                uses_windows |= any(byte in begin for byte in _ONLY_WINDOWS)
                is_utf8 = is_utf8 and _takes(decoder, begin)
            elif decoder.getstate()[0]:
                # A letter that began in the block before does not go on in plain ASCII.
                is_utf8 = False
            begin = file.read(BLOCK_BYTES)
        if is_utf8 and _takes(decoder, b"", final=True):
            return "utf-8"
    return "cp1252" if uses_windows else "latin-1"


_ONLY_WINDOWS = bytes(set(range(0x80, 0xA0)) - {0x81, 0x8D, 0x8F, 0x90, 0x9D})
"""Bytes that are signs in CP1252 and control characters in Latin-1."""


def _takes(decoder: codecs.IncrementalDecoder, data: bytes, *, final: bool = False) -> bool:
    try:
        decoder.decode(data, final)
    except UnicodeDecodeError:
        return False
    return True


def _without_mark(begin: bytes) -> str:
    """UTF-16 without a mark: text of our kind is mostly ASCII, so every other byte is zero."""
    even, odd = begin[0::2], begin[1::2]
    if not odd:
        return ""
    if odd.count(0) > 0.8 * len(odd) and even.count(0) == 0:
        return "utf-16-le"
    if even.count(0) > 0.8 * len(even) and odd.count(0) == 0:
        return "utf-16-be"
    return ""
