"""Bytes of a file as blocks of whole UTF-8 lines, whatever it is packed in and encoded with."""

from __future__ import annotations

import codecs
import gzip
import io
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, NamedTuple, Protocol

import numpy as np

from processing.errors import TableError
from processing.timeseries.read.plan import Layout

BLOCK_BYTES = 4 << 20
"""How much is read at a time: enough for vectors to pay, little enough for several to be held."""

MOST_BYTES = 8 << 30
"""How much a packed file may unpack to before it is refused."""

ENCODINGS = ("utf-8", "utf-16-le", "utf-16-be", "cp1252", "latin-1")
"""What text may be written in."""


class Readable(Protocol):
    """What bytes are read from."""

    def read(self, n: int = -1, /) -> bytes: ...

    def readline(self, n: int = -1, /) -> bytes: ...

    def tell(self) -> int: ...


class Block(NamedTuple):
    """Whole lines of a file as UTF-8.

    first_line : line number, from 1, of the first; n_lines : how many there are.
    end : how many bytes of the file (as stored) have been read with this block.
    """

    text: bytes
    first_line: int
    n_lines: int
    end: int


def block_of(text: bytes, first_line: int = 1, end: int = 0) -> Block:
    """Lines as a block."""
    n_lines = int(np.count_nonzero(np.frombuffer(text, np.uint8) == _NEWLINE))
    return Block(text, first_line, n_lines + (not text.endswith(b"\n") and bool(text)), end)


_NEWLINE = ord("\n")


def layout_of(path: Path) -> Layout:
    """What kind of file it is, from its first bytes."""
    with path.open("rb") as file:
        begin = file.read(8)
    if begin.startswith(b"PAR1"):
        return Layout.PARQUET
    if begin.startswith(b"PK") and zipfile.is_zipfile(path) and _is_workbook(path):
        return Layout.EXCEL
    if begin.startswith(b"\xd0\xcf\x11\xe0"):
        raise TableError("old-workbook", "this is a workbook of Excel 2003 or older: save it as .xlsx or CSV")
    return Layout.TEXT


def _is_workbook(path: Path) -> bool:
    with zipfile.ZipFile(path) as archive:
        return "[Content_Types].xml" in archive.namelist()


def members(path: Path) -> tuple[str, ...]:
    """The files a ZIP holds; empty for anything else."""
    if not zipfile.is_zipfile(path) or _is_workbook(path):
        return ()
    with zipfile.ZipFile(path) as archive:
        return tuple(i.filename for i in archive.infolist() if not i.is_dir() and not _is_hidden(i.filename))


def _is_hidden(name: str) -> bool:
    return name.startswith("__MACOSX/") or name.rpartition("/")[2].startswith(".")


@contextmanager
def opened(path: Path, member: str = "") -> Iterator[Readable]:
    """The unpacked bytes of a file, or of one member of a ZIP.

    Raises TableError: damaged-archive, no-such-member.
    """
    with path.open("rb") as raw:
        begin = raw.read(4)
        raw.seek(0)
        if begin.startswith(b"\x1f\x8b"):
            with gzip.GzipFile(fileobj=raw) as unpacked:
                yield _Unpacked(unpacked)
        elif begin.startswith(b"PK") and zipfile.is_zipfile(path):
            with _member(path, member) as unpacked:
                yield _Unpacked(unpacked)
        else:
            yield raw


@contextmanager
def _member(path: Path, member: str) -> Iterator[IO[bytes]]:
    with zipfile.ZipFile(path) as archive:
        names = members(path)
        if not names:
            raise TableError("empty-archive", "the ZIP holds no file")
        if member and member not in names:
            raise TableError("no-such-member", f"expected one of {', '.join(names)}, got {member!r}")
        try:
            unpacked = archive.open(member or names[0])
        except (RuntimeError, NotImplementedError, zipfile.BadZipFile) as error:
            raise TableError("damaged-archive", f"the packed file cannot be unpacked: {error}") from error
        with unpacked:
            yield unpacked


class _Unpacked(io.RawIOBase):
    """Reads from a packed file; damage and bombs become errors a person understands."""

    def __init__(self, packed: IO[bytes] | gzip.GzipFile) -> None:
        self._packed = packed
        self._n_read = 0

    def read(self, n: int = -1) -> bytes:
        try:
            got = self._packed.read(n)
        except (EOFError, OSError, zlib.error, zipfile.BadZipFile, RuntimeError) as error:
            raise TableError("damaged-archive", f"the packed file cannot be unpacked: {error}") from error
        self._n_read += len(got)
        if self._n_read > MOST_BYTES:
            raise TableError("unpacks-too-large", f"the file unpacks to more than {MOST_BYTES >> 30} GB")
        return got


