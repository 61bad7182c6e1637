"""Builders of training sets, classifiers with a real model, and runs."""

import hashlib
import io
import tempfile
import zipfile
from pathlib import Path
from typing import Any

import numpy as np

from blueprints.accounts.models import Group
from blueprints.calls.models import ClassificationRun, Classifier, ClassifierEvaluation, Prediction, TrainingSet
from blueprints.projects.models import Project
from blueprints.recordings.models import Recording, Segment, Segmentation
from core.db import db
from core.storage import storage
from core.storage.blobs import Blob
from tests.factories import Factory
from tests.factories.recordings import wav

SR = 96_000
"""Rate of made clips, in hertz; low, so that training in a test takes a moment."""

LABELS = ("fall", "rise")


def clip(label: str, number: int) -> np.ndarray:
    """A call of 10 ms that falls from 40 to 20 kHz or rises from 20 to 40 kHz, never twice the same."""
    rng = np.random.default_rng(number)
    t = np.arange(int(0.01 * SR)) / SR
    low, high = 20_000 * rng.normal(1, 0.03), 40_000 * rng.normal(1, 0.03)
    start, stop = (high, low) if label == "fall" else (low, high)
    sweep = np.hanning(t.size) * np.sin(2 * np.pi * (start * t + (stop - start) * t**2 / (2 * t[-1])))
    return (0.4 * sweep + rng.normal(0, 0.003, t.size)).astype(np.float32)


def build_clips_zip(_make: Factory, n: int = 12, *, labels: tuple[str, ...] = LABELS) -> bytes:
    """A ZIP of labelled clips, `INDIVIDUAL/LABEL/NUMBER.wav`, of three individuals."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for place, label in enumerate(labels):
            for number in range(n):
                name = f"bat{number % 3}/{label}/{number}.wav"
                archive.writestr(name, wav(clip(label, 100 * place + number), SR))
    return buffer.getvalue()


def store_blob(content: bytes, media_type: str) -> str:
    """A stored file with its row; returns its hash."""
    sha256 = hashlib.sha256(content).hexdigest()
    if db.session.get(Blob, sha256) is None:
        db.session.add(Blob(sha256=sha256, size_bytes=len(content), media_type=media_type))
        db.session.flush()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "file"
        path.write_bytes(content)
        storage().put_file(path, sha256)
    return sha256


def build_training_set(make: Factory, group: Group | None = None, *, n: int = 12, **fields: Any) -> TrainingSet:
    group = group or make.group()
    values = {
        "group_id": group.id,
        "blob_sha256": store_blob(build_clips_zip(make, n), "application/zip"),
        "name": "clips.zip",
        "n_clips": 2 * n,
        "labels": dict.fromkeys(LABELS, n),
        "findings": [],
    }
    return make.save(TrainingSet(**(values | fields)))


def build_model_file(_make: Factory) -> bytes:
    """The file of a classifier that says every label is as likely as any other."""
    from ml.calls import store
    from ml.calls.training import uniform_classifier
    from processing.audio.features import FEATURE_SETS

    return store.dump(uniform_classifier(LABELS, code_version=FEATURE_SETS["warble27"].code_version))


def build_classifier(make: Factory, group: Group | None = None, **fields: Any) -> Classifier:
    """A ready classifier with a model that says every label is as likely as any other."""
    from ml.calls import store
    from ml.calls.training import uniform_classifier
    from processing.audio.features import FEATURE_SETS

    group = group or make.group()
    model = uniform_classifier(LABELS, code_version=FEATURE_SETS["warble27"].code_version)
    values = {
        "group_id": group.id,
        "name": f"Classifier {make.number()}",
        "method": "uniform",
        "feature_set": model.feature_set,
        "feature_version": model.code_version,
        "labels": list(LABELS),
        "source": {},
        "state": "ready",
        "blob_sha256": store_blob(store.dump(model), "application/zip"),
    }
    row = make.save(Classifier(**(values | fields)))
    make.save(ClassifierEvaluation(classifier_id=row.id, document={"method": "uniform"}))
    return row


def build_run(
    make: Factory,
    segmentation: Segmentation | None = None,
    classifier: Classifier | None = None,
    *,
    label: str = "fall",
    confidence: float = 0.8,
) -> ClassificationRun:
    """A finished, current run in which every segment has the same prediction."""
    segmentation = segmentation or make.segmentation()
    recording = db.session.get_one(Recording, segmentation.recording_id)
    if classifier is None:
        classifier = make.classifier(db.session.get_one(Group, recording.group_id))
    run = ClassificationRun(
        segmentation_id=segmentation.id,
        recording_id=recording.id,
        classifier_id=classifier.id,
        group_id=recording.group_id,
        state="ready",
        is_current=True,
    )
    db.session.add(run)
    db.session.flush()
    values = np.array([confidence, 1 - confidence], dtype="<f4")
    segments = db.session.query(Segment).filter_by(segmentation_id=segmentation.id).all()
    for segment in segments:
        db.session.add(
            Prediction(
                run_id=run.id,
                segment_id=segment.id,
                label_index=LABELS.index(label),
                label=label,
                confidence=confidence,
                probabilities=values.tobytes(),
            )
        )
    run.n_predictions = len(segments)
    recording.is_classified = True
    db.session.commit()
    return run


def build_named_recording(
    make: Factory,
    project: Project,
    *,
    labels: tuple[str | None, ...] = LABELS * 4,
    seed: int = 0,
    **fields: Any,
) -> list[Segment]:
    """The segments of a stored recording whose calls sound as their names say and carry them as a person's word."""
    y = np.random.default_rng(seed).normal(0, 0.001, int(0.1 * SR * (len(labels) + 1))).astype(np.float32)
    spans = []
    for place, label in enumerate(labels):
        start = int((0.05 + 0.1 * place) * SR)
        call = clip(label or LABELS[place % 2], 1000 * seed + place)
        y[start : start + call.size] += call
        spans.append((start / SR, (start + call.size) / SR))
    name = fields.pop("name", f"night{make.number()}.wav")
    recording = make.stored_recording(project, content=wav(y, SR), name=name, **fields)
    segmentation = make.segmentation(recording, segments=spans)
    segments = db.session.query(Segment).filter_by(segmentation_id=segmentation.id).order_by(Segment.onset_s).all()
    for segment, label in zip(segments, labels, strict=True):
        segment.label = label
    db.session.commit()
    return segments
