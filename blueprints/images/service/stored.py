"""The stored files of a picture: made from the original in a bounded process, kept as blobs, given out by size."""

import hashlib
import tempfile
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from blueprints.images.models import Image, ImageVersion
from core.cache_files import cache_path, find_cached, make_cached
from core.db import db
from core.security import run_off_loop
from core.storage import Storage, storage
from core.storage.blobs import announce_blob
from core.uploads.kinds import Reporter
from processing.images.bounded import make_png_bounded, make_set_bounded
from processing.images.sets import PictureSet
from processing.images.standard import CODE_VERSION
from processing.images.transformations import Transformation, read_transformations

SIZES = {"standard": "standard.webp", "768": "768.webp", "256": "256.webp"}
"""Files of a set by the size people ask for."""

N_AT_ONCE = 2
"""Pictures decoded at the same time in one web process; each may take two gigabytes at the worst."""

_turns = threading.BoundedSemaphore(N_AT_ONCE)


class Prepared(NamedTuple):
    """What was made of an original: its facts with the standard size, and the files by size."""

    made: PictureSet
    files: dict[str, bytes]


class Hashes(NamedTuple):
    """Where the files of a set are stored."""

    standard: str
    middle: str
    small: str


def prepare(path: Path, transformations: Sequence[Transformation] = ()) -> Prepared:
    """Make the standard picture and thumbnails of a file. Knows no database. Raises ImageError."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        made = make_set_bounded(path, folder, transformations)
        return Prepared(made, {size: (folder / file).read_bytes() for size, file in SIZES.items()})


def store(reporter: Reporter, files: dict[str, bytes]) -> Hashes:
    """Keep the files of a set; commits their rows before the files, so that a sweep between the two finds them young.

    Raises StorageError.
    """
    named = {size: hashlib.sha256(content).hexdigest() for size, content in files.items()}
    for size in sorted(named, key=lambda one: named[one]):
        announce_blob(named[size], len(files[size]), "image/webp")
    reporter.commit()
    run_off_loop(_store, storage(), {named[size]: content for size, content in files.items()})
    return Hashes(named["standard"], named["768"], named["256"])


def _store(place: Storage, contents: dict[str, bytes]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        for sha256, content in contents.items():
            path = Path(folder) / sha256
            path.write_bytes(content)
            place.put_file(path, sha256)


def prepare_version(image: Image, transformations: Sequence[Transformation]) -> Prepared:
    """The set of an image's original with transformations, while a request waits. Ends the transaction."""
    sha256, place = image.blob_sha256, storage()
    # The connection goes back to the pool: decoding may wait for its turn.
    db.session.rollback()
    with _turns:
        made: Prepared = run_off_loop(_prepare_stored, place, sha256, tuple(transformations))
        return made


def _prepare_stored(place: Storage, sha256: str, transformations: tuple[Transformation, ...]) -> Prepared:
    with place.open_local(sha256) as path:
        return prepare(path, transformations)


def sha256_of_size(version: ImageVersion, size: str) -> str:
    """The hash of a version's picture of a size: `standard`, `768` or `256`."""
    named = {
        "standard": version.standard_sha256,
        "768": version.thumbnail_768_sha256,
        "256": version.thumbnail_256_sha256,
    }
    return named[size]


def read_picture(version: ImageVersion, size: str = "standard") -> bytes:
    """The WebP bytes of a version's picture: `standard`, `768` or `256`. Raises StorageError."""
    content: bytes = run_off_loop(_read, storage(), sha256_of_size(version, size))
    return content


def _read(place: Storage, sha256: str) -> bytes:
    with place.open_local(sha256) as path:
        return path.read_bytes()


def png_path(image: Image, version: ImageVersion) -> Path:
    """The standard picture as a lossless PNG, made when it is first asked for. Ends the transaction."""
    sha256, documents = image.blob_sha256, version.transformations
    path = cache_path("pictures", sha256, {"transformations": documents}, CODE_VERSION, ".png")
    if find_cached(path) is not None:
        return path
    place, transformations = storage(), read_transformations(documents)
    db.session.rollback()
    with _turns:
        run_off_loop(_make_png, place, sha256, transformations, path)
    return path


def _make_png(place: Storage, sha256: str, transformations: tuple[Transformation, ...], path: Path) -> None:
    with place.open_local(sha256) as original:
        make_cached(path, lambda draft: make_png_bounded(original, draft, transformations))
