"""Builders of clustering runs and of recordings whose calls are of two kinds."""

from typing import Any

import numpy as np

from blueprints.projects.models import Project
from blueprints.recordings.models import Recording, Segment, Segmentation
from blueprints.similarity.models import Cluster, ClusteringRun, ClusterMember
from core.db import db
from tests.factories import Factory
from tests.factories.recordings import SR, build_segmentation, build_stored_recording, wav

GAP_S = 0.05
"""From the onset of one made call to that of the next."""


def two_kinds(n: int, *, seed: int = 0) -> np.ndarray:
    """Calls of 5 ms, in turn falling from 80 to 40 kHz and rising from 20 to 35 kHz, in quiet noise."""
    rng = np.random.default_rng(seed)
    y = rng.normal(0, 0.001, round((n + 1) * GAP_S * SR)).astype(np.float32)
    t = np.arange(round(0.005 * SR)) / SR
    for number in range(n):
        start, stop = (80e3, 40e3) if number % 2 == 0 else (20e3, 35e3)
        start, stop = start * rng.normal(1, 0.02), stop * rng.normal(1, 0.02)
        sweep = np.hanning(t.size) * np.sin(2 * np.pi * (start * t + (stop - start) * t**2 / 0.01))
        first = round((number + 1) * GAP_S * SR)
        y[first : first + t.size] += (0.4 * sweep).astype(np.float32)
    return y


def build_two_kinds(
    make: Factory, project: Project | None = None, *, n: int = 12, seed: int | None = None
) -> tuple[Recording, Segmentation]:
    """A stored recording with calls of two kinds in turn, and its current segmentation."""
    content = wav(two_kinds(n, seed=make.number() if seed is None else seed))
    recording = build_stored_recording(make, project, content=content)
    times = [((k + 1) * GAP_S, (k + 1) * GAP_S + 0.005) for k in range(n)]
    return recording, build_segmentation(make, recording, segments=times)


def build_clustering_run(make: Factory, project: Project | None = None, **fields: Any) -> ClusteringRun:
    """A ready run with two groups over the three segments of a recording without a file."""
    project = project or make.project()
    segmentation = make.segmentation(make.recording(project))
    numbers = [row.id for row in db.session.query(Segment).filter_by(segmentation_id=segmentation.id)]
    values: dict[str, Any] = {
        "group_id": project.group_id,
        "project_id": project.id,
        "name": f"Groups {make.number()}",
        "method": "auto",
        "feature_set": "embedding",
        "state": "ready",
        "n_members": len(numbers),
        "n_clusters": 2,
    }
    row: ClusteringRun = make.save(ClusteringRun(**(values | fields)))
    groups = [numbers[:2], numbers[2:]]
    for number, group in enumerate(groups):
        db.session.add(
            Cluster(run_id=row.id, number=number, n_members=len(group), representative_id=group[0], summary={})
        )
        for place, segment_id in enumerate(group):
            stored = np.full(27, float(number), dtype="<f4") + np.float32(0.1 * place)
            db.session.add(
                ClusterMember(
                    run_id=row.id, segment_id=segment_id, number=number, x=0.1 * place, y=0.0, measures=stored.tobytes()
                )
            )
    db.session.commit()
    return row


def build_cluster(make: Factory, project: Project | None = None) -> Cluster:
    """The first group of a new run."""
    run = build_clustering_run(make, project)
    return db.session.query(Cluster).filter_by(run_id=run.id, number=0).one()
