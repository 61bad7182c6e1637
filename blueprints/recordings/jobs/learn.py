"""Training a judge of detections from segmentations that people corrected."""

from dataclasses import asdict
from typing import NamedTuple

import numpy as np
from sqlalchemy import select

from blueprints.recordings.jobs.loading import Stored, open_stored
from blueprints.recordings.models import LearnedDetector, Recording, Segmentation
from blueprints.recordings.schemas.jobs import LEARN, LearnParams
from blueprints.recordings.service.learning import commonest_preset, forget_models_of
from blueprints.recordings.service.segmentations import intervals_of
from core.clock import new_id
from core.db import db
from core.errors import AppError
from core.jobs.context import JobContext
from core.jobs.kinds import ResultLink
from core.storage import sha256_of, storage
from core.storage.blobs import announce_blob
from ml.detection import Corrected, DetectionModel, save, train
from processing.audio.detect import CODE_VERSION, PRESETS, AdaptiveParams, automatic_preset, build, propose
from processing.audio.intervals import Interval

SEED = 1
"""Training is a function of its material: the same corrections give the same detector."""

MODEL_TYPE = "application/zip"


class _Lesson(NamedTuple):
    """One corrected recording, taken out of the database."""

    stored: Stored
    channel: int | None
    reference: list[Interval]


@LEARN.runs
def learn(ctx: JobContext, params: LearnParams) -> list[ResultLink]:
    """Propose candidates on every corrected recording, learn which people kept and how they moved them."""
    lessons, preset = _take_out(params)
    if preset is None:
        with open_stored(lessons[0].stored) as audio:
            preset = automatic_preset(audio, channel=lessons[0].channel)
    adaptive = build(AdaptiveParams, PRESETS[preset].values)
    corrected = []
    for number, lesson in enumerate(lessons):
        ctx.report(number, len(lessons) + 1, "Looking at corrections", unit="recordings")
        with open_stored(lesson.stored) as audio:
            corrected.append(Corrected(propose(audio, adaptive, channel=lesson.channel), lesson.reference))
    ctx.report(len(lessons), len(lessons) + 1, "Learning", unit="recordings")
    model = train(corrected, preset=preset, params=adaptive, rng=np.random.default_rng(SEED))
    row = _store(ctx, params, model)
    ctx.log(f"Learned from {model.n_calls} calls in {model.n_recordings} recordings, preset {preset}.")
    return [ResultLink("learned-detector", row.name, f"/projects/{params.project_id}")]


def _take_out(params: LearnParams) -> tuple[list[_Lesson], str | None]:
    """What to learn from, and the preset when it is known without listening."""
    rows = db.session.execute(
        select(Segmentation, Recording)
        .join(Recording, Recording.id == Segmentation.recording_id)
        .where(Segmentation.id.in_(params.segmentation_ids), Recording.project_id == params.project_id)
        .order_by(Segmentation.id)
    ).all()
    if not rows:
        raise AppError(422, "no-corrections", "What was to be learned from has been deleted meanwhile.")
    lessons = [
        _Lesson(
            Stored(recording.id, recording.name, recording.blob_sha256, recording.time_expansion),
            segmentation.channel,
            intervals_of(segmentation.id),
        )
        for segmentation, recording in rows
    ]
    preset = params.preset or commonest_preset([segmentation for segmentation, _ in rows])
    db.session.rollback()
    return lessons, preset if preset in PRESETS else None


def _store(ctx: JobContext, params: LearnParams, model: DetectionModel) -> LearnedDetector:
    """The file first, announced so that no sweep takes it, then its row."""
    if ctx.group_id is None:
        raise AppError(422, "project-gone", "The project's group was deleted meanwhile.")
    path = ctx.workdir / "model"
    path.write_bytes(save(model))
    sha256 = sha256_of(path)
    announce_blob(sha256, path.stat().st_size, MODEL_TYPE)
    ctx.commit()
    storage().put_file(path, sha256)
    forget_models_of(ctx.job_id)
    row = LearnedDetector(
        id=new_id(),
        group_id=ctx.group_id,
        project_id=params.project_id,
        name=params.name,
        preset=model.preset,
        params=asdict(model.params),
        code_version=CODE_VERSION,
        blob_sha256=sha256,
        n_recordings=model.n_recordings,
        n_calls=model.n_calls,
        job_id=ctx.job_id,
        created_by=ctx.owner_id,
    )
    db.session.add(row)
    return row
