"""Finding backups and reading what is in them, with every checksum looked at."""

import gzip
import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from pydantic import ValidationError

from core.backup.manifest import CHECKSUM, FORMAT, MANIFEST, Manifest, SavedObject, folder_key, stored_key
from core.backup.place import Place
from core.errors import AppError, conflict, not_found
from core.storage import sha256_of


class StoredFile(NamedTuple):
    sha256: str
    size_bytes: int


def names(place: Place) -> list[str]:
    """Complete backups of a place, oldest first: their names begin with the moment they were made."""
    found = (key for key in place.list("backups") if key.endswith(f"/{CHECKSUM}"))
    return sorted(key.split("/")[1] for key in found)


def read_manifest(place: Place, name: str) -> Manifest:
    """What a backup says of itself.

    Raises AppError 404 when there is none of that name, 409 when it is damaged or of a later format.
    """
    folder = folder_key(name)
    if not name or "/" in name or not place.exists(f"{folder}/{CHECKSUM}"):
        raise not_found("backup")
    with place.open(f"{folder}/{CHECKSUM}") as path:
        expected = path.read_text().split()[0]
    with place.open(f"{folder}/{MANIFEST}") as path:
        content = path.read_bytes()
    if hashlib.sha256(content).hexdigest() != expected:
        raise damaged(f"{folder}/{MANIFEST}")
    try:
        manifest = Manifest.model_validate_json(content)
    except ValidationError as exc:
        raise damaged(f"{folder}/{MANIFEST}") from exc
    if manifest.format > FORMAT:
        raise conflict("backup-too-new", f"The backup has format {manifest.format}; this code reads up to {FORMAT}.")
    return manifest


def damaged(key: str) -> AppError:
    return conflict("backup-damaged", f"{key} is not what was written.")


@contextmanager
def open_checked(place: Place, found: SavedObject) -> Iterator[Path]:
    """An object of a backup whose content is what was written.

    Raises AppError 409 backup-damaged, or backup-incomplete when it is not there.
    """
    with place.open(found.key) as path:
        if sha256_of(path) != found.sha256:
            raise damaged(found.key)
        yield path


def stored_files(place: Place, manifest: Manifest) -> list[StoredFile]:
    """The stored files a backup holds."""
    with open_checked(place, manifest.stored_files) as path, gzip.open(path, "rt") as lines:
        return [StoredFile(sha256, int(size)) for sha256, size in (line.split() for line in lines)]


def verify(
    place: Place, manifest: Manifest, *, report: Callable[[int, int], object] = lambda *_: None
) -> list[str]:
    """Read everything of a backup; returns what is wrong, in words, and nothing when it can be restored.

    report : told how many of how many objects were read.
    """
    wrong: list[str] = []
    own = list(manifest.objects())
    n = len(own) + manifest.n_stored_files
    for n_read, found in enumerate(own):
        report(n_read, n)
        wrong += _wrong_with(place, found)
    if wrong:
        return wrong
    for n_read, file in enumerate(stored_files(place, manifest), len(own)):
        report(n_read, n)
        key = stored_key(file.sha256)
        wrong += _wrong_with(place, SavedObject(key=key, size_bytes=file.size_bytes, sha256=file.sha256))
    return wrong + [f"The stored file {sha256} was missing when the backup was made." for sha256 in manifest.missing]


def _wrong_with(place: Place, found: SavedObject) -> list[str]:
    try:
        with open_checked(place, found):
            return []
    except AppError as exc:
        return [exc.detail]
