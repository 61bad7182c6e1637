"""The blueprint that all routes of the area share."""

from core.api import area

api = area("recordings", __name__, "Recordings, spectrograms, segmentations and segments")
