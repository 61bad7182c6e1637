"""Bytes on disk of files that are still coming in: the staged file's size is the truth about how much has come."""

import fcntl
import hashlib
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import FileIO
from pathlib import Path
from typing import IO, NamedTuple, Protocol
from uuid import UUID

from core.disk import NO_ROOM, disk_full
from core.errors import AppError
from core.security import run_off_loop

BLOCK_BYTES = 64 * 1024
"""Bytes taken from a request at a time; other requests get their turn after each."""


class Digest(Protocol):
    """A running hash, as `hashlib` makes it."""

    def update(self, data: bytes, /) -> None: ...

    def digest(self) -> bytes: ...


class Checksum(NamedTuple):
    """What the bytes of one request must hash to."""

    algorithm: str
    expected: bytes

    def start(self) -> Digest:
        return hashlib.new(self.algorithm)


def staged_path(folder: Path, upload_id: UUID) -> Path:
    return folder / str(upload_id)


def _mark_path(path: Path) -> Path:
    """Beside a staged file while bytes arrive that have yet to match a checksum: where they begin."""
    return path.with_name(f"{path.name}.from")


def make_staged(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch(exist_ok=False)


def received_bytes(path: Path) -> int:
    """Bytes that have come and count; 0 when there is no file."""
    try:
        size = path.stat().st_size
    except FileNotFoundError:
        return 0
    begin = _read_mark(path)
    return size if begin is None else min(size, begin)


def remove_staged(path: Path) -> None:
    for one in (path, _mark_path(path)):
        one.unlink(missing_ok=True)


class StagedFile:
    """A staged file that nobody else writes to meanwhile."""

    def __init__(self, path: Path, file: FileIO) -> None:
        self._path = path
        self._file = file
        self._forget_unchecked()

    @property
    def offset(self) -> int:
        return os.fstat(self._file.fileno()).st_size

    def receive(
        self, stream: IO[bytes], *, limit: int, checksum: Checksum | None, on_bytes: Callable[[int], None]
    ) -> None:
        """Append a request's body and make it last.

        limit : bytes that may still come. on_bytes : told the offset after each block.
        What came before a broken connection or a full disk is kept, unless a checksum was announced.
        Raises AppError 413 (too much), 460 (checksum; nothing kept), 507 (disk full).
        """
        begin = self.offset
        digest = checksum.start() if checksum else None
        if digest is not None:
            _write_mark(self._path, begin)
        try:
            self._copy(stream, begin, begin + limit, digest, on_bytes)
            if checksum and digest and digest.digest() != checksum.expected:
                detail = f"The bytes do not match the {checksum.algorithm} checksum; send them again."
                raise AppError(460, "checksum-mismatch", detail)
        except BaseException:
            if digest is not None:
                self._file.truncate(begin)
            raise
        finally:
            self._make_last()

    def _copy(
        self, stream: IO[bytes], begin: int, end: int, digest: Digest | None, on_bytes: Callable[[int], None]
    ) -> None:
        offset = begin
        while block := stream.read(BLOCK_BYTES):
            offset += len(block)
            if offset > end:
                self._file.truncate(begin)
                raise AppError(413, "too-large", "More bytes came than the upload was announced with.")
            self._write(block)
            if digest is not None:
                digest.update(block)
            on_bytes(offset)
            time.sleep(0)

    def _write(self, block: bytes) -> None:
        rest = memoryview(block)
        try:
            while rest:
                rest = rest[self._file.write(rest) :]
        except OSError as exc:
            if exc.errno in NO_ROOM:
                raise disk_full() from exc
            raise

    def _make_last(self) -> None:
        """To disk, off the event loop: 10 MB take long enough for others to notice."""
        run_off_loop(os.fsync, self._file.fileno())
        _mark_path(self._path).unlink(missing_ok=True)

    def _forget_unchecked(self) -> None:
        """Drop bytes whose checksum was never looked at, because the process died before."""
        begin = _read_mark(self._path)
        if begin is not None:
            self._file.truncate(min(begin, self.offset))
            _mark_path(self._path).unlink(missing_ok=True)


@contextmanager
def lock_staged(path: Path) -> Iterator[StagedFile]:
    """Open a staged file for appending, alone; the lock goes with the process, however it ends.

    Raises AppError 423 when another request writes to it, 410 when the file is gone.
    """
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_APPEND)
    except FileNotFoundError:
        detail = "What was received of this upload is no longer here; begin again."
        raise AppError(410, "upload-gone", detail) from None
    with os.fdopen(descriptor, "ab", buffering=0) as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise AppError(423, "upload-busy", "Another request is writing to this upload.") from None
        yield StagedFile(path, file)


def _read_mark(path: Path) -> int | None:
    try:
        text = _mark_path(path).read_text()
    except FileNotFoundError:
        return None
    return int(text) if text.isdigit() else 0


def _write_mark(path: Path, begin: int) -> None:
    """Named whole, so that a process that dies here leaves the old state or the new one."""
    draft = path.with_name(f"{path.name}.mark")
    draft.write_text(str(begin))
    draft.rename(_mark_path(path))
