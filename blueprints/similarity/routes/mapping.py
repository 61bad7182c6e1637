"""What people hold groups to be, and applying it."""

from typing import Any
from uuid import UUID

from flask import Response
from pydantic import Field

from blueprints.similarity import policy
from blueprints.similarity.routes.blueprint import api
from blueprints.similarity.schemas.answers import (
    AppliedOut,
    ClusterComparisonOut,
    ClusteringWithClustersOut,
    ClusterOut,
    MovedOut,
    UndoneOut,
)
from blueprints.similarity.schemas.clustering import ApplyBody, ClusterCompareQuery, MappingBody, MappingsBody, MoveBody
from blueprints.similarity.service import mapping as service
from blueprints.similarity.service import measures, training
from blueprints.similarity.service.runs import require_ready
from blueprints.similarity.service.shapes import shape_cluster, shape_run_with_clusters
from core.access import Role, principal
from core.api import IdPath, check_version, with_version
from core.db import db


class ActionPath(IdPath):
    """A run and one thing that was done with it."""

    action_id: UUID = Field(description="From the answer of applying")


@api.put("/clusters/<uuid:id>/mapping", responses={200: ClusterOut})
def map_cluster(path: IdPath, body: MappingBody) -> dict[str, Any]:
    """Say what a group is: a call type, or a label of one's own; neither takes it away."""
    who = principal()
    cluster, run = policy.cluster(who, path.id, Role.ANNOTATOR)
    service.map_cluster(who, run, cluster, body)
    db.session.commit()
    return shape_cluster(cluster)


@api.put("/clustering-runs/<uuid:id>/mappings", responses={200: ClusteringWithClustersOut})
def map_clusters(path: IdPath, body: MappingsBody) -> Response:
    """Say what several groups of a run are, all or none."""
    who = principal()
    run = policy.run(who, path.id, Role.ANNOTATOR)
    check_version(run.version)
    service.map_clusters(who, run, body.mappings)
    db.session.commit()
    return with_version(shape_run_with_clusters(run), run.version)


@api.post("/clustering-runs/<uuid:id>/move", responses={200: MovedOut})
def move_members(path: IdPath, body: MoveBody) -> dict[str, Any]:
    """Put members into another group, or into a new one."""
    run = policy.run(principal(), path.id, Role.ANNOTATOR)
    number, n_moved = service.move(run, body)
    db.session.commit()
    return {"number": number, "n_moved": n_moved, "run": shape_run_with_clusters(run)}


@api.get("/clustering-runs/<uuid:id>/compare", responses={200: ClusterComparisonOut})
def compare_clusters(path: IdPath, query: ClusterCompareQuery) -> dict[str, Any]:
    """Two groups side by side, the measure that tells them apart best first."""
    run = policy.run(principal(), path.id)
    require_ready(run)
    return measures.compare(run, service.numbered(run, query.a), service.numbered(run, query.b))


@api.post("/clustering-runs/<uuid:id>/apply", responses={200: AppliedOut})
def apply_mapping(path: IdPath, body: ApplyBody) -> dict[str, Any]:
    """Give members the label of their group, or make a training set of them."""
    who = principal()
    needed = Role.ANNOTATOR if body.target == "segments" else Role.EDITOR
    run = policy.run(who, path.id, needed)
    if body.target == "training-set":
        made = training.make_training_set(who, run, body)
        db.session.commit()
        return {"action_id": None, "n_changed": 0, "n_kept": 0, "training_set_id": made.id}
    done = service.apply_to_segments(who, run, body)
    db.session.commit()
    return {**done._asdict(), "training_set_id": None}


@api.post("/clustering-runs/<uuid:id>/apply/<uuid:action_id>/undo", responses={200: UndoneOut})
def undo_apply(path: ActionPath) -> dict[str, Any]:
    """Give the segments of one applying their former word back; what was named anew since stays."""
    who = principal()
    run = policy.run(who, path.id, Role.ANNOTATOR)
    n_changed = service.undo(who, run, path.action_id)
    db.session.commit()
    return {"n_changed": n_changed}
