"""Stored files in a folder of this machine, or of a volume that all processes share."""

import errno
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from core.clock import new_id
from core.storage.interface import StorageError, checked_key, missing

FULL_DISK = frozenset({errno.ENOSPC, errno.EDQUOT})
"""Error numbers that say that there is no room, on the disk or in the quota."""


class LocalStorage:
    """A file lies at `ab/cd/abcd…`: two levels keep folders small at a million files."""

    name = "local"

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def path_of(self, sha256: str) -> Path:
        key = checked_key(sha256)
        return self._folder / key[:2] / key[2:4] / key

    def put_file(self, path: Path, sha256: str) -> None:
        self._store(sha256, lambda draft: _copy(path, draft))

    def adopt_file(self, path: Path, sha256: str) -> None:
        self._store(sha256, lambda draft: _link_or_copy(path, draft))

    @contextmanager
    def open_local(self, sha256: str) -> Iterator[Path]:
        path = self.path_of(sha256)
        if not path.exists():
            raise missing(sha256)
        yield path

    def exists(self, sha256: str) -> bool:
        return self.path_of(sha256).exists()

    def size(self, sha256: str) -> int:
        try:
            return self.path_of(sha256).stat().st_size
        except FileNotFoundError:
            raise missing(sha256) from None

    def delete(self, sha256: str) -> None:
        self.path_of(sha256).unlink(missing_ok=True)

    def url(self, sha256: str, *, file_name: str, media_type: str, life_s: int = 300) -> str | None:  # noqa: ARG002
        return None

    def check(self) -> None:
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            probe = self._folder / f".probe-{new_id()}"
            probe.touch()
            probe.unlink()
        except OSError as exc:
            raise StorageError("storage-unwritable", f"The folder of stored files: {exc.strerror}.") from exc

    def _store(self, sha256: str, fill: Callable[[Path], None]) -> None:
        """Fill a draft beside the final place, then name it: a reader sees the whole file or none."""
        path = self.path_of(sha256)
        if path.exists():
            return
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_name(f".{new_id()}")
        try:
            fill(draft)
            draft.chmod(0o444)
            draft.rename(path)
            _sync_folders(path.parent, self._folder)
        except OSError as exc:
            code = "disk-full" if exc.errno in FULL_DISK else "storage-unwritable"
            raise StorageError(code, f"The file cannot be stored: {exc.strerror}.") from exc
        finally:
            with suppress(OSError):
                draft.unlink(missing_ok=True)



def _copy(source: Path, draft: Path) -> None:
    shutil.copyfile(source, draft)
    _sync(draft)


def _link_or_copy(source: Path, draft: Path) -> None:
    """A second name for the same bytes costs nothing; another file system needs a copy."""
    try:
        os.link(source, draft)
    except OSError as exc:
        if exc.errno not in {errno.EXDEV, errno.EPERM, errno.EMLINK, errno.ENOTSUP}:
            raise
        _copy(source, draft)
    else:
        _sync(draft)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _sync_folders(folder: Path, root: Path) -> None:
    """Make new names last through a power cut, from the file's folder up to the root."""
    while True:
        _sync(folder)
        if folder == root:
            return
        folder = folder.parent
