"""How the jobs of this area get at a recording and its file."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple
from uuid import UUID

from blueprints.recordings.models import Recording
from core.db import db
from core.errors import AppError
from core.jobs.kinds import TransientError
from core.storage import StorageError, storage
from processing.audio.decode import Audio, open_audio


class Stored(NamedTuple):
    """What is needed of a recording while no database session is held."""

    recording_id: UUID
    name: str
    sha256: str
    time_expansion: float


def load(recording_id: UUID) -> Recording:
    """The recording as it is now. Raises AppError 404 when it was deleted meanwhile."""
    found = db.session.get(Recording, recording_id, populate_existing=True)
    if found is None:
        raise AppError(404, "recording-gone", "The recording was deleted before this job could work on it.")
    return found


def take_out(recording: Recording) -> Stored:
    """Copy what the computation needs, then let the database go."""
    stored = Stored(recording.id, recording.name, recording.blob_sha256, recording.time_expansion)
    db.session.rollback()
    return stored


@contextmanager
def open_stored(stored: Stored) -> Iterator[Audio]:
    """The recording's sound. A storage that does not answer is a passing fault."""
    try:
        with (
            storage().open_local(stored.sha256) as path,
            open_audio(path, time_expansion=stored.time_expansion) as audio,
        ):
            yield audio
    except StorageError as exc:
        raise TransientError(exc.code, exc.message) from exc