def head(path: Path, member: str, n_bytes: int) -> bytes:
    """The first bytes of the unpacked file."""
    with opened(path, member) as file:
        return _exactly(file, n_bytes)


def _exactly(file: Readable, n_bytes: int) -> bytes:
    parts, missing = [], n_bytes
    while missing > 0 and (got := file.read(missing)):
        parts.append(got)
        missing -= len(got)
    return b"".join(parts)


def blocks(path: Path, *, member: str = "", encoding: str = "utf-8", n_bytes: int = BLOCK_BYTES) -> Iterator[Block]:
    """The file as blocks of whole lines; the last line may lack its newline.

    Raises TableError("not-the-encoding") for bytes that are not of the encoding, with the line.
    """
    decoder = _decoder(encoding)
    line, rest, total = 1, b"", path.stat().st_size
    with opened(path, member) as file:
        is_plain = isinstance(file, io.BufferedReader)
        while got := _exactly(file, n_bytes):
            if is_plain and not got.endswith(b"\n"):
                got += file.readline(n_bytes)
            text = _as_utf8(got, decoder, encoding, line)
            text = rest + text if rest else text
            if not text.endswith(b"\n"):
                cut = text.rfind(b"\n") + 1
                text, rest = text[:cut], text[cut:]
            else:
                rest = b""
            if text:
                block = block_of(text, line, file.tell() if is_plain else 0)
                yield block
                line += block.n_lines
    rest += _as_utf8(b"", decoder, encoding, line)
    if rest:
        yield block_of(rest, line, total)


def _decoder(encoding: str) -> codecs.IncrementalDecoder:
    if encoding not in ENCODINGS:
        raise TableError("bad-plan", f"expected an encoding of {', '.join(ENCODINGS)}, got {encoding!r}")
    return _StripMark(codecs.getincrementaldecoder(encoding)())


class _StripMark(codecs.IncrementalDecoder):
    """Decodes, less a byte order mark, with the newlines of all systems made one."""

    def __init__(self, inner: codecs.IncrementalDecoder) -> None:
        super().__init__()
        self._newlines = io.IncrementalNewlineDecoder(None, translate=True)
        self._inner = inner
        self.is_first = True

    @property
    def is_between(self) -> bool:
        """Whether nothing of a letter or a newline of two signs is pending."""
        return not self._inner.getstate()[0] and not self._newlines.getstate()[1] & 1

    def decode(self, data: bytes, final: bool = False) -> str:  # type: ignore[override]
        text = self._newlines.decode(self._inner.decode(data, final), final)
        if self.is_first and text:
            self.is_first = False
            text = text.removeprefix("\ufeff")
        return text


def _as_utf8(data: bytes, decoder: codecs.IncrementalDecoder, encoding: str, line: int) -> bytes:
    """The bytes as UTF-8; plain ASCII with plain newlines, most of the world's data, is passed on untouched."""
    assert isinstance(decoder, _StripMark)
    is_ascii = encoding != "utf-16-le" and encoding != "utf-16-be" and data.isascii()
    if is_ascii and data and b"\r" not in data and decoder.is_between:
        decoder.is_first = False
        return data
    try:
        return decoder.decode(data, final=not data).encode()
    except UnicodeDecodeError as error:
        raise TableError(
            "not-the-encoding", f"not {encoding} at or after line {line:,}: {error.reason}", encoding=encoding
        ) from error


SAMPLE_BYTES = 1 << 20
"""How much of the begin, the middle and the end of a large file detection looks at."""


def stretches(path: Path, *, member: str = "", encoding: str = "utf-8") -> list[bytes]:
    """The begin of a file, and of a large unpacked one the middle and the end too; whole lines of UTF-8."""
    first = next(blocks(path, member=member, encoding=encoding, n_bytes=2 * SAMPLE_BYTES), block_of(b""))
    with opened(path, member) as file:
        if not isinstance(file, io.BufferedReader) or path.stat().st_size <= 2 * SAMPLE_BYTES:
            return [first.text]
        size = path.stat().st_size
        parts = []
        for at in (size // 2, size - SAMPLE_BYTES):
            file.seek(at - at % 2)
            parts.append(file.read(SAMPLE_BYTES))
    later = [part.decode(encoding, "ignore").replace("\r\n", "\n").encode() for part in parts]
    return [first.text, *(part[part.find(b"\n") + 1 : part.rfind(b"\n") + 1] for part in later)]
