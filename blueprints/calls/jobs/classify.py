"""Applying a classifier to the segments of a recording."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from sqlalchemy import Select, select

from blueprints.calls.models import ClassificationRun, Classifier
from blueprints.calls.schemas.jobs import CLASSIFY, ClassifyParams
from blueprints.calls.service import runs
from blueprints.calls.service.classifiers import require_ready
from blueprints.calls.service.runs import PredictionRow
from blueprints.recordings.models import Recording, Segment, Segmentation
from core.db import db
from core.errors import AppError
from core.jobs.context import JobContext
from core.jobs.kinds import ResultLink
from core.storage import storage
from ml.calls.onnx import OnnxClassifier
from ml.calls.store import load
from ml.calls.training import Predictions, TrainedClassifier
from processing.audio.decode import open_audio
from processing.audio.features import extract
from processing.audio.intervals import Interval

CALLS_PER_STEP = 2000
"""Calls measured and stored at a time: progress moves, memory does not grow."""


@CLASSIFY.runs
def classify(ctx: JobContext, params: ClassifyParams) -> list[ResultLink]:
    """Measure every segment and store a probability for every class; what an earlier attempt stored goes first."""
    run, recording, segments = _begin(ctx, params)
    run_id, recording_id, name = run.id, recording.id, recording.name
    sha256, expansion, channel = recording.blob_sha256, recording.time_expansion, _channel(run)
    model = _load(db.session.get_one(Classifier, run.classifier_id))
    ctx.commit()
    with storage().open_local(sha256) as path:
        for done, rows in _predict(ctx, path, expansion, channel, segments, model):
            runs.add_predictions(db.session.get_one(ClassificationRun, run_id), rows)
            ctx.commit()
            ctx.report(done, len(segments), "Classifying", unit="calls")
    run = db.session.get_one(ClassificationRun, run_id)
    run.feature_version = model.code_version
    runs.complete(run)
    return [ResultLink("classification-run", f"Calls of {name}", f"/recordings/{recording_id}?run={run_id}")]


def _begin(ctx: JobContext, params: ClassifyParams) -> tuple[ClassificationRun, Recording, list[Interval]]:
    recording = db.session.get(Recording, params.recording_id)
    classifier = db.session.get(Classifier, params.classifier_id)
    if recording is None or classifier is None:
        raise AppError(404, "not-found", "The recording or the classifier was deleted meanwhile.")
    require_ready(classifier)
    run = _run_of(ctx, params, recording, classifier)
    runs.clear(run)
    segments = list(db.session.scalars(_segments_of(run)))
    ctx.log(f"{len(segments)} segments, {len(classifier.labels)} classes")
    return run, recording, [Interval(s.onset_s, s.offset_s, label=str(s.id)) for s in segments]


def _run_of(ctx: JobContext, params: ClassifyParams, recording: Recording, classifier: Classifier) -> ClassificationRun:
    """The run the request made, the one an earlier attempt of this job made, or a new one."""
    if params.run_id is not None:
        found = db.session.get(ClassificationRun, params.run_id)
        if found is None:
            raise AppError(404, "not-found", "The run was deleted meanwhile.")
        return found
    earlier = db.session.scalar(select(ClassificationRun).where(ClassificationRun.job_id == ctx.job_id))
    if earlier is not None:
        return earlier
    segmentation_id = params.segmentation_id or recording.current_segmentation_id
    if segmentation_id is None:
        raise AppError(409, "not-segmented", f"{recording.name} has no segments to classify.")
    segmentation = db.session.get_one(Segmentation, segmentation_id)
    run = runs.open_run(classifier, segmentation, recording, created_by=ctx.owner_id)
    run.job_id = ctx.job_id
    return run


def _segments_of(run: ClassificationRun) -> Select[Any]:
    return select(Segment).where(Segment.segmentation_id == run.segmentation_id).order_by(Segment.onset_s, Segment.id)


def _channel(run: ClassificationRun) -> int | None:
    return db.session.get_one(Segmentation, run.segmentation_id).channel


def _load(classifier: Classifier) -> TrainedClassifier | OnnxClassifier:
    with storage().open_local(classifier.blob_sha256 or "") as path:
        return load(path.read_bytes())


def _predict(
    ctx: JobContext,
    path: Path,
    expansion: float,
    channel: int | None,
    segments: list[Interval],
    model: TrainedClassifier | OnnxClassifier,
) -> Iterator[tuple[int, list[PredictionRow]]]:
    """Prediction rows step by step, with how many segments are done."""
    with open_audio(path, time_expansion=expansion) as audio:
        for first in range(0, len(segments), CALLS_PER_STEP):
            ctx.check()
            step = segments[first : first + CALLS_PER_STEP]
            table = extract(
                audio, None, step, feature_set=model.feature_set, channel=channel or 0, band_hz=model.measured_in_hz
            )
            yield first + len(step), _rows(step, model.predict(table))


def _rows(step: list[Interval], predictions: Predictions) -> list[PredictionRow]:
    best = np.argmax(predictions.probabilities, axis=1)
    return [
        PredictionRow(
            segment_id=int(interval.label or 0),
            label_index=int(index),
            label=predictions.labels[index],
            confidence=float(row[index]),
            is_unknown=bool(is_unknown),
            probabilities=row.astype("<f4").tobytes(),
        )
        for interval, index, row, is_unknown in zip(
            step, best, predictions.probabilities, predictions.is_unknown, strict=True
        )
    ]
