"""What this area does about news from below."""

from collections.abc import Sequence
from functools import cache
from typing import Any

from sqlalchemy import func, select

from blueprints.annotation.models import Task, TaskBatch
from blueprints.annotation.schemas.jobs import BUILD, LEARN
from blueprints.annotation.service import batches, learning, progress
from blueprints.recordings.models import Recording, Segment, Segmentation
from core import signals
from core.db import db
from core.jobs.kinds import JobState
from core.jobs.models import Job


@cache
def listen() -> None:
    """Connect once a process."""
    signals.segmentation_changed.connect(_count_what_is_left)
    signals.job_ended.connect(_note_failure)


def _note_failure(_sender: object, *, job: Job, **_: Any) -> None:
    if job.state == JobState.SUCCEEDED:
        return
    if job.kind == BUILD.name:
        batches.note_ended_job(job)
    elif job.kind == LEARN.name:
        learning.note_ended_job(job)


def _count_what_is_left(_sender: object, *, segmentation: Segmentation, segment_ids: Sequence[int], **_: Any) -> None:
    """Tasks go with their segments: batches that lost some are counted anew."""
    if segment_ids and _all_there(segment_ids):
        return
    recording = db.session.get_one(Recording, segmentation.recording_id)
    there = select(func.count()).where(Task.batch_id == TaskBatch.id).scalar_subquery()
    changed = select(TaskBatch.id).where(TaskBatch.project_id == recording.project_id, TaskBatch.n_tasks != there)
    for batch_id in db.session.scalars(changed.where(TaskBatch.state != "building")).all():
        progress.recount(batch_id)


def _all_there(segment_ids: Sequence[int]) -> bool:
    for first in range(0, len(segment_ids), 5000):
        chunk = segment_ids[first : first + 5000]
        if db.session.scalar(select(func.count()).where(Segment.id.in_(chunk))) != len(set(chunk)):
            return False
    return True
