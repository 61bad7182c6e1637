"""What this area does about news from below."""

from collections.abc import Sequence
from functools import cache
from typing import Any

from blueprints.recordings.models import Recording, Segmentation
from blueprints.similarity.schemas.jobs import CLUSTER
from blueprints.similarity.service import embeddings, indexes, runs
from core import scheduler, signals
from core.db import db
from core.jobs.kinds import JobState
from core.jobs.models import Job

CHECK_EVERY_S = 30.0
"""How often the scheduler looks for groups whose index is out of date."""


@cache
def listen() -> None:
    """Connect once a process."""
    signals.segmentation_changed.connect(_note_changed_calls)
    signals.job_ended.connect(_note_failure)


def keep_time() -> None:
    """Bring indexes up to date by the clock."""
    scheduler.every(CHECK_EVERY_S, "similarity.index", indexes.build_stale)


def _note_changed_calls(_sender: object, *, segmentation: Segmentation, segment_ids: Sequence[int], **_: Any) -> None:
    """Changed segments sound otherwise: their points go, and the group's index is brought up to date in a while."""
    embeddings.drop(segment_ids)
    recording = db.session.get(Recording, segmentation.recording_id)
    if recording is not None:
        indexes.mark_stale(recording.group_id)


def _note_failure(_sender: object, *, job: Job, **_: Any) -> None:
    if job.kind == CLUSTER.name and job.state != JobState.SUCCEEDED:
        runs.note_failed(job)
