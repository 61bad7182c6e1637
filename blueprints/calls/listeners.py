"""What this area does about news from below."""

from collections.abc import Sequence
from functools import cache
from typing import Any
from uuid import UUID

from blueprints.calls.models import Classifier, ClassifierState
from blueprints.calls.schemas.jobs import CLASSIFY, IMPORT, TRAIN
from blueprints.calls.service import classifiers, runs
from blueprints.projects.models import Project
from blueprints.recordings.models import Recording
from core import signals
from core.db import db
from core.jobs.kinds import JobState
from core.jobs.models import Job


@cache
def listen() -> None:
    """Connect once a process."""
    signals.recording_arrived.connect(_classify_on_arrival)
    signals.segmentation_changed.connect(_drop_stale_predictions)
    signals.job_ended.connect(_note_failure)


def _classify_on_arrival(
    _sender: object, *, recording: Recording, chain: Job, segment_job: Job | None, **_: Any
) -> None:
    """Add the last link of "process on arrival" when the project's recipe names a classifier that is ready."""
    recipe = db.session.get_one(Project, recording.project_id).recipe or {}
    wanted = (recipe.get("classify") or {}).get("classifier_id")
    if not wanted or segment_job is None:
        return
    classifier = db.session.get(Classifier, UUID(wanted))
    if classifier is None or classifier.group_id != recording.group_id or classifier.state != ClassifierState.READY:
        return
    runs.submit_classify(recording, classifier, owner_id=recording.created_by, after=[segment_job], parent=chain)


def _drop_stale_predictions(_sender: object, *, segment_ids: Sequence[int], **_: Any) -> None:
    runs.drop_stale(segment_ids)


def _note_failure(_sender: object, *, job: Job, **_: Any) -> None:
    if job.state == JobState.SUCCEEDED:
        return
    if job.kind in (TRAIN.name, IMPORT.name):
        classifiers.note_failed_training(job)
    elif job.kind == CLASSIFY.name:
        runs.note_failed_run(job)
