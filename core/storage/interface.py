"""What a place for stored files can do, whichever place it is."""

import hashlib
import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Protocol

HASH_BLOCK_BYTES = 1024 * 1024
"""Bytes hashed at a time; large enough that the file's reading, not Python, sets the pace."""

_SHA256 = re.compile(r"[0-9a-f]{64}")


class StorageError(Exception):
    """The place for files failed or lacks a file; the work may succeed later, so nothing is thrown away."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


class Storage(Protocol):
    """A place where files lie under the SHA-256 of their content (64 lower-case hexadecimal digits)."""

    name: str

    def put_file(self, path: Path, sha256: str) -> None:
        """Store a copy of the file; storing what is already there changes nothing."""

    def adopt_file(self, path: Path, sha256: str) -> None:
        """Store a file that nobody writes to any more; it may come to share its bytes with the stored one."""

    def open_local(self, sha256: str) -> AbstractContextManager[Path]:
        """A path that can be read for the length of the `with` block. Raises StorageError("file-missing")."""

    def exists(self, sha256: str) -> bool: ...

    def size(self, sha256: str) -> int:
        """Bytes of a stored file. Raises StorageError("file-missing")."""

    def delete(self, sha256: str) -> None:
        """Remove a stored file; one that is not there is no error."""

    def url(self, sha256: str, *, file_name: str, media_type: str, life_s: int = 300) -> str | None:
        """An address a browser may fetch the file from for a while; None: only the application can serve it."""

    def check(self) -> None:
        """Raise StorageError when files could not be written at present."""


def checked_key(sha256: str) -> str:
    """The hash itself; anything else never becomes part of a path or an object key."""
    if not _SHA256.fullmatch(sha256):
        raise ValueError(f"expected 64 hexadecimal digits, got {sha256!r}")
    return sha256


def missing(sha256: str) -> StorageError:
    return StorageError("file-missing", f"The stored file {sha256[:12]}… is not there.")


def sha256_of(path: Path, *, on_bytes: Callable[[int], None] | None = None) -> str:
    """SHA-256 of a file in hexadecimal; `on_bytes` is told after each block how many bytes are done."""
    digest = hashlib.sha256()
    n_done = 0
    with path.open("rb", buffering=0) as file:
        while block := file.read(HASH_BLOCK_BYTES):
            digest.update(block)
            n_done += len(block)
            if on_bytes is not None:
                on_bytes(n_done)
    return digest.hexdigest()
