"""The HTTP routes of recordings, one module for each noun."""

from blueprints.recordings.routes import bulk, recordings, segmentations, segments, sound, spectrogram
from blueprints.recordings.routes.area import api

__all__ = ["api", "bulk", "recordings", "segmentations", "segments", "sound", "spectrogram"]
