"""Asking for classifications and storing predictions."""

from collections.abc import Sequence
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import case, delete, func, insert, select, update

from blueprints.calls import policy
from blueprints.calls.models import ClassificationRun, Classifier, Prediction, RunState
from blueprints.calls.schemas.jobs import CLASSIFY, ClassifyParams
from blueprints.calls.schemas.runs import BatchBody, RunBody
from blueprints.calls.service.classifiers import require_ready
from blueprints.projects import policy as projects
from blueprints.recordings import policy as recordings
from blueprints.recordings.models import Recording, RecordingState, Segment, Segmentation
from blueprints.recordings.service.segmentations import mark_classified
from blueprints.species import policy as species
from core.access import Principal, Role, require_role
from core.db import db
from core.errors import AppError, conflict, invalid
from core.jobs.kinds import OPEN_STATES
from core.jobs.models import Job
from core.jobs.queue import open_batch, submit

MAX_BATCH = 100_000
"""Recordings one batch may classify."""

INSERT_CHUNK = 5000
"""Predictions sent to the database in one statement."""


class PredictionRow(NamedTuple):
    """One prediction, ready to be stored."""

    segment_id: int
    label_index: int
    label: str
    confidence: float
    is_unknown: bool
    probabilities: bytes


def create(who: Principal, body: RunBody) -> tuple[ClassificationRun, Job]:
    """A run over a segmentation, and its job."""
    segmentation = _segmentation(who, body)
    recording = db.session.get_one(Recording, segmentation.recording_id)
    require_role(who, recording.group_id, Role.ANNOTATOR, "segmentation")
    classifier = policy.classifier(who, body.classifier_id)
    require_ready(classifier)
    run = open_run(classifier, segmentation, recording, created_by=who.user_id)
    job = submit_classify(recording, classifier, owner_id=who.user_id, segmentation_id=segmentation.id, run_id=run.id)
    run.job_id = job.id
    return run, job


def _segmentation(who: Principal, body: RunBody) -> Segmentation:
    if body.segmentation_id is not None:
        return recordings.annotatable_segmentation(who, body.segmentation_id)
    if body.recording_id is None:
        raise invalid("/segmentation_id", "give segmentation_id or recording_id", "missing")
    root = recordings.root_of(recordings.annotatable(who, body.recording_id))
    if root.current_segmentation_id is None:
        raise conflict("not-segmented", "This recording has no segments yet; segment it first.")
    return db.session.get_one(Segmentation, root.current_segmentation_id)


def open_run(
    classifier: Classifier, segmentation: Segmentation, recording: Recording, *, created_by: UUID | None
) -> ClassificationRun:
    run = ClassificationRun(
        segmentation_id=segmentation.id,
        recording_id=recording.id,
        classifier_id=classifier.id,
        group_id=recording.group_id,
        created_by=created_by,
    )
    db.session.add(run)
    db.session.flush()
    return run


def submit_classify(
    recording: Recording,
    classifier: Classifier,
    *,
    owner_id: UUID | None,
    segmentation_id: UUID | None = None,
    run_id: UUID | None = None,
    after: Sequence[Job] = (),
    parent: Job | None = None,
) -> Job:
    """The job that classifies a recording's segments; without a segmentation, those current when it runs."""
    return submit(
        CLASSIFY,
        ClassifyParams(
            recording_id=recording.id,
            classifier_id=classifier.id,
            segmentation_id=segmentation_id,
            run_id=run_id,
        ),
        title=f"Classify {recording.name}",
        owner_id=owner_id,
        group_id=recording.group_id,
        project_id=recording.project_id,
        after=after,
        parent=parent,
    )


def create_batch(who: Principal, body: BatchBody) -> Job:
    """One classification job a recording, under one batch.

    Raises AppError 422 when nothing fits or too much does.
    """
    classifier = policy.classifier(who, body.classifier_id)
    require_ready(classifier)
    chosen = _chosen(who, body)
    group_id = chosen[0].group_id
    batch = open_batch(
        f"Classify {len(chosen)} recordings with {classifier.name}",
        owner_id=who.user_id,
        group_id=group_id,
        project_id=body.project_id,
    )
    for recording in chosen:
        submit_classify(recording, classifier, owner_id=who.user_id, parent=batch)
    return batch


