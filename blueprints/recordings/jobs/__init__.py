"""What workers do for the recordings area: read, draw, segment, learn, export, and act on many at once."""

from blueprints.recordings.jobs import bulk, derived, ingest, learn, segment
from core.jobs.worker import prepare_with
from processing.bounded import nursery

__all__ = ["bulk", "derived", "ingest", "learn", "segment"]

prepare_with(nursery.start)
