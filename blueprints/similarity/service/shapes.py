"""What clustering runs, groups and similar calls look like in an answer."""

from typing import Any

from blueprints.calls.service.results import CallRow
from blueprints.similarity.models import Cluster, ClusteringRun
from blueprints.similarity.service.runs import clusters_of
from blueprints.similarity.service.search import Hit


def shape_run(row: ClusteringRun) -> dict[str, Any]:
    return {
        "id": row.id,
        "group_id": row.group_id,
        "project_id": row.project_id,
        "recording_id": row.recording_id,
        "name": row.name,
        "method": row.method,
        "feature_set": row.feature_set,
        "params": row.params,
        "source": row.source,
        "code_version": row.code_version,
        "map_method": row.map_method,
        "state": row.state,
        "problem": {"code": row.problem_code, "detail": row.problem_detail} if row.problem_code else None,
        "n_members": row.n_members,
        "n_clusters": row.n_clusters,
        "n_noise": row.n_noise,
        "silhouette": row.silhouette,
        "scores": row.scores,
        "job_id": row.job_id,
        "version": row.version,
        "created_by": row.created_by,
        "created_at": row.created_at,
    }


def shape_run_with_clusters(row: ClusteringRun) -> dict[str, Any]:
    return shape_run(row) | {"clusters": [shape_cluster(cluster) for cluster in clusters_of(row)]}


def shape_cluster(row: Cluster) -> dict[str, Any]:
    return {
        "id": row.id,
        "number": row.number,
        "n_members": row.n_members,
        "coherence": row.coherence,
        "silhouette": row.silhouette,
        "representative_id": row.representative_id,
        "summary": row.summary,
        "label": row.label,
        "call_type_id": row.call_type_id,
        "mapping_confidence": row.mapping_confidence,
    }


def shape_hit(hit: Hit, call: CallRow) -> dict[str, Any]:
    segment, recording, prediction = call.segment, call.recording, call.prediction
    return {
        "segment_id": segment.id,
        "similarity": round(hit.similarity, 4),
        "recording_id": recording.id,
        "recording_name": recording.name,
        "onset_s": segment.onset_s,
        "offset_s": segment.offset_s,
        "low_hz": segment.low_hz,
        "high_hz": segment.high_hz,
        "label": segment.label,
        "predicted": prediction.label if prediction else None,
        "confidence": round(prediction.confidence, 4) if prediction else None,
    }
