"""What the end of a job means for its recording."""

from typing import Any
from uuid import UUID

from blueprints.recordings.models import Recording, RecordingState
from blueprints.recordings.schemas.jobs import INGEST
from blueprints.recordings.service.news import announce
from core import signals
from core.db import db
from core.jobs.kinds import JobState
from core.jobs.models import Job


def listen() -> None:
    """Hear of every job that ends; hearing twice changes nothing."""
    signals.job_ended.connect(_note_end)


def _note_end(_sender: object, job: Job, **_: Any) -> None:
    """A recording whose ingest failed is failed, with the reason; nothing of it is deleted."""
    if job.kind != INGEST.name or job.state == JobState.SUCCEEDED:
        return
    recording = db.session.get(Recording, UUID(job.params["recording_id"]))
    if recording is None or recording.state == RecordingState.READY:
        return
    recording.state = RecordingState.FAILED
    recording.problem_code = job.error_code or "cancelled"
    recording.problem_detail = job.error_detail or "Reading it was cancelled."
    announce(recording)
