"""Where backups lie: a folder, or a bucket with a prefix; objects under keys with slashes."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Protocol
from urllib.parse import urlsplit

from core.clock import new_id
from core.config import Settings
from core.errors import AppError, conflict


class Place(Protocol):
    """Objects under keys."""

    address: str

    def put(self, key: str, path: Path) -> None:
        """Copy a file there, whole or not at all."""

    def open(self, key: str) -> AbstractContextManager[Path]:
        """A path that can be read for the length of the `with` block. Raises AppError 409 when it is not there."""

    def list(self, prefix: str) -> Iterator[str]:
        """Keys that begin with this, in order."""

    def exists(self, key: str) -> bool: ...

    def delete(self, key: str) -> None: ...


def open_place(settings: Settings, address: str | None = None) -> Place:
    """The place of an address: `s3://bucket/prefix`, or a folder; None: the one of the settings."""
    found = address or settings.backup_target or str(settings.data_dir / "backups")
    if found.startswith("s3://"):
        parts = urlsplit(found)
        return BucketPlace(settings, parts.netloc, parts.path.strip("/"))
    return FolderPlace(Path(found).resolve())


class FolderPlace:
    """A folder of this machine or of a mounted share."""

    def __init__(self, folder: Path) -> None:
        self.address = str(folder)
        self._folder = folder

    def put(self, key: str, path: Path) -> None:
        target = self._folder / key
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        draft = target.with_name(f".{new_id()}")
        try:
            shutil.copyfile(path, draft)
            _sync(draft)
            draft.rename(target)
        finally:
            draft.unlink(missing_ok=True)

    @contextmanager
    def open(self, key: str) -> Iterator[Path]:
        path = self._folder / key
        if not path.is_file():
            raise _absent(key)
        yield path

    def list(self, prefix: str) -> Iterator[str]:
        start = self._folder / prefix
        found = (path for path in start.rglob("*") if path.is_file() and not path.name.startswith("."))
        yield from sorted(str(path.relative_to(self._folder)) for path in found)

    def exists(self, key: str) -> bool:
        return (self._folder / key).is_file()

    def delete(self, key: str) -> None:
        path = self._folder / key
        path.unlink(missing_ok=True)
        if path.parent != self._folder and path.parent.is_dir() and not any(path.parent.iterdir()):
            path.parent.rmdir()


def _sync(path: Path) -> None:
    with path.open("rb") as file:
        os.fsync(file.fileno())


class BucketPlace:
    """A bucket that speaks S3, reached with the station's S3 settings."""

    def __init__(self, settings: Settings, bucket: str, prefix: str) -> None:
        # boto3 takes a third of a second to import: only stations that use a bucket pay for it.
        from core.storage.s3_client import S3Client  # noqa: PLC0415

        self.address = f"s3://{bucket}/{prefix}".rstrip("/")
        self._prefix = f"{prefix}/" if prefix else ""
        self._client = S3Client(settings, bucket)

    def put(self, key: str, path: Path) -> None:
        self._client.upload(path, self._prefix + key)

    @contextmanager
    def open(self, key: str) -> Iterator[Path]:
        with tempfile.TemporaryDirectory(prefix="fieldstation-restore-") as folder:
            path = Path(folder) / "object"
            if not self._client.download(self._prefix + key, path):
                raise _absent(key)
            yield path

    def list(self, prefix: str) -> Iterator[str]:
        for key in self._client.keys(self._prefix + prefix):
            yield key.removeprefix(self._prefix)

    def exists(self, key: str) -> bool:
        return self._client.size(self._prefix + key) is not None

    def delete(self, key: str) -> None:
        self._client.delete(self._prefix + key)


def _absent(key: str) -> AppError:
    return conflict("backup-incomplete", f"{key} is not there.")
