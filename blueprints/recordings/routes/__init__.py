"""The HTTP routes of recordings, one module for each noun."""

from blueprints.recordings.routes import (
    bulk,
    labels,
    learned,
    recordings,
    segmentations,
    segments,
    sound,
    spectrogram,
    thumbnails,
)
from blueprints.recordings.routes.area import api

__all__ = [
    "api",
    "bulk",
    "labels",
    "learned",
    "recordings",
    "segmentations",
    "segments",
    "sound",
    "spectrogram",
    "thumbnails",
]
