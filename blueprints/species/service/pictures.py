"""The picture of a species' repertoire: what people hold a call against while they label."""

import hashlib
import tempfile
from pathlib import Path

from blueprints.species.models import Repertoire
from core.db import db
from core.errors import AppError
from core.security import run_off_loop
from core.storage import Storage, storage
from core.storage.blobs import announce_blob
from processing.images.reencode import Picture, reencode

MAX_PICTURE_BYTES = 10_000_000
"""Largest picture taken, as it is sent."""


def set_picture(repertoire: Repertoire, content: bytes) -> None:
    """Make these bytes, encoded anew, the picture of the repertoire. Raises AppError 413, ImageError. Commits."""
    if len(content) > MAX_PICTURE_BYTES:
        raise AppError(413, "too-large", f"A picture may have at most {MAX_PICTURE_BYTES // 1_000_000} MB.")
    picture = run_off_loop(reencode, content)
    sha256 = hashlib.sha256(picture.content).hexdigest()
    announce_blob(sha256, len(picture.content), picture.media_type)
    # The row is committed before the file is stored, so that a sweep between the two finds it young.
    db.session.commit()
    run_off_loop(_store, storage(), picture, sha256)
    repertoire.picture_sha256 = sha256
    db.session.commit()


def _store(place: Storage, picture: Picture, sha256: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "picture"
        path.write_bytes(picture.content)
        place.put_file(path, sha256)


def read_picture(sha256: str) -> bytes:
    """The bytes of a stored picture. Raises StorageError."""
    content: bytes = run_off_loop(_read, storage(), sha256)
    return content


def _read(place: Storage, sha256: str) -> bytes:
    with place.open_local(sha256) as path:
        return path.read_bytes()
