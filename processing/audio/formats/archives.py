"""ZIP files written while they are sent: no member and no archive is ever held as a whole."""

import io
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager
from typing import IO

from processing.audio.formats.exports import CHUNK_BYTES

MADE_AT = (1980, 1, 1, 0, 0, 0)
"""Time of every member: the earliest a ZIP can state, so that the same content gives the same file."""


class _Sink(io.RawIOBase):
    """Takes what the archive writes and hands it out again."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []
        self.size = 0

    def writable(self) -> bool:
        return True

    def write(self, data: object) -> int:
        part = bytes(data)  # type: ignore[call-overload]
        self._parts.append(part)
        self.size += len(part)
        return len(part)

    def take(self) -> bytes:
        taken, self._parts, self.size = b"".join(self._parts), [], 0
        return taken


class ZipStream:
    """A ZIP that grows member by member; `drain` hands out what is ready, `close` the rest.

    Members of any size may follow each other; above 4 GB the archive is a ZIP64 one.
    """

    def __init__(self) -> None:
        self._sink = _Sink()
        # Not seekable: sizes follow each member, as they do in every streamed ZIP.
        self._archive = zipfile.ZipFile(self._sink, "w", zipfile.ZIP_DEFLATED)

    def open(self, name: str, *, is_compressed: bool = True) -> AbstractContextManager[IO[bytes]]:
        """A member to write to; sound is best left uncompressed."""
        member = zipfile.ZipInfo(name, MADE_AT)
        member.compress_type = zipfile.ZIP_DEFLATED if is_compressed else zipfile.ZIP_STORED
        member.external_attr = 0o644 << 16
        return self._archive.open(member, "w", force_zip64=True)

    def add(self, name: str, chunks: Iterable[bytes], *, is_compressed: bool = True) -> Iterator[bytes]:
        """Write a member of these bytes; what is ready comes out while they come in."""
        with self.open(name, is_compressed=is_compressed) as member:
            for chunk in chunks:
                member.write(chunk)
                yield from self.drain()
        yield from self.drain()

    def drain(self, *, least: int = CHUNK_BYTES) -> Iterator[bytes]:
        """What is ready, once it is worth sending."""
        if self._sink.size >= least:
            yield self._sink.take()

    def close(self) -> Iterator[bytes]:
        """The archive's list of members, and whatever was not handed out."""
        self._archive.close()
        yield self._sink.take()
