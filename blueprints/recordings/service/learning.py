"""Learned detectors: what there is to learn from in a project, and asking for the training."""

from collections import Counter
from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import delete, select, update

from blueprints.projects.models import Project
from blueprints.recordings.models import LearnedDetector, Recording, RecordingState, Segmentation
from blueprints.recordings.schemas.jobs import LEARN, LearnParams
from blueprints.recordings.schemas.segmentations import LearnBody
from blueprints.recordings.service.segmentations import check_method
from core.db import db
from core.errors import AppError
from core.jobs.models import Job
from core.jobs.queue import submit

MAX_RECORDINGS = 500
"""Corrected recordings one training looks at; the newest when there are more."""


def request_training(project: Project, body: LearnBody, owner_id: UUID) -> Job:
    """Ask for a learned detector to be trained.

    Raises AppError 422 `no-corrections` when nobody has corrected anything there, 404 for segmentations that
    are not in the project.
    """
    rows = _corrected(project.id, body.segmentation_ids)
    if body.segmentation_ids is not None and len(rows) < len(set(body.segmentation_ids)):
        raise AppError(404, "not-found", "Some of these segmentations are not in this project.")
    if not rows:
        raise AppError(
            422, "no-corrections", "Nobody has corrected a segmentation in this project yet; there is nothing to learn."
        )
    if body.preset is not None:
        check_method("adaptive", body.preset, {})
    params = LearnParams(
        project_id=project.id,
        name=body.name,
        preset=body.preset if body.preset != "auto" else None,
        segmentation_ids=[row.id for row in rows],
    )
    return submit(
        LEARN,
        params,
        title=f"Learn from {len(rows)} corrected recording{'' if len(rows) == 1 else 's'}",
        owner_id=owner_id,
        group_id=project.group_id,
        project_id=project.id,
    )


def remove(row: LearnedDetector) -> None:
    """Delete a learned detector; the segmentations it made stay, with the hash of its model."""
    db.session.execute(
        update(Segmentation)
        .where(Segmentation.model_id == row.id)
        .values(model_id=None)
        .execution_options(synchronize_session=False)
    )
    db.session.delete(row)
    db.session.flush()


def commonest_preset(rows: Sequence[Segmentation]) -> str | None:
    """The preset most of the segmentations began with."""
    counts = Counter(row.preset for row in rows if row.preset)
    return counts.most_common(1)[0][0] if counts else None


def forget_models_of(job_id: UUID) -> None:
    """Remove what an earlier attempt of a training made."""
    db.session.execute(delete(LearnedDetector).where(LearnedDetector.job_id == job_id))


def _corrected(project_id: UUID, ids: Sequence[UUID] | None) -> Sequence[Segmentation]:
    """The segmentations named, or each current one that a person has edited."""
    rows = (
        select(Segmentation)
        .join(Recording, Recording.id == Segmentation.recording_id)
        .where(Recording.project_id == project_id, Recording.state == RecordingState.READY)
        .order_by(Segmentation.created_at.desc(), Segmentation.id.desc())
        .limit(MAX_RECORDINGS)
    )
    if ids is not None:
        return db.session.scalars(rows.where(Segmentation.id.in_(ids))).all()
    return db.session.scalars(rows.where(Segmentation.is_current, Segmentation.is_edited)).all()
