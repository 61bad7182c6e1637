"""What classifiers, training sets, runs, predictions and calls look like in an answer."""

import struct
from typing import Any

from blueprints.calls.models import ClassificationRun, Classifier, Prediction, TrainingSet
from blueprints.calls.service.results import CallRow, moment_of


def shape_training_set(row: TrainingSet) -> dict[str, Any]:
    return {
        "id": row.id,
        "group_id": row.group_id,
        "project_id": row.project_id,
        "kind": row.kind,
        "name": row.name,
        "n_clips": row.n_clips,
        "labels": row.labels,
        "findings": row.findings,
        "created_by": row.created_by,
        "created_at": row.created_at,
    }


def shape_classifier(row: Classifier) -> dict[str, Any]:
    return {
        "id": row.id,
        "group_id": row.group_id,
        "project_id": row.project_id,
        "species_id": row.species_id,
        "parent_id": row.parent_id,
        "name": row.name,
        "method": row.method,
        "feature_set": row.feature_set,
        "feature_version": row.feature_version,
        "labels": row.labels,
        "source": row.source,
        "training": row.training,
        "scores": row.scores,
        "state": row.state,
        "problem": {"code": row.problem_code, "detail": row.problem_detail} if row.problem_code else None,
        "sha256": row.blob_sha256,
        "job_id": row.job_id,
        "notes": row.notes,
        "version": row.version,
        "created_by": row.created_by,
        "created_at": row.created_at,
    }


def shape_run(row: ClassificationRun) -> dict[str, Any]:
    return {
        "id": row.id,
        "segmentation_id": row.segmentation_id,
        "recording_id": row.recording_id,
        "classifier_id": row.classifier_id,
        "job_id": row.job_id,
        "state": row.state,
        "is_current": row.is_current,
        "feature_version": row.feature_version,
        "n_predictions": row.n_predictions,
        "created_by": row.created_by,
        "created_at": row.created_at,
    }


def unpack(probabilities: bytes) -> list[float]:
    """Probabilities as stored: float32, little-endian, one a class."""
    return list(struct.unpack(f"<{len(probabilities) // 4}f", probabilities))


def shape_prediction(row: Prediction, labels: list[str]) -> dict[str, Any]:
    values = unpack(row.probabilities)
    return {
        "segment_id": row.segment_id,
        "label": row.label,
        "confidence": round(row.confidence, 4),
        "is_unknown": row.is_unknown,
        "probabilities": {label: round(value, 4) for label, value in zip(labels, values, strict=True)},
    }


def shape_call(row: CallRow) -> dict[str, Any]:
    segment, recording, prediction = row.segment, row.recording, row.prediction
    return {
        "id": segment.id,
        "segmentation_id": segment.segmentation_id,
        "recording_id": recording.id,
        "recording_name": recording.name,
        "project_id": recording.project_id,
        "site": row.site_name,
        "species": row.species_name,
        "at": moment_of(row),
        "utc_offset_min": recording.utc_offset_min,
        "onset_s": segment.onset_s,
        "offset_s": segment.offset_s,
        "low_hz": segment.low_hz,
        "high_hz": segment.high_hz,
        "label": segment.label,
        "predicted": prediction.label if prediction else None,
        "confidence": round(prediction.confidence, 4) if prediction else None,
        "is_unknown": prediction.is_unknown if prediction else None,
        "classifier_id": row.classifier_id,
        "note": segment.note,
    }
