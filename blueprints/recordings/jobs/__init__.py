"""What workers do for the recordings area: read, draw, segment, learn, export, and act on many at once."""

from blueprints.recordings.jobs import bulk, derived, ingest, learn, segment

__all__ = ["bulk", "derived", "ingest", "learn", "segment"]
