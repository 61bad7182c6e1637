"""The blueprint that all routes of the area share."""

from flask import Response

from core.api import area
from core.errors import problem
from core.storage import StorageError

api = area("recordings", __name__, "Recordings, spectrograms, segmentations and segments")


@api.errorhandler(StorageError)
def _storage_failed(exc: StorageError) -> Response:
    """The place for files does not answer or lacks one: nothing a sender could do better."""
    return problem(503, exc.code, exc.message, headers={"Retry-After": "10"})