def _chosen(who: Principal, body: BatchBody) -> list[Recording]:
    rows = recordings.visible_to(who).where(
        Recording.parent_id.is_(None),
        Recording.state == RecordingState.READY,
        Recording.current_segmentation_id.is_not(None),
        Recording.group_id.in_(who.groups_with(Role.ANNOTATOR)),
    )
    if body.project_id is not None:
        projects.get_project(who, body.project_id, Role.ANNOTATOR)
        rows = rows.where(Recording.project_id == body.project_id)
    if body.species_id is not None:
        species.get_species(who, body.species_id)
        rows = rows.where(Recording.species_id == body.species_id)
    if body.recording_ids is not None:
        rows = rows.where(Recording.id.in_(body.recording_ids))
    if body.project_id is None and body.species_id is None and body.recording_ids is None:
        raise invalid("/project_id", "give project_id, species_id or recording_ids", "missing")
    if body.only_unclassified:
        rows = rows.where(Recording.is_classified.is_(False))
    found = list(db.session.scalars(rows.order_by(Recording.created_at, Recording.id).limit(MAX_BATCH + 1)))
    if not found:
        raise AppError(422, "nothing-to-classify", "No segmented recording there waits for classification.")
    if len(found) > MAX_BATCH:
        raise AppError(422, "too-many", f"More than {MAX_BATCH} recordings; narrow the choice.")
    return found


def add_predictions(run: ClassificationRun, rows: Sequence[PredictionRow]) -> None:
    """Store predictions of a run in chunks."""
    for first in range(0, len(rows), INSERT_CHUNK):
        chunk = rows[first : first + INSERT_CHUNK]
        db.session.execute(insert(Prediction), [row._asdict() | {"run_id": run.id} for row in chunk])
    run.n_predictions += len(rows)


def clear(run: ClassificationRun) -> None:
    """Forget what an earlier attempt of the same run stored."""
    db.session.execute(delete(Prediction).where(Prediction.run_id == run.id))
    run.n_predictions = 0


def complete(run: ClassificationRun) -> None:
    """The run is whole: results now show it."""
    db.session.execute(
        update(ClassificationRun)
        .where(ClassificationRun.segmentation_id == run.segmentation_id, ClassificationRun.id != run.id)
        .values(is_current=False)
    )
    run.state, run.is_current = RunState.READY, True
    db.session.flush()
    mark_classified(run.segmentation_id, is_classified=True)


def remove(run: ClassificationRun) -> None:
    """Delete a run with its predictions.

    Raises AppError 409 while its job runs.
    """
    job = db.session.get(Job, run.job_id) if run.job_id else None
    if job is not None and job.state in OPEN_STATES:
        raise conflict("job-open", "Its job still runs; cancel it first.")
    if run.is_current:
        mark_classified(run.segmentation_id, is_classified=False)
    db.session.delete(run)


def drop_stale(segment_ids: Sequence[int]) -> None:
    """Predictions of segments whose bounds were changed speak of another sound: they go."""
    for first in range(0, len(segment_ids), INSERT_CHUNK):
        chunk = list(segment_ids[first : first + INSERT_CHUNK])
        db.session.execute(delete(Prediction).where(Prediction.segment_id.in_(chunk)))


def note_failed_run(job: Job) -> None:
    """A classification job that ended without success leaves its run failed."""
    db.session.execute(
        update(ClassificationRun)
        .where(ClassificationRun.job_id == job.id, ClassificationRun.state == RunState.WAITING)
        .values(state=RunState.FAILED)
    )


def summary(run: ClassificationRun) -> dict[str, Any]:
    """Calls and mean confidence by predicted type, without what people rejected."""
    n_unknown = func.sum(case((Prediction.is_unknown, 1), else_=0))
    found = db.session.execute(
        select(Prediction.label, func.count(), func.avg(Prediction.confidence), n_unknown)
        .join(Segment, Segment.id == Prediction.segment_id)
        .where(Prediction.run_id == run.id, Segment.is_rejected.is_(False))
        .group_by(Prediction.label)
        .order_by(func.count().desc())
    ).all()
    types = [{"label": label, "n_calls": n, "mean_confidence": round(mean, 4)} for label, n, mean, _ in found]
    n_calls, n_strange = (sum(row[column] for row in found) for column in (1, 3))
    return {"n_calls": n_calls, "n_unknown": n_strange, "types": types}
