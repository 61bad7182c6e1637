"""The chunks of RIFF, RIFX, RF64, BW64 and AIFF files: where each lies and how long it claims to be."""

import struct
from collections.abc import Iterator
from typing import BinaryIO, NamedTuple

MAX_CHUNKS = 2000
"""Chunks looked at in one file; real recordings have fewer than 20."""

_SIZE_IN_DS64 = 0xFFFFFFFF
"""A 32-bit size that says: the true size is in the ds64 chunk (EBU Tech 3306, ITU-R BS.2088)."""


class Chunk(NamedTuple):
    """One chunk: its four-letter name, its first payload byte, its claimed payload size in bytes."""

    name: str
    start: int
    size: int


class _Form(NamedTuple):
    byte_order: str
    is_64_bit: bool


def walk_chunks(file: BinaryIO, file_size: int) -> Iterator[Chunk]:
    """Find the top-level chunks of an open file, in order, reading only their headers.

    A chunk that claims more than the file holds is the last one handed out: compare `start + size`
    with `file_size`. An odd chunk without its padding byte (several recorders forget it) is followed.
    Nothing comes from a file that is not of this family.
    """
    form = _read_form(file)
    if form is None:
        return
    long_sizes: dict[str, int] = {}
    end, padding = 12, 0
    for _ in range(MAX_CHUNKS):
        chunk = _chunk_at(file, end, form.byte_order)
        if chunk is None and padding:
            chunk = _chunk_at(file, end + padding, form.byte_order)
        if chunk is None:
            return
        if form.is_64_bit and chunk.name == "ds64":
            long_sizes = _read_ds64(file, chunk)
        if form.is_64_bit and chunk.size == _SIZE_IN_DS64:
            chunk = chunk._replace(size=long_sizes.get(chunk.name, chunk.size))
        yield chunk
        end, padding = chunk.start + chunk.size, chunk.size % 2
        if end >= file_size:
            return


def byte_order(form: bytes) -> str:
    """The `struct` sign of a file's byte order, from its first four bytes."""
    return ">" if form in (b"RIFX", b"FORM") else "<"


def read_chunk(file: BinaryIO, chunk: Chunk, max_bytes: int) -> bytes:
    """The payload of a chunk, at most `max_bytes` of it and no more than the file holds."""
    file.seek(chunk.start)
    return file.read(min(chunk.size, max_bytes))


def _read_form(file: BinaryIO) -> _Form | None:
    file.seek(0)
    head = file.read(12)
    if head[:4] not in (b"RIFF", b"RIFX", b"RF64", b"BW64", b"FORM") or len(head) < 12:
        return None
    return _Form(byte_order(head[:4]), head[:4] in (b"RF64", b"BW64"))


def _chunk_at(file: BinaryIO, position: int, order: str) -> Chunk | None:
    """The chunk whose header stands there; None if no printable name does, for instance a padding NUL."""
    file.seek(position)
    head = file.read(8)
    if len(head) < 8 or head[0] == 32 or not all(32 <= byte < 127 for byte in head[:4]):
        return None
    (size,) = struct.unpack(f"{order}I", head[4:])
    return Chunk(head[:4].decode("latin-1"), position + 8, size)


def _read_ds64(file: BinaryIO, chunk: Chunk) -> dict[str, int]:
    """The 64-bit sizes by chunk name: the data chunk's, then those of the table."""
    body = read_chunk(file, chunk, 28 + 12 * MAX_CHUNKS)
    if len(body) < 16:
        return {}
    sizes = {"data": struct.unpack_from("<Q", body, 8)[0]}
    for offset in range(28, len(body) - 11, 12):
        name, size = struct.unpack_from("<4sQ", body, offset)
        sizes.setdefault(name.decode("latin-1"), size)
    return sizes
