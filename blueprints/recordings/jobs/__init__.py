"""What workers do for the recordings area: read, draw, segment, export, and act on many at once."""

from blueprints.recordings.jobs import bulk, derived, ingest, segment

__all__ = ["bulk", "derived", "ingest", "segment"]
